"""What a training run needs to go on as if nothing had happened: weights, their average, the best, the optimizer, the curve. No pickle."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

Tensors = dict[str, torch.Tensor]
Curve = list[dict[str, float]]


@dataclass
class Progress:
    """Where a run stands. `seconds` is the time spent in training, over all its lives."""

    step: int = 0
    seconds: float = 0.0
    best: float = float("-inf")
    stale: int = 0
    curve: Curve = field(default_factory=list)


@dataclass
class State:
    """All that changes while training."""

    model: torch.nn.Module
    optimizer: torch.optim.Optimizer
    progress: Progress
    average: Tensors
    best: Tensors

    def save(self, folder: Path) -> None:
        """Write the state into an empty folder."""
        from safetensors.torch import save_file

        moments, steps = _optimizer_tensors(self.optimizer)
        for name, tensors in (("model", weights(self.model)), ("average", self.average), ("best", self.best), ("optimizer", moments)):
            save_file(tensors, folder / f"{name}.safetensors")
        (folder / "progress.json").write_text(json.dumps(asdict(self.progress) | {"optimizer": steps}))

    def load(self, folder: Path) -> None:
        """Take over the state that `save` left."""
        from safetensors.torch import load_file

        known = json.loads((folder / "progress.json").read_text())
        steps = known.pop("optimizer")
        self.progress = Progress(**known)
        self.model.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
        self.average, self.best = load_file(folder / "average.safetensors"), load_file(folder / "best.safetensors")
        _restore_optimizer(self.optimizer, load_file(folder / "optimizer.safetensors"), steps)


def weights(model: torch.nn.Module) -> Tensors:
    """Contiguous copies of trained weights and buffers, on the CPU. Frozen weights are left out: they are where they came from."""
    trained = {name for name, value in model.named_parameters() if value.requires_grad}
    buffers = {name for name, _ in model.named_buffers()}
    state = {name: value for name, value in model.state_dict().items() if name in trained | buffers}
    return {name: value.detach().cpu().clone(memory_format=torch.contiguous_format) for name, value in state.items()}


def _optimizer_tensors(optimizer: torch.optim.Optimizer) -> tuple[Tensors, Mapping[str, float]]:
    state = optimizer.state_dict()["state"]
    tensors: Tensors = {}
    steps: dict[str, float] = {}
    for number, entries in state.items():
        for name, value in entries.items():
            if name == "step":
                steps[str(number)] = float(value)
            else:
                tensors[f"{number}.{name}"] = value.detach().cpu().contiguous()
    return tensors, steps


def _restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Tensors, steps: Mapping[str, float]) -> None:
    state: dict[int, dict[str, Any]] = {int(number): {"step": torch.tensor(step)} for number, step in steps.items()}
    for name, value in tensors.items():
        number, _, what = name.partition(".")
        state[int(number)][what] = value
    optimizer.load_state_dict(optimizer.state_dict() | {"state": state})
