"""Train a task on Ray Train, on one or several workers, CPU or GPU; a killed run resumes from its last checkpoint."""

import hashlib
import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event, Thread
from typing import Any

import torch
from rich.console import Console

from hardneg.engine.cluster import ray_session
from hardneg.engine.machine import this_machine
from hardneg.errors import StageError
from hardneg.training.checkpoint import Curve, State, TrainingProgress, weights
from hardneg.training.optimizers import optimizers_of
from hardneg.training.precision import in_bf16
from hardneg.training.settings import Settings
from hardneg.training.task import Task

CURVE = "curve.jsonl"
RUN = "training.json"
ROUND = 10
"""The number of steps between two readings of the clock."""
MAX_FAILURES = 2


def fit(task: Task, settings: Settings, out: Path, log: Callable[[str], None] | None = None) -> Curve:
    """Train for the steps or minutes of `settings`, and save the weights with the best held-out score to `out`.

    The same call on the same `out` resumes a killed run and returns at once after a finished one. Another task or other settings
    start a new run. Checkpoints are in `out`/checkpoints.

    Returns:
        The learning curve, one entry an evaluation; `out`/curve.jsonl holds it as well.

    Raises:
        StageError: Training failed in a worker.
    """
    from ray.train import CheckpointConfig, FailureConfig, RunConfig, ScalingConfig
    from ray.train.torch import TorchTrainer

    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    run = hashlib.sha256(repr((task, settings)).encode()).hexdigest()[:12]
    if (out / RUN).exists() and json.loads((out / RUN).read_text())["run"] == run:
        return _read_curve(out / CURVE)
    if not (out / "checkpoints" / run).exists():
        (out / CURVE).unlink(missing_ok=True)
    resources = {"CPU": settings.cpus} | ({"GPU": settings.gpus} if settings.gpus else {})
    with ray_session() as ray, _CurveLogger(out / CURVE, log or Console().print):
        trainer = TorchTrainer(
            train,
            train_loop_config={"task": task, "settings": settings, "curve": str(out / CURVE), "folder": str(Path.cwd())},
            scaling_config=ScalingConfig(num_workers=settings.workers, use_gpu=settings.gpus > 0, resources_per_worker=resources),
            run_config=RunConfig(
                name=run,
                storage_path=str(out / "checkpoints"),
                checkpoint_config=CheckpointConfig(num_to_keep=1),
                failure_config=FailureConfig(max_failures=MAX_FAILURES),
            ),
        )
        try:
            result = trainer.fit()
        except (ray.exceptions.RayError, ray.train.TrainingFailedError) as error:
            raise StageError(f"training {task.name} failed: {str(error).strip().splitlines()[-1]}") from error
    with result.checkpoint.as_directory() as folder:
        curve = _save_best(task, Path(folder), out)
    (out / RUN).write_text(json.dumps({"run": run, "task": repr(task), "settings": settings.model_dump()}, indent=1) + "\n")
    return curve


def train(config: Mapping[str, Any]) -> None:
    """Run the loop of one Ray Train worker."""
    enter(config["folder"])
    import ray.train
    from ray.train.torch import get_device, prepare_model

    task, settings = config["task"], config["settings"]
    context = ray.train.get_context()
    rank, world, device = context.get_world_rank(), context.get_world_size(), get_device()
    torch.manual_seed(settings.seed)
    model = task.model().to(device)
    state = State(model, optimizers_of(model, settings), TrainingProgress(), weights(model), weights(model))
    if checkpoint := ray.train.get_checkpoint():
        with checkpoint.as_directory() as folder:
            state.load(Path(folder))
    wrapped = prepare_model(model, parallel_strategy_kwargs={"find_unused_parameters": True}) if world > 1 else model
    cast = torch.autocast(device.type, dtype=torch.bfloat16) if in_bf16(settings.precision, device.type, this_machine()) else nullcontext()
    sums: dict[str, float] = {}
    while not _is_done(state.progress, settings):
        elapsed = _elapsed(state.progress, settings)
        start = time.monotonic()
        end = min(state.progress.step + ROUND, _next_evaluation(state.progress.step, settings))
        for step in range(state.progress.step, end):
            _step(task, wrapped, state, settings, (step, rank, world), cast, elapsed, sums)
        state.progress.step = end
        state.progress.seconds = _broadcast(state.progress.seconds + time.monotonic() - start, world)
        if end == _next_evaluation(end - 1, settings) or _elapsed(state.progress, settings) >= 1:
            _evaluate(task, state, settings, rank, world, sums, Path(config["curve"]))
            sums = {}


def enter(folder: str) -> None:
    """Return to the folder of the command, where this machine has it: tasks name relative paths, and Ray Train starts workers elsewhere."""
    if Path(folder).is_dir():
        os.chdir(folder)


def _step(
    task: Task,
    model: torch.nn.Module,
    state: State,
    settings: Settings,
    position: tuple[int, int, int],
    cast: AbstractContextManager[Any],
    elapsed: float,
    sums: dict[str, float],
) -> None:
    """Train on the batch of `position` (step, rank, world), and add its figures to `sums`."""
    step, rank, _ = position
    torch.manual_seed(settings.seed * 1_000_003 + step * 1_009 + rank)
    model.train()
    with cast:
        loss, figures = task.loss(model, task.batch(*position))
    for optimizer in state.optimizers:
        optimizer.zero_grad(set_to_none=True)
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * _learning_rate_factor(elapsed, settings.warm_up)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), settings.clip)
    for optimizer in state.optimizers:
        optimizer.step()
    if settings.average:
        _update_average(state, min(settings.average, (1 + step) / (10 + step)))
    for name, value in {"loss": float(loss), "steps": 1.0, **figures}.items():
        sums[name] = sums.get(name, 0.0) + value


