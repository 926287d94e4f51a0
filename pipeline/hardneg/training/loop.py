"""The training loop, on Ray Train: one to many workers, CPU or GPU, and a run that was killed goes on from its last checkpoint."""

import hashlib
import json
import math
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
from hardneg.errors import StageError
from hardneg.training.checkpoint import Curve, Progress, State, weights
from hardneg.training.muon import Muon, groups_of
from hardneg.training.settings import Settings
from hardneg.training.task import Task

CURVE = "curve.jsonl"
RUN = "training.json"
ROUND = 10
"""Steps between two looks at the clock."""
MAX_FAILURES = 2


def fit(task: Task, settings: Settings, out: Path, say: Callable[[str], None] | None = None) -> Curve:
    """Train until the end that `settings` give, and save the weights with the best held-out score to `out`.

    The same call on the same `out` goes on where a killed one stood, and does nothing where one has ended; another task or other
    settings begin anew. Checkpoints are in `out`/checkpoints.

    Returns:
        The curve, which `out`/curve.jsonl holds too: one entry for each look at the held-out data.

    Raises:
        StageError: Training failed in a worker.
    """
    from ray.train import CheckpointConfig, FailureConfig, RunConfig, ScalingConfig
    from ray.train.torch import TorchTrainer

    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    run = hashlib.sha256(repr((task, settings)).encode()).hexdigest()[:12]
    if not (out / "checkpoints" / run).exists():
        (out / CURVE).unlink(missing_ok=True)
    if (out / RUN).exists() and json.loads((out / RUN).read_text())["run"] == run:
        return _read_curve(out / CURVE)
    resources = {"CPU": settings.cpus} | ({"GPU": settings.gpus} if settings.gpus else {})
    with ray_session() as ray, _Display(out / CURVE, say or Console().print):
        trainer = TorchTrainer(
            train,
            train_loop_config={"task": task, "settings": settings, "curve": str(out / CURVE)},
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
        curve = _keep(task, Path(folder), out)
    (out / RUN).write_text(json.dumps({"run": run, "task": repr(task), "settings": settings.model_dump()}, indent=1) + "\n")
    return curve


def train(config: Mapping[str, Any]) -> None:
    """What each Ray Train worker does."""
    import ray.train
    from ray.train.torch import get_device, prepare_model

    task, settings = config["task"], config["settings"]
    context = ray.train.get_context()
    rank, world, device = context.get_world_rank(), context.get_world_size(), get_device()
    torch.manual_seed(settings.seed)
    model = task.model().to(device)
    state = State(model, _optimizer(model, settings), Progress(), weights(model), weights(model))
    if there := ray.train.get_checkpoint():
        with there.as_directory() as folder:
            state.load(Path(folder))
    wrapped = prepare_model(model, parallel_strategy_kwargs={"find_unused_parameters": True}) if world > 1 else model
    cast = torch.autocast(device.type, dtype=torch.bfloat16) if settings.precision == "bf16" else nullcontext()
    sums: dict[str, float] = {}
    while not _done(state.progress, settings):
        share = _share(state.progress, settings)
        began = time.monotonic()
        upto = min(state.progress.step + ROUND, _next_look(state.progress.step, settings))
        for step in range(state.progress.step, upto):
            _step(task, wrapped, state, settings, (step, rank, world), cast, share, sums)
        state.progress.step = upto
        state.progress.seconds = _same_everywhere(state.progress.seconds + time.monotonic() - began, world)
        if upto == _next_look(upto - 1, settings) or _share(state.progress, settings) >= 1:
            _look(task, state, settings, rank, world, sums, Path(config["curve"]))
            sums = {}


def _step(
    task: Task,
    model: torch.nn.Module,
    state: State,
    settings: Settings,
    place: tuple[int, int, int],
    cast: AbstractContextManager[Any],
    share: float,
    sums: dict[str, float],
) -> None:
    torch.manual_seed(settings.seed * 1_000_003 + place[0] * 1_009 + place[1])
    for group in state.optimizer.param_groups:
        group["lr"] = settings.learning_rate * _rate(share, settings.warm_up)
    model.train()
    with cast:
        loss, figures = task.loss(model, task.batch(*place))
    state.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), settings.clip)
    state.optimizer.step()
    if settings.average:
        _follow(state, min(settings.average, (1 + place[0]) / (10 + place[0])))
    for name, value in {"loss": float(loss), "steps": 1.0, **figures}.items():
        sums[name] = sums.get(name, 0.0) + value


