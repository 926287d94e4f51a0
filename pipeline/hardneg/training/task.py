"""What the training loop asks of the thing to train."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import torch


class Task(Protocol):
    """One kind of matcher with its data: a frozen dataclass of plain settings, whose `repr` names all that can change the result.

    It is sent to each Ray Train worker, so it holds no model and no data before it is asked for them there.
    """

    @property
    def name(self) -> str:
        """What is trained, for messages."""
        ...

    def model(self) -> torch.nn.Module:
        """The model as training begins: fresh weights from the task's seed, or a pretrained folder."""
        ...

    def batch(self, step: int, rank: int, world: int) -> Any:
        """Share `rank` of `world` of the global batch of a step: the same whatever ran before, and the same union for any `world`."""
        ...

    def loss(self, model: torch.nn.Module, batch: Any) -> tuple[torch.Tensor, Mapping[str, float]]:
        """Loss to go down, and figures for the curve (parts of the loss, accuracies).

        `model` is wrapped by DistributedDataParallel where there are several workers: it must be called as `model(...)`, once.
        Tensors of the batch are on the CPU; the model may be elsewhere.
        """
        ...

    def evaluate(self, model: torch.nn.Module) -> Mapping[str, float]:
        """Held-out figures; `score`, higher is better, decides which weights are kept and when to stop."""
        ...

    def save(self, model: torch.nn.Module, folder: Path) -> None:
        """Write a folder that `hardneg.matching.load` loads: config.json, model.safetensors, tokenizer."""
        ...
