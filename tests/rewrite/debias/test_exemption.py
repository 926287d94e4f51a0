import random
from collections import Counter

from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.exemption import exempt


def proposal(caption: int, family: str, place: int = 0, gap: float | None = None) -> Candidate:
    return Candidate(caption, family, (place, None), f"{family} {place} {gap}", gap)


def kept(
    proposals: list[Candidate], chosen: list[int], most: int = 8, limit: int = 1, imaged: list[bool] | None = None, seed: int = 0
) -> list[int]:
    captions = 1 + max(each.caption for each in proposals)
    return exempt(proposals, chosen, [most] * captions, imaged or [True] * captions, limit, random.Random(seed))


def test_of_captions_with_an_image_so_many_discarded_negatives_are_kept_as_the_limit_says() -> None:
    proposals = [proposal(caption, family) for caption in range(3) for family in ("object", "count", "action", "relation")]
    for limit in (0, 1, 2, 9):
        found = kept(proposals, [0, 4, 8], limit=limit, imaged=[True, False, True])
        assert Counter(proposals[j].caption for j in found) == Counter({0: min(limit, 3), 2: min(limit, 3)} if limit else {})
        assert not {0, 4, 8} & set(found)


def test_families_that_exchange_come_first_and_then_the_one_with_the_fewest_negatives() -> None:
    proposals = [proposal(1, "object"), proposal(1, "object", 1), proposal(1, "count")]
    proposals += [proposal(0, family) for family in ("object", "count", "relation")]
    has = [True, False]
    assert kept(proposals, [0, 1, 2], imaged=has) == [5]
    assert kept(proposals, [0, 1, 2], limit=2, imaged=has) == [4, 5]
    assert kept([*proposals, proposal(0, "word_order")], [0, 1, 2], imaged=has) == [6]


def test_what_is_kept_spreads_over_the_families() -> None:
    families = ("count", "relation", "action")
    proposals = [proposal(caption, family) for caption in range(30) for family in families]
    assert Counter(proposals[j].family for j in kept(proposals, [])) == dict.fromkeys(families, 10)


def test_a_target_of_which_one_was_chosen_has_none_discarded() -> None:
    proposals = [proposal(0, "object", 0, 1.0), proposal(0, "object", 0, 2.0), proposal(0, "object", 5)]
    assert kept(proposals, [0], limit=3) == [2]


def test_of_one_target_the_negative_of_the_nearest_likelihood_is_kept_and_no_second_one() -> None:
    proposals = [proposal(0, "object", 0, gap) for gap in (4.0, -6.0, 0.5, -1.0)]
    assert kept(proposals, [], limit=4) == [2]


def test_a_caption_gets_no_more_negatives_than_it_may_have() -> None:
    proposals = [proposal(0, "object", place) for place in range(6)]
    assert len(kept(proposals, [0, 1], most=4, limit=9)) == 2
    assert kept(proposals, [0, 1], most=2) == []


def test_the_same_part_keeps_the_same() -> None:
    proposals = [proposal(caption, family, place) for caption in range(20) for family in ("count", "action") for place in range(3)]
    assert kept(proposals, [0, 7], limit=2, seed=3) == kept(proposals, [0, 7], limit=2, seed=3)