def _look(task: Task, state: State, settings: Settings, rank: int, world: int, sums: Mapping[str, float], curve: Path) -> None:
    """Measure on the held-out data, in the first worker, and leave a checkpoint."""
    import ray.train

    progress = state.progress
    current = state.average if settings.average else weights(state.model)
    figures: Mapping[str, float] = _measured(task, state.model, current) if rank == 0 else {}
    score = _same_everywhere(figures.get("score", 0.0), world)
    if score > progress.best:
        progress.best, progress.stale = score, 0
        state.best = {name: value.clone() for name, value in current.items()}
    else:
        progress.stale += 1
    means = _mean_everywhere({name: value / sums["steps"] for name, value in sums.items() if name != "steps"}, world)
    entry = {"step": float(progress.step), "minutes": progress.seconds / 60} | means | {f"held_out_{k}": v for k, v in figures.items()}
    progress.curve.append(entry)
    with tempfile.TemporaryDirectory() as folder:
        if rank == 0:
            state.save(Path(folder))
            _write_curve(curve, progress.curve)
            ray.train.report(entry, checkpoint=ray.train.Checkpoint.from_directory(folder))
        else:
            ray.train.report(entry)


def _measured(task: Task, model: torch.nn.Module, values: Mapping[str, torch.Tensor]) -> Mapping[str, float]:
    """Held-out figures of the model with other weights in it for the while."""
    kept = weights(model)
    model.load_state_dict(dict(values), strict=False)
    model.eval()
    with torch.inference_mode():
        figures = task.evaluate(model)
    model.load_state_dict(kept, strict=False)
    return figures


def _optimizer(model: torch.nn.Module, settings: Settings) -> torch.optim.Optimizer:
    if settings.optimizer == "muon":
        named = [(name, value) for name, value in model.named_parameters() if value.requires_grad]
        return Muon(groups_of(named, settings.weight_decay), lr=settings.learning_rate, betas=(0.9, 0.98))
    trained = [value for value in model.parameters() if value.requires_grad]
    groups = [
        {"params": [value for value in trained if value.ndim > 1], "weight_decay": settings.weight_decay},
        {"params": [value for value in trained if value.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=(0.9, 0.98))


def _follow(state: State, decay: float) -> None:
    with torch.no_grad():
        for name, value in state.model.state_dict().items():
            if name in state.average:
                average = state.average[name]
                if average.is_floating_point():
                    average.lerp_(value.detach().cpu(), 1 - decay)
                else:
                    average.copy_(value)


def _share(progress: Progress, settings: Settings) -> float:
    """How much of the run is behind, 0 to 1."""
    by_steps = progress.step / settings.steps if settings.steps else 0.0
    by_time = progress.seconds / 60 / settings.minutes if settings.minutes else 0.0
    return min(1.0, max(by_steps, by_time))


def _rate(share: float, warm_up: float) -> float:
    """Factor on the learning rate: a straight rise, then half a cosine down to a hundredth."""
    if share < warm_up:
        return max(0.01, share / warm_up)
    return max(0.01, 0.5 * (1 + math.cos(math.pi * (share - warm_up) / (1 - warm_up))))


def _next_look(step: int, settings: Settings) -> int:
    """The first step behind `step` after which the held-out data are looked at."""
    upto = (step // settings.evaluate_every + 1) * settings.evaluate_every
    return min(upto, settings.steps) if settings.steps else upto


def _done(progress: Progress, settings: Settings) -> bool:
    """At the end, or without progress for too long; only right after a look, which leaves the checkpoint."""
    looked = bool(progress.curve) and progress.curve[-1]["step"] == progress.step
    return looked and (_share(progress, settings) >= 1 or 0 < settings.patience <= progress.stale)


def _same_everywhere(value: float, world: int) -> float:
    """The first worker's value, in all workers."""
    if world == 1:
        return value
    import ray.train.collective

    return float(ray.train.collective.broadcast_from_rank_zero(value))


def _mean_everywhere(values: dict[str, float], world: int) -> dict[str, float]:
    """The means over all workers, each of which has seen its share of every step."""
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


def _keep(task: Task, checkpoint: Path, out: Path) -> Curve:
    from safetensors.torch import load_file

    model = task.model()
    model.load_state_dict(load_file(checkpoint / "best.safetensors"), strict=False)
    task.save(model.eval(), out)
    curve: Curve = json.loads((checkpoint / "progress.json").read_text())["curve"]
    _write_curve(out / CURVE, curve)
    return curve


class _Display(Thread):
    """Says each new line of the curve while Ray trains."""

    def __init__(self, curve: Path, say: Callable[[str], None]) -> None:
        super().__init__(daemon=True)
        self.curve, self.say, self.over = curve, say, Event()
        self.said = max((entry["step"] for entry in _read_curve(self.curve)), default=0.0)

    def run(self) -> None:
        while not self.over.wait(1.0):
            self._news()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join()
        self._news()

    def _news(self) -> None:
        for entry in _read_curve(self.curve):
            if entry["step"] > self.said:
                self.said = entry["step"]
                figures = " ".join(
                    f"{name.removeprefix('held_out_')} {value:.3f}" for name, value in entry.items() if name.startswith("held_out_")
                )
                self.say(f"step {entry['step']:,.0f}, {entry['minutes']:.1f} min, loss {entry['loss']:.3f}; held out: {figures}")
