"""Minimise a stream of losses: AdamW with a warm-up and a cosine."""

import math
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn


def optimise(model: nn.Module, groups: list[dict[str, object]], losses: Iterator[Tensor], steps: int, name: str) -> None:
    """Take `steps` steps, and leave the model ready to score.

    Args:
        model: What is trained.
        groups: Parameters with their rates, as AdamW takes them.
        losses: Yields the loss of each batch.
        steps: Number of steps.
        name: Of the training, for the lines that are printed.
    """
    optimiser = torch.optim.AdamW(groups, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _schedule(steps))
    model.train()
    for step, loss in zip(range(1, steps + 1), losses, strict=False):
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 0 or step == steps:
            print(f"{name}: step {step}, loss {loss.item():.3f}", flush=True)
    model.eval()


def _schedule(steps: int) -> Callable[[int], float]:
    """Return the factor on the rate by step: a linear warm-up over a tenth of the steps, then a cosine."""
    warm = max(1, steps // 10)
    return lambda step: (step + 1) / warm if step < warm else 0.5 + 0.5 * math.cos(math.pi * (step - warm) / max(1, steps - warm))
