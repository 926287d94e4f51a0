"""Save and load the state of a training run without pickle, so that a killed run continues as if it had not stopped."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

Tensors = dict[str, torch.Tensor]
Curve = list[dict[str, float]]


@dataclass
class TrainingProgress:
    """Count the steps and seconds of training over all restarts, and hold the best score, evaluations since it, and the curve."""

    step: int = 0
    seconds: float = 0.0
    best: float = float("-inf")
    stale: int = 0
    curve: Curve = field(default_factory=list)


@dataclass
class State:
    """Hold everything that changes in training: model, optimizers, progress, the moving average and the best weights."""

    model: torch.nn.Module
    optimizers: Sequence[torch.optim.Optimizer]
    progress: TrainingProgress
    average: Tensors
    best: Tensors

    def save(self, folder: Path) -> None:
        """Write the state into an empty folder."""
        from safetensors.torch import save_file

        moments, steps = _optimizer_tensors(self.optimizers)
        for name, tensors in (("model", weights(self.model)), ("average", self.average), ("best", self.best), ("optimizer", moments)):
            save_file(tensors, folder / f"{name}.safetensors")
        (folder / "progress.json").write_text(json.dumps(asdict(self.progress) | {"optimizer": steps}))

    def load(self, folder: Path) -> None:
        """Restore the state that `save` wrote."""
        from safetensors.torch import load_file

        known = json.loads((folder / "progress.json").read_text())
        steps = known.pop("optimizer")
        self.progress = TrainingProgress(**known)
        self.model.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
        self.average, self.best = load_file(folder / "average.safetensors"), load_file(folder / "best.safetensors")
        _restore_optimizers(self.optimizers, load_file(folder / "optimizer.safetensors"), steps)


def weights(model: torch.nn.Module) -> Tensors:
    """Return contiguous CPU copies of trained weights and buffers, without frozen weights, which the task loads itself."""
    trained = {name for name, value in model.named_parameters() if value.requires_grad}
    buffers = {name for name, _ in model.named_buffers()}
    state = {name: value for name, value in model.state_dict().items() if name in trained | buffers}
    return {name: value.detach().cpu().clone(memory_format=torch.contiguous_format) for name, value in state.items()}


def _optimizer_tensors(optimizers: Sequence[torch.optim.Optimizer]) -> tuple[Tensors, Mapping[str, float]]:
    """Return moments by `number.name` and steps by number; parameters are numbered across the optimizers."""
    tensors: Tensors = {}
    steps: dict[str, float] = {}
    first = 0
    for optimizer in optimizers:
        for index, entries in optimizer.state_dict()["state"].items():
            for name, value in entries.items():
                if name == "step":
                    steps[str(first + index)] = float(value)
                else:
                    tensors[f"{first + index}.{name}"] = value.detach().cpu().contiguous()
        first += _count(optimizer)
    return tensors, steps


def _restore_optimizers(optimizers: Sequence[torch.optim.Optimizer], tensors: Tensors, steps: Mapping[str, float]) -> None:
    state: dict[int, dict[str, Any]] = {int(number): {"step": torch.tensor(step)} for number, step in steps.items()}
    for name, value in tensors.items():
        number, _, moment = name.partition(".")
        state.setdefault(int(number), {})[moment] = value
    first = 0
    for optimizer in optimizers:
        end = first + _count(optimizer)
        mine = {number - first: entries for number, entries in state.items() if first <= number < end}
        optimizer.load_state_dict(optimizer.state_dict() | {"state": mine})
        first = end


def _count(optimizer: torch.optim.Optimizer) -> int:
    return sum(len(group["params"]) for group in optimizer.param_groups)
