from collections import Counter

from hardneg.rewrite.propose.family_reserves import RESERVE, with_reserves
from hardneg.schemas.family import Family


def family(target: str) -> str:
    return target.partition(":")[0]


def test_a_family_below_its_floor_gets_waiting_targets_until_the_floor_can_be_met_and_no_other_is_lost() -> None:
    drawn = [[f"object:{n}" for n in range(5)] for _ in range(20)]
    waiting = [["count:0", "count:1", "object:9"] for _ in range(20)]
    found = with_reserves(drawn, waiting, {Family.COUNT: 0.05}, family)
    counts = Counter(family(target) for each in found for target in each)
    assert counts == {"object": 100, "count": RESERVE * 5}
    assert all(each[:5] == before for each, before in zip(found, drawn, strict=True))
    assert max(sum(target.startswith("count") for target in each) for each in found) == 1


def test_a_second_target_of_a_caption_is_added_only_after_the_first_of_all() -> None:
    found = with_reserves([["object:0"] * 9, ["object:0"]], [["count:0", "count:1"], ["count:2"]], {Family.COUNT: 0.1}, family)
    assert [[target for target in each if family(target) == "count"] for each in found] == [["count:0"], ["count:2"]]


def test_nothing_is_added_above_the_floor_or_without_one() -> None:
    drawn, waiting = [["count:0", "object:0"]], [["count:1", "relation:0"]]
    assert with_reserves(drawn, waiting, {Family.COUNT: 0.1}, family) == drawn
    assert with_reserves(drawn, waiting, {}, family) == drawn
    assert with_reserves([], [], {Family.COUNT: 0.1}, family) == []
