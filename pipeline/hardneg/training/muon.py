"""Muon (Jordan and others 2024; Liu and others 2025, arXiv 2502.16982): steps of matrices in which all directions count alike.

Of a matrix's moving gradient the nearest orthogonal matrix is taken, by five Newton-Schulz steps. Small transformers get as far with it in
about two thirds of the steps of AdamW. Embeddings, biases and the first and last layers stay with AdamW.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import torch

MOMENTUM = 0.95
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic that takes singular values towards 1; from the reference code."""
ITERATIONS = 5
AS_ADAM = 0.2
"""Root mean square of AdamW's steps: with it one learning rate does for both (Liu and others)."""


class Muon(torch.optim.AdamW):  # type: ignore[misc]
    """AdamW, but for groups of parameters with `orthogonal` set, which have to be matrices."""

    param_groups: list[dict[str, Any]]

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Callable[[], float] | None = None) -> None:
        """One step; those of matrices of one shape are made together."""
        groups = self.param_groups
        turned = [group for group in groups if group.get("orthogonal")]
        self.param_groups = [group for group in groups if not group.get("orthogonal")]
        try:
            super().step(closure)
        finally:
            self.param_groups = groups
        for group in turned:
            self._turn(group)

    def _turn(self, group: dict[str, Any]) -> None:
        by_shape: dict[torch.Size, list[torch.Tensor]] = defaultdict(list)
        for value in group["params"]:
            if value.grad is not None:
                by_shape[value.shape].append(value)
        for shape, values in by_shape.items():
            moved = torch.stack([self._momentum(value) for value in values])
            scale = AS_ADAM * max(shape) ** 0.5 * group["lr"]
            for value, direction in zip(values, orthogonal(moved), strict=True):
                value.mul_(1 - group["lr"] * group["weight_decay"]).add_(direction.to(value.dtype), alpha=-scale)

    def _momentum(self, value: torch.Tensor) -> torch.Tensor:
        """Nesterov's: the gradient and what its moving average has become by it."""
        state = self.state[value]
        if "momentum" not in state:
            state["step"], state["momentum"] = torch.zeros(()), torch.zeros_like(value)  # AdamW looks for a step when it is loaded
        state["momentum"].lerp_(value.grad, 1 - MOMENTUM)
        return torch.lerp(value.grad, state["momentum"], MOMENTUM)


def orthogonal(matrices: torch.Tensor) -> torch.Tensor:
    """About the nearest orthogonal matrices of (n, rows, columns), in bfloat16: singular values end between 0.7 and 1.2."""
    a, b, c = COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    x = (matrices.mT if tall else matrices).bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(ITERATIONS):
        squared = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(squared, squared, squared, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x


def groups_of(named: Iterable[tuple[str, torch.nn.Parameter]], weight_decay: float) -> list[dict[str, Any]]:
    """Parameter groups for `Muon`: the matrices of blocks (whose names have a number), then all others."""
    matrices: list[torch.nn.Parameter] = []
    others: list[torch.nn.Parameter] = []
    for name, value in named:
        inner = value.ndim == 2 and any(part.isdigit() for part in name.split("."))
        (matrices if inner and "scale_shift" not in name else others).append(value)
    return [
        {"params": matrices, "weight_decay": weight_decay, "orthogonal": True},
        {"params": others, "weight_decay": 0.0, "orthogonal": False},
    ]
