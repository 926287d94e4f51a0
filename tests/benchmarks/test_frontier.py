import numpy as np
import pytest

from benchmarks.frontier import SETTINGS, Proposed, line, point, propose
from hardneg.config import load
from hardneg.rewrite.debias.candidate import Candidate
from hardneg.schemas.config import Config, RewriteConfig


def proposed(captions: int = 240) -> Proposed:
    """Return, for each caption, an object negative without leakage and a swap that every text-only classifier recognises."""
    texts = [f"a {number % 7} in a field {number % 5}" for number in range(captions)]
    hidden = [Candidate(i, "object", (0, None), f"a {(i + 3) % 7} in a field {i % 5}", (-1.0) ** i) for i in range(captions)]
    exposed = [Candidate(i, "swap_object", (0, 2), f"{text} indeed", 9.0, exchange=("man", "dog")) for i, text in enumerate(texts)]
    states = np.random.default_rng(0).normal(size=(2 * captions, 4)).astype(np.float32)
    states[captions:, 0] += 3.0
    return Proposed(texts, hidden + exposed, states)


def settings(*sets: str) -> RewriteConfig:
    return load(None, sets, {}).rewrite


@pytest.mark.long
@pytest.mark.slow
def test_a_higher_floor_buys_a_larger_share_at_a_higher_accuracy() -> None:
    none, some = (
        point(proposed(), settings("rewrite.balance.tolerance=0.5", f"rewrite.balance.floor={floor}"), 0)
        for floor in ("{}", "{swap_object: 0.4}")
    )
    assert none.shares["exchanges"] < 0.1
    assert some.shares["exchanges"] >= 0.4
    for before, after in zip(none.accuracies["all"], some.accuracies["all"], strict=True):
        assert (after or 0.0) > (before or 0.0) + 0.05
    assert some.accuracies["exchanges"].ngrams == some.accuracies["exchanges"].likelihood == 1.0
    assert some.accuracies["count"] == (None, None, None)


@pytest.mark.long
@pytest.mark.slow
def test_a_line_shows_yield_shares_and_accuracies() -> None:
    found = line("x=1", point(proposed(), settings("rewrite.balance.floor={swap_object: 0.4}"), 0))
    assert found.split()[-1] == "x=1"
    assert found.count("%") == 2
    assert "  -  " in found


def test_every_setting_is_a_config() -> None:
    assert len({settings(each).model_dump_json() for each in SETTINGS}) == len(SETTINGS)


@pytest.mark.slow
def test_the_proposals_are_those_of_the_stage() -> None:
    config = Config.model_validate({"rewrite": {"writer": "lexicon", "positives_per_caption": 0}})
    found = propose("examples/captions.jsonl", 8, config)
    assert len(found.captions) == 8
    assert len(found.proposals) > 8
    assert found.states is None