def _evaluate(task: Task, state: State, settings: Settings, rank: int, world: int, sums: Mapping[str, float], curve: Path) -> None:
    """Evaluate on the held-out data, in the first worker, and write a checkpoint."""
    import ray.train

    progress = state.progress
    current = state.average if settings.average else weights(state.model)
    figures: Mapping[str, float] = _held_out_figures(task, state.model, current) if rank == 0 else {}
    score = _broadcast(figures.get("score", 0.0), world)
    if score > progress.best:
        progress.best, progress.stale = score, 0
        state.best = {name: value.clone() for name, value in current.items()}
    else:
        progress.stale += 1
    means = _mean_over_workers({name: value / sums["steps"] for name, value in sums.items() if name != "steps"}, world)
    entry = {"step": float(progress.step), "minutes": progress.seconds / 60} | means | {f"held_out_{k}": v for k, v in figures.items()}
    progress.curve.append(entry)
    with tempfile.TemporaryDirectory() as folder:
        if rank == 0:
            state.save(Path(folder))
            _write_curve(curve, progress.curve)
            ray.train.report(entry, checkpoint=ray.train.Checkpoint.from_directory(folder))
        else:
            ray.train.report(entry)


def _held_out_figures(task: Task, model: torch.nn.Module, values: Mapping[str, torch.Tensor]) -> Mapping[str, float]:
    """Return the held-out figures of the model with other weights, and restore its own."""
    own = weights(model)
    model.load_state_dict(dict(values), strict=False)
    model.eval()
    with torch.inference_mode():
        figures = task.evaluate(model)
    model.load_state_dict(own, strict=False)
    return figures


def _update_average(state: State, decay: float) -> None:
    with torch.no_grad():
        for name, value in state.model.state_dict().items():
            if name in state.average:
                average = state.average[name]
                if average.is_floating_point():
                    average.lerp_(value.detach().cpu(), 1 - decay)
                else:
                    average.copy_(value)


def _elapsed(progress: TrainingProgress, settings: Settings) -> float:
    """Return the elapsed fraction of the run, 0 to 1."""
    by_steps = progress.step / settings.steps if settings.steps else 0.0
    by_time = progress.seconds / 60 / settings.minutes if settings.minutes else 0.0
    return min(1.0, max(by_steps, by_time))


def _learning_rate_factor(elapsed: float, warm_up: float) -> float:
    """Return the factor on the learning rate: a linear warm-up, then half a cosine down to 1%."""
    if elapsed < warm_up:
        return max(0.01, elapsed / warm_up)
    return max(0.01, 0.5 * (1 + math.cos(math.pi * (elapsed - warm_up) / (1 - warm_up))))


def _next_evaluation(step: int, settings: Settings) -> int:
    """Return the first step count above `step` at which the model is evaluated."""
    end = (step // settings.evaluate_every + 1) * settings.evaluate_every
    return min(end, settings.steps) if settings.steps else end


def _is_done(progress: TrainingProgress, settings: Settings) -> bool:
    """Return whether the run is over or out of patience; only after an evaluation, which writes the checkpoint."""
    evaluated = bool(progress.curve) and progress.curve[-1]["step"] == progress.step
    return evaluated and (_elapsed(progress, settings) >= 1 or 0 < settings.patience <= progress.stale)


def _broadcast(value: float, world: int) -> float:
    """Return the first worker's value in every worker."""
    if world == 1:
        return value
    import ray.train.collective

    return float(ray.train.collective.broadcast_from_rank_zero(value))


def _mean_over_workers(values: dict[str, float], world: int) -> dict[str, float]:
    """Return the means over all workers, each of which trains on an equal share of every batch."""
    if world == 1:
        return values
    from ray.train.torch import get_device

    names = sorted(values)
    total = torch.tensor([values[name] for name in names], dtype=torch.float32, device=get_device())
    torch.distributed.all_reduce(total)
    return dict(zip(names, (total / world).tolist(), strict=True))


def _write_curve(path: Path, curve: Curve) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".tmp")
    scratch.write_text("".join(json.dumps(entry) + "\n" for entry in curve))
    scratch.replace(path)


def _read_curve(path: Path) -> Curve:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _save_best(task: Task, checkpoint: Path, out: Path) -> Curve:
    from safetensors.torch import load_file

    model = task.model()
    model.load_state_dict(load_file(checkpoint / "best.safetensors"), strict=False)
    task.save(model.eval(), out)
    curve: Curve = json.loads((checkpoint / "progress.json").read_text())["curve"]
    _write_curve(out / CURVE, curve)
    return curve


class _CurveLogger(Thread):
    """Log each new entry of the curve while Ray trains."""

    def __init__(self, curve: Path, log: Callable[[str], None]) -> None:
        super().__init__(daemon=True)
        self.curve, self.log, self.over = curve, log, Event()
        self.logged = max((entry["step"] for entry in _read_curve(self.curve)), default=0.0)

    def run(self) -> None:
        while not self.over.wait(1.0):
            self._log_new_entries()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join()
        self._log_new_entries()

    def _log_new_entries(self) -> None:
        for entry in _read_curve(self.curve):
            if entry["step"] > self.logged:
                self.logged = entry["step"]
                figures = " ".join(
                    f"{name.removeprefix('held_out_')} {value:.3f}" for name, value in entry.items() if name.startswith("held_out_")
                )
                self.log(f"step {entry['step']:,.0f}, {entry['minutes']:.1f} min, loss {entry['loss']:.3f}; held out: {figures}")
