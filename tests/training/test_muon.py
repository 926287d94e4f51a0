from pathlib import Path

import torch

from hardneg.training.checkpoint import Progress, State, weights
from hardneg.training.muon import Muon, groups_of, orthogonal


def test_all_directions_of_a_step_count_alike() -> None:
    generator = torch.Generator().manual_seed(0)
    for shape in ((3, 16, 48), (3, 48, 16)):
        made = orthogonal(torch.randn(shape, generator=generator) * torch.tensor([1e-3, 1.0, 1e3])[:, None, None]).float()
        assert made.shape == shape
        strengths = torch.linalg.svdvals(made)
        assert strengths.min() > 0.5
        assert strengths.max() < 1.3


def test_matrices_of_blocks_are_turned_and_all_else_is_left_to_adamw() -> None:
    matrices, others = groups_of(_net().named_parameters(), 0.01)
    assert matrices["orthogonal"]
    assert [tuple(value.shape) for value in matrices["params"]] == [(8, 8), (8, 8)]
    assert {tuple(value.shape) for value in others["params"]} == {(8,), (5, 8)}
    assert others["weight_decay"] == 0.0


def test_it_learns_and_a_checkpoint_goes_on_where_it_stood(tmp_path: Path) -> None:
    state = _state()
    first = [_step(state) for _ in range(20)]
    assert first[-1] < 0.5 * first[0]
    state.save(tmp_path)
    other = _state()
    other.load(tmp_path)
    assert [_step(other) for _ in range(3)] == [_step(state) for _ in range(3)]


def _net() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.ModuleDict(
        {"words": torch.nn.Embedding(5, 8), "blocks": torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.GELU(), torch.nn.Linear(8, 8))}
    )


def _state() -> State:
    net = _net()
    return State(net, Muon(groups_of(net.named_parameters(), 0.0), lr=0.02), Progress(), weights(net), weights(net))


def _step(state: State) -> float:
    net = state.model
    assert isinstance(net, torch.nn.ModuleDict)
    loss = (net["blocks"](net["words"](torch.arange(5))) - torch.eye(5, 8)).square().mean()
    state.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    state.optimizer.step()
    return float(loss.detach())
