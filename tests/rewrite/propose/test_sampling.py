import math
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.families import Target
from hardneg.rewrite.propose.sampling import by_turns, order, weights, within_quota


def target(family: str, start: int, concreteness: float | None = 3.0, visual: float | None = 2.0) -> Target:
    return Target(family, "", start, start + 1, start, start + 1, f"word{start}", concreteness, visual)


def test_weights_are_the_softmax_of_the_scores_times_the_knob() -> None:
    concrete, abstract = target("object", 0, 5.0, 5.0), target("object", 1, 1.0, None)
    high, low = weights([concrete, abstract], concreteness=1.0)
    assert high / low == pytest.approx(math.exp(4.5))
    assert high + low == pytest.approx(1.0)
    high, low = weights([concrete, abstract], concreteness=0.5)
    assert high / low == pytest.approx(math.exp(2.25))


def test_all_weights_are_equal_at_zero() -> None:
    assert weights([target("object", 0, 5.0, 5.0), target("object", 1, 1.0, None)], 0.0) == [0.5, 0.5]


def test_a_concrete_word_is_drawn_first_as_often_as_its_weight_says() -> None:
    targets = [target("object", 0, 4.0, 3.0), target("action", 1, 3.0, 2.0)]
    first = Counter(order(targets, 1.0, random.Random(i))[0].start for i in range(2000))
    assert first[0] / 2000 == pytest.approx(weights(targets, 1.0)[0], abs=0.03)


def test_a_high_knob_draws_the_most_concrete_of_all_families() -> None:
    targets = [target("object", 0, 2.0), target("relation", 1, 5.0)]
    assert all(order(targets, 100.0, random.Random(i))[0].start == 1 for i in range(50))


@given(st.lists(st.sampled_from(["object", "count", "action"]), max_size=12), st.integers(1, 6), st.sampled_from([0.25, 0.5, 1.0]))
def test_no_family_passes_its_quota_while_others_are_left(families: list[str], wanted: int, quota: float) -> None:
    drawn = [target(family, i) for i, family in enumerate(families)]
    arranged = within_quota(drawn, wanted, quota)
    assert sorted(arranged) == sorted(drawn)
    limit = math.ceil(quota * wanted)
    kept = sum(min(count, limit) for count in Counter(families).values())
    assert all(count <= limit for count in Counter(each.family for each in arranged[:kept]).values())


def test_a_boosted_family_is_drawn_more_often() -> None:
    targets = [target("object", 0), target("swap_attribute", 1)]
    first = Counter(order(targets, 1.0, random.Random(i), {"swap_attribute": 4.0})[0].family for i in range(2000))
    assert first["swap_attribute"] / 2000 == pytest.approx(0.8, abs=0.03)


def test_queues_take_turns_until_all_are_empty() -> None:
    assert by_turns(["abc", "d", "", "ef"]) == ["a", "d", "e", "b", "f", "c"]
