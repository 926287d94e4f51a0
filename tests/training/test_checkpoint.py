from pathlib import Path

import pytest
import torch

from hardneg.training.checkpoint import State, TrainingProgress, weights


def fresh(memory_format: torch.memory_format) -> State:
    torch.manual_seed(3)
    frozen = torch.nn.Conv2d(3, 4, 3).requires_grad_(False)
    model = torch.nn.Sequential(frozen, torch.nn.Conv2d(4, 2, 3), torch.nn.BatchNorm2d(2)).to(memory_format=memory_format)
    optimizer = torch.optim.AdamW([value for value in model.parameters() if value.requires_grad], lr=0.1)
    return State(model, [optimizer], TrainingProgress(), weights(model), weights(model))


def step(state: State, seed: int) -> None:
    pictures = torch.randn(2, 3, 8, 8, generator=torch.Generator().manual_seed(seed))
    state.model(pictures).square().sum().backward()
    for optimizer in state.optimizers:
        optimizer.step()
        optimizer.zero_grad()


@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_training_goes_on_from_what_was_saved(tmp_path: Path, memory_format: torch.memory_format) -> None:
    stopped = fresh(memory_format)
    step(stopped, seed=1)
    stopped.save(tmp_path)
    resumed = fresh(memory_format)
    resumed.load(tmp_path)
    for state in (stopped, resumed):
        step(state, seed=2)
    torch.testing.assert_close(weights(resumed.model), weights(stopped.model))


def test_frozen_weights_are_not_kept_and_buffers_are() -> None:
    assert {"1.weight", "1.bias", "2.running_mean"} <= weights(fresh(torch.contiguous_format).model).keys()
    assert "0.weight" not in weights(fresh(torch.contiguous_format).model)
