"""Trains the matcher of the drawn scenes that ships in pipeline/match/weights/scenes.

    python -m scripts.train_scenes_matcher --out runs/scenes-matcher --minutes 75
    python -m scripts.train_scenes_matcher --prepare 200 --cache runs/scenes-cache      # makes chunks of training scenes ahead

Killed or stopped, the same command goes on from the last checkpoint.
"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from pipeline.match.train.scene_task import ScenesTask
from pipeline.match.train.task import Task

EMA = 0.998
SHOWN = 50


def fit(task: Task, minutes: float, out: Path, lr: float, checkpoint_s: float = 120.0, evaluate_s: float = 300.0) -> Path:
    """Train for so many minutes in all, over however many runs; the folder `model` in `out` is the mean of the weights."""
    out.mkdir(parents=True, exist_ok=True)
    model = task.model()
    mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
    groups = [
        {"params": [each for each in model.parameters() if each.ndim > 1], "weight_decay": 0.05},
        {"params": [each for each in model.parameters() if each.ndim <= 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.98), foreach=True)
    step, spent = _resume(out, model, mean, optimiser)
    model.train()
    begun, kept, shown = time.monotonic() - spent, spent, spent
    figures: dict[str, float] = {}
    while (now := time.monotonic() - begun) < minutes * 60:
        share = now / (minutes * 60)
        for group in optimiser.param_groups:
            group["lr"] = lr * min(1.0, (step + 1) / 100, 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
        batch = task.batch(step, 0, 1)
        with torch.autocast("cpu", torch.bfloat16):
            loss, told = task.loss(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        keep = min(EMA, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                mean[name].lerp_(value, 1 - keep) if value.is_floating_point() else mean[name].copy_(value)
        for name, value in told.items():
            figures[name] = 0.97 * figures.get(name, value) + 0.03 * value
        if step % SHOWN == 0:
            line = " ".join(f"{name} {value:.3f}" for name, value in figures.items())
            print(f"{now / 60:.1f} min, step {step}: {line}", flush=True)
        if now - kept > checkpoint_s:
            _keep(out, model, mean, optimiser, step, now)
            kept = now
        if now - shown > evaluate_s:
            _show(task, mean, model, out, step, now)
            shown = now
    _keep(out, model, mean, optimiser, step, minutes * 60)
    _show(task, mean, model, out, step, minutes * 60)
    return out / "model"


def _show(task: Task, mean: dict[str, torch.Tensor], model: torch.nn.Module, out: Path, step: int, now: float) -> None:
    other = task.model()
    other.load_state_dict(mean)
    found = task.evaluate(other)
    with (out / "curve.jsonl").open("a") as stream:
        stream.write(json.dumps({"step": step, "minutes": round(now / 60, 2), **found}) + "\n")
    print(f"{now / 60:.1f} min, step {step}: " + " ".join(f"{name} {value:.3f}" for name, value in found.items()), flush=True)
    task.save(other, out / "model")


def _keep(
    out: Path, model: torch.nn.Module, mean: dict[str, torch.Tensor], optimiser: torch.optim.Optimizer, step: int, now: float
) -> None:
    state = {f"model.{name}": value.contiguous() for name, value in model.state_dict().items()}
    state |= {f"mean.{name}": value.contiguous() for name, value in mean.items()}
    for number, of_one in optimiser.state_dict()["state"].items():
        state |= {f"optimiser.{number}.{name}": value.contiguous() for name, value in of_one.items()}
    state["step"], state["seconds"] = torch.tensor(step), torch.tensor(now)
    save_file(state, out / "checkpoint.unfinished")
    (out / "checkpoint.unfinished").rename(out / "checkpoint.safetensors")


def _resume(out: Path, model: torch.nn.Module, mean: dict[str, torch.Tensor], optimiser: torch.optim.Optimizer) -> tuple[int, float]:
    path = out / "checkpoint.safetensors"
    if not path.exists():
        return 0, 0.0
    state = load_file(path)
    model.load_state_dict({name[6:]: value for name, value in state.items() if name.startswith("model.")})
    mean.update({name[5:]: value for name, value in state.items() if name.startswith("mean.")})
    kept: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in state.items():
        if name.startswith("optimiser."):
            _, number, key = name.split(".")
            kept.setdefault(int(number), {})[key] = value
    optimiser.load_state_dict({"state": kept, "param_groups": optimiser.state_dict()["param_groups"]})
    return int(state["step"]), float(state["seconds"])


def main() -> None:
    """Read the options and train, or prepare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/scenes-matcher"))
    parser.add_argument("--minutes", type=float, default=75.0)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--looking", type=int, default=350)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cache", help="folder for training scenes")
    parser.add_argument("--prepare", type=int, metavar="CHUNKS", help="only make so many chunks of 250 scenes in the cache")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    task = ScenesTask(seed=options.seed, cache=options.cache, looking=options.looking)
    if options.prepare:
        task.prepare(options.prepare)
    else:
        fit(task, options.minutes, options.out, options.lr)


if __name__ == "__main__":
    main()
