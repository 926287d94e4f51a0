from pathlib import Path

import pytest
import torch

from hardneg.training.checkpoint import State, TrainingProgress, weights
from hardneg.training.optimizers import optimizers_of, split_parameters
from hardneg.training.settings import Settings


def test_matrices_of_blocks_go_to_muon_and_all_else_to_adamw() -> None:
    matrices, others = split_parameters(_net())
    assert [tuple(value.shape) for value in matrices] == [(8, 8), (8, 8)]
    assert {tuple(value.shape) for value in others} == {(8,), (5, 8)}


@pytest.mark.parametrize("name", ["adamw", "muon"])
def test_each_trained_parameter_has_one_optimizer(name: str) -> None:
    net = _net()
    net["words"].weight.requires_grad_(False)
    held = [value for each in optimizers_of(net, _settings(name)) for group in each.param_groups for value in group["params"]]
    assert sorted(map(id, held)) == sorted(id(value) for value in net.parameters() if value.requires_grad)


@pytest.mark.parametrize("name", ["adamw", "muon"])
def test_the_loss_falls_and_a_loaded_checkpoint_continues_equally(name: str, tmp_path: Path) -> None:
    state = _state(name)
    first = [_step(state) for _ in range(20)]
    assert first[-1] < 0.5 * first[0]
    state.save(tmp_path)
    other = _state(name)
    other.load(tmp_path)
    assert [_step(other) for _ in range(3)] == [_step(state) for _ in range(3)]


def _settings(name: str) -> Settings:
    return Settings.model_validate({"steps": 1, "optimizer": name, "learning_rate": 0.02, "weight_decay": 0.0})


def _net() -> torch.nn.ModuleDict:
    torch.manual_seed(0)
    return torch.nn.ModuleDict(
        {"words": torch.nn.Embedding(5, 8), "blocks": torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.GELU(), torch.nn.Linear(8, 8))}
    )


def _state(name: str) -> State:
    net = _net()
    return State(net, optimizers_of(net, _settings(name)), TrainingProgress(), weights(net), weights(net))


def _step(state: State) -> float:
    net = state.model
    assert isinstance(net, torch.nn.ModuleDict)
    loss = (net["blocks"](net["words"](torch.arange(5))) - torch.eye(5, 8)).square().mean()
    loss.backward()  # type: ignore[no-untyped-call]
    for optimizer in state.optimizers:
        optimizer.step()
        optimizer.zero_grad()
    return float(loss.detach())
