"""Define the protocol of what the training loop trains."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import torch


class Task(Protocol):
    """Define one kind of model with its data: usually a frozen dataclass of plain settings.

    Its `repr` holds everything that can change the result. It is pickled to each Ray Train worker, so it loads model and data
    there, at first use.
    """

    @property
    def name(self) -> str:
        """Return the name of the task for messages."""
        ...

    def model(self) -> torch.nn.Module:
        """Return the model before training: fresh weights from the task's seed, or a pretrained folder."""
        ...

    def batch(self, step: int, rank: int, world: int) -> Any:
        """Return part `rank` of `world` of the global batch of a step.

        It depends on the arguments alone, and the union of the parts is equal for every `world`.
        """
        ...

    def loss(self, model: torch.nn.Module, batch: Any) -> tuple[torch.Tensor, Mapping[str, float]]:
        """Return the loss to minimise and figures for the curve (parts of the loss, accuracies).

        With several workers `model` is wrapped by DistributedDataParallel, so it must be called as `model(...)`, once.
        Tensors of the batch are on the CPU; the model may be on another device.
        """
        ...

    def evaluate(self, model: torch.nn.Module) -> Mapping[str, float]:
        """Return held-out figures; `score` (higher is better) selects the weights to save and decides when to stop."""
        ...

    def save(self, model: torch.nn.Module, folder: Path) -> None:
        """Write a folder that `hardneg.matching.load` loads: config.json, model.safetensors, tokenizer."""
        ...
