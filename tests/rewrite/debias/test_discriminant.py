import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.discriminant import FEWEST, cross_fitted, discriminant, scale_of
from hardneg.rewrite.debias.embedder import Reader, States
from hardneg.rewrite.debias.select_negatives import select
from hardneg.schemas.config import BalanceConfig

EVEN = BalanceConfig(tolerance=None)
WIDTH = 8
FAMILY = ["object"]


class Tells(Reader):
    """Reads nothing but whether a text has a z, in one number of `WIDTH`; the others are noise that belongs to the text."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]
        self.asked += texts
        return self._read(texts) - self._read([captions[i] for i in of])

    def _read(self, texts: list[str]) -> States:
        noise = [[random.Random(f"{text}{i}").gauss(0, 0.3) for i in range(WIDTH)] for text in texts]
        noise = [[float("z" in text) + each[0], *each[1:]] for text, each in zip(texts, noise, strict=True)]
        return np.array(noise, np.float32)


def proposals(captions: list[str], share: float = 0.7) -> list[Candidate]:
    """Six words of their own for each caption, of which so many have a z, which no caption has."""
    chance = random.Random(0)
    return [
        Candidate(i, "object", (0, None), f"{caption} {'z' if chance.random() < share else 'y'}{i}{turn}x", None)
        for i, caption in enumerate(captions)
        for turn in range(6)
    ]


def with_z(made: list[Candidate], indices: list[int]) -> float:
    return sum("z" in made[j].text for j in indices) / len(indices)


CAPTIONS = [f"caption {number}" for number in range(4 * FEWEST)]


def test_what_the_judge_reads_by_is_chosen_as_seldom_as_may_be() -> None:
    made = proposals(CAPTIONS)
    seen = select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1))
    unseen = select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1), reader=Tells())
    assert len(seen.indices) == len(unseen.indices) == len(CAPTIONS)
    assert with_z(made, unseen.indices) < with_z(made, seen.indices) - 0.2


def test_the_counts_say_what_a_last_judge_cross_fitted() -> None:
    made = proposals(CAPTIONS)
    counts = select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1), reader=Tells()).counts
    assert counts["balance_read_object"] == len(CAPTIONS)
    assert 0 < counts["balance_read_called_object"] < 0.8 * len(CAPTIONS)


def test_the_same_again_and_without_a_reader_as_before() -> None:
    made = proposals(CAPTIONS)
    once, again = (select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1), reader=Tells()) for _ in range(2))
    assert once[:2] == again[:2]
    without = select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1))
    assert without == select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1))


def test_too_few_pairs_teach_nothing() -> None:
    few = CAPTIONS[:FEWEST]
    made = proposals(few)
    chosen = select(few, made, [1] * len(few), EVEN, random.Random(1), reader=Tells())
    assert chosen[:2] == select(few, made, [1] * len(few), EVEN, random.Random(1))[:2]
    assert select(few, [], [1] * len(few), EVEN, random.Random(1), reader=Tells()).indices == []


def test_of_one_way_families_the_judge_learns_nothing() -> None:
    made = [each._replace(family="negation") for each in proposals(CAPTIONS)]
    chosen = select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1), one_way={"negation"}, reader=Tells())
    assert chosen[:2] == select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1), one_way={"negation"})[:2]


def test_what_is_chosen_comes_with_what_was_read_of_it() -> None:
    made = proposals(CAPTIONS)
    chosen = select(CAPTIONS, made, [1] * len(CAPTIONS), EVEN, random.Random(1), reader=Tells())
    assert chosen.changes is not None
    texts, of = [made[j].text for j in chosen.indices], [made[j].caption for j in chosen.indices]
    np.testing.assert_allclose(chosen.changes, Tells().changes(CAPTIONS, texts, of), atol=1e-5)


def test_scaled_numbers_have_a_deviation_of_one_and_constant_ones_stay() -> None:
    drawn = np.random.default_rng(0).normal(size=(200, WIDTH)).astype(np.float32) * np.arange(WIDTH, dtype=np.float32)
    found = drawn / scale_of(drawn)
    np.testing.assert_allclose(found[:, 1:].std(0), 1.0, atol=1e-4)
    np.testing.assert_array_equal(found[:, 0], 0.0)


@given(st.integers(0, 1000))
def test_a_judge_calls_the_half_that_it_has_not_seen_and_a_pair_turned_round_the_other_way(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    states = drawn.normal(size=(8 * FEWEST, WIDTH)).astype(np.float32) + np.eye(WIDTH, dtype=np.float32)[0]
    half = drawn.random(len(states)) < 0.5
    chosen = list(range(6 * FEWEST))
    found = cross_fitted(states, FAMILY * len(states), half, chosen)
    assert found is not None
    assert (found > 0).mean() > 0.6
    turned = cross_fitted(-states, FAMILY * len(states), half, chosen)
    assert turned is not None
    np.testing.assert_allclose(turned, found, atol=1e-6)  # w turns round with them
    unseen = states.copy()
    unseen[half] *= -1  # what the judge of the other half has not learnt from
    again = cross_fitted(unseen, FAMILY * len(states), half, chosen)
    assert again is not None
    assert np.corrcoef(again[half], found[half])[0, 1] == pytest.approx(-1.0)


def test_what_tells_two_families_apart_from_captions_may_be_the_opposite() -> None:
    drawn = np.random.default_rng(0)
    families = ["object", "count"] * (4 * FEWEST)
    states = drawn.normal(size=(len(families), WIDTH)).astype(np.float32)
    states[::2, 0] += 1.0
    states[1::2, 0] -= 1.0
    half = drawn.random(len(states)) < 0.5
    found = cross_fitted(states, families, half, list(range(len(states))))
    one = cross_fitted(states, FAMILY * len(states), half, list(range(len(states))))
    assert found is not None
    assert one is not None
    assert (found > 0).mean() > 0.7
    assert (one > 0).mean() < 0.6


def test_a_discriminant_on_a_base_adds_what_that_leaves() -> None:
    drawn = np.random.default_rng(0).normal(size=(400, WIDTH)).astype(np.float32) + np.eye(WIDTH, dtype=np.float32)[0]
    own = discriminant(drawn)
    np.testing.assert_allclose(discriminant(drawn, np.zeros(WIDTH, np.float32)), own, atol=1e-6)
    assert (drawn @ discriminant(drawn, -own) > 0).mean() > 0.7
