import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hardneg.rewrite.debias.candidate import Position
from hardneg.rewrite.debias.family_floors import Floors
from hardneg.schemas.family import Family

COUNT, SWAP, ORDER = Family.COUNT, Family.SWAP_OBJECT, Family.WORD_ORDER
FAMILIES = (COUNT, SWAP, ORDER)
parts = st.lists(st.tuples(st.integers(1, 3), st.lists(st.integers(0, 2), min_size=3, max_size=3)), min_size=1, max_size=12)
"""Of each caption, how many negatives it may have, and how many slots of each family it has."""


def slots_of(part: list[tuple[int, list[int]]]) -> list[Position]:
    return [
        Position(caption, family.value, turn)
        for caption, (_, counts) in enumerate(part)
        for family, count in zip(FAMILIES, counts, strict=True)
        for turn in range(count)
    ]


@given(parts, st.randoms(use_true_random=False))
def test_floors_that_some_choice_meets_are_met_and_no_caption_gets_more_than_it_may(
    part: list[tuple[int, list[int]]], chance: object
) -> None:
    slots = slots_of(part)
    most = [limit for limit, _ in part]
    shuffled = list(slots)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    room, feasible = list(most), Counter[str]()
    for caption, family, _ in shuffled:
        if room[caption]:
            room[caption] -= 1
            feasible[family] += 1
    total = sum(feasible.values())
    floor = {family: feasible[family.value] / max(total, 1) for family in FAMILIES}
    reserved = Floors(floor, slots, most).reserved(total, {})
    assert Counter(family for _, family, _ in reserved) == feasible
    used = Counter(caption for caption, _, _ in reserved)
    assert all(count <= most[caption] for caption, count in used.items())


def test_as_many_are_reserved_as_there_are_where_a_floor_is_out_of_reach() -> None:
    slots = [Position(0, SWAP.value, 0), Position(1, SWAP.value, 0)]
    assert Floors({SWAP: 0.9}, slots, [1] * 10).reserved(10, {}) == set(slots)


def test_those_of_the_lowest_cost_come_first_and_what_cannot_be_filled_not_at_all() -> None:
    slots = [Position(caption, COUNT.value, 0) for caption in range(4)]
    costs = dict(zip(slots, (3.0, -1.0, math.inf, 1.0), strict=True))
    assert Floors({COUNT: 0.5}, slots, [1] * 4).reserved(4, costs) == {slots[1], slots[3]}
    assert Floors({COUNT: 1.0}, slots, [1] * 4).reserved(4, costs) == {slots[0], slots[1], slots[3]}


def test_what_a_later_family_takes_costs_an_earlier_one_nothing() -> None:
    slots = [Position(0, SWAP.value, 0), Position(0, COUNT.value, 0), Position(1, SWAP.value, 0)]
    reserved = Floors({SWAP: 0.5, COUNT: 0.5}, slots, [1, 1]).reserved(2, {slots[0]: -1.0})
    assert reserved == {slots[1], slots[2]}


def test_a_floor_of_nothing_reserves_nothing() -> None:
    assert Floors({COUNT: 0.0}, [Position(0, COUNT.value, 0)], [1]).reserved(1, {}) == set()


def test_a_share_of_a_round_number_is_not_rounded_up() -> None:
    positions = [Position(caption, COUNT.value, 0) for caption in range(100)]
    assert len(Floors({COUNT: 0.07}, positions, [1] * 100).reserved(100, {})) == 7
    assert len(Floors({COUNT: 0.07}, positions, [1] * 100).reserved(101, {})) == 8


def test_a_position_of_unknown_score_counts_as_zero() -> None:
    positions = [Position(caption, COUNT.value, 0) for caption in range(3)]
    scores = {positions[0]: 0.5, positions[2]: -0.5}
    assert Floors({COUNT: 0.34}, positions, [1] * 3).reserved(3, scores) == {positions[1], positions[2]}
