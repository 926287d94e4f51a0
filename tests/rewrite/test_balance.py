import random
from collections import Counter
from itertools import combinations, permutations

import pytest

from pipeline.rewrite.balance import FLATTERY, Proposal, choose, features_of
from schemas.config import BalanceConfig

COLOURS = ("red", "blue", "green", "black", "white")
THINGS = ("dog", "car", "kite", "bowl", "chair", "boat")
EVEN = BalanceConfig(tolerance=None)


def captions() -> list[str]:
    """Every colour with every thing, red thrice as often as any other."""
    return [f"a {colour} {thing} in a field" for thing in THINGS for colour in (*COLOURS, "red", "red")]


def recoloured(texts: list[str], family: str = "attribute") -> list[Proposal]:
    made = []
    for i, text in enumerate(texts):
        old = text.split()[1]
        made += [Proposal(i, family, (2, None), text.replace(old, new), None) for new in COLOURS if new != old]
    return made


def moved(texts: list[str], proposals: list[Proposal], indices: list[int]) -> Counter[str]:
    """How often each word goes in less how often it comes out."""
    words: Counter[str] = Counter()
    for j in indices:
        words.update(proposals[j].negative.split())
        words.subtract(texts[proposals[j].caption].split())
    return Counter({word: count for word, count in words.items() if count})


def chosen(texts: list[str], proposals: list[Proposal], config: BalanceConfig = EVEN, most: int = 4, seed: int = 1) -> list[int]:
    return choose(texts, proposals, [most] * len(texts), config, random.Random(seed)).indices


def test_a_word_goes_in_as_often_as_it_comes_out() -> None:
    texts = [text for text in captions() if "red" not in text] + [f"a red {thing} in a field" for thing in THINGS]
    proposals = recoloured(texts)
    indices = chosen(texts, proposals)
    assert len(indices) == len(texts)
    assert max(map(abs, moved(texts, proposals, indices).values()), default=0) <= 1


def test_likelier_and_less_likely_negatives_are_chosen_equally_often() -> None:
    texts = captions()
    gaps = random.Random(0)
    proposals = [each._replace(gap=gaps.choice((-3.0, 2.0, 5.0, 9.0))) for each in recoloured(texts)]
    picked = [proposals[j].gap or 0.0 for j in chosen(texts, proposals)]
    unweighed = [proposals[j].gap or 0.0 for j in chosen(texts, proposals, BalanceConfig(tolerance=None, likelihood=0.0))]
    assert 0.4 <= sum(gap > 0 for gap in picked) / len(picked) <= 0.6
    assert sum(gap > 0 for gap in unweighed) / len(unweighed) > 0.65


def test_negatives_that_go_better_and_worse_with_the_rest_are_chosen_equally_often() -> None:
    texts = captions()
    fits = random.Random(0)
    proposals = [each._replace(company=fits.choice((-3.0, -2.0, -1.0, 0.1, 2.0))) for each in recoloured(texts)]
    picked = [proposals[j].company for j in chosen(texts, proposals)]
    assert 0.4 <= sum(fit > FLATTERY for fit in picked) / len(picked) <= 0.6


def test_what_would_still_be_called_stays_unused_but_never_the_last_of_a_caption() -> None:
    texts = captions()
    bleached = [Proposal(i, "object", (9, None), text.replace("field", "desert"), None) for i, text in enumerate(texts)]
    both = recoloured(texts) + bleached
    used = Counter(both[j].family for j in chosen(texts, both, BalanceConfig(tolerance=0.3)))
    assert used["object"] < 0.3 * len(texts)
    assert used["attribute"] > 0.6 * len(texts)
    assert len(chosen(texts, bleached, BalanceConfig(tolerance=0.3))) == len(texts)


def test_of_a_family_that_is_wanted_whole_nothing_stays_unused() -> None:
    texts = captions()
    both = recoloured(texts) + [Proposal(i, "swap_object", (99, 100), text + " indeed", 9.0) for i, text in enumerate(texts)]
    used = [
        Counter(both[j].family for j in chosen(texts, both, BalanceConfig(tolerance=0.3, whole=whole))) for whole in ([], ["swap_object"])
    ]
    assert used[0]["swap_object"] < len(texts) // 2
    assert used[1]["swap_object"] == len(texts)


@pytest.mark.parametrize("family", ["swap_attribute", "swap_object", "word_order"])
def test_families_that_exchange_are_exempt_from_the_tolerance_by_default(family: str) -> None:
    texts = captions()
    both = recoloured(texts) + [Proposal(i, family, (99, 100), text + " indeed", 9.0) for i, text in enumerate(texts)]
    used = Counter(both[j].family for j in chosen(texts, both, BalanceConfig(tolerance=0.3)))
    assert used[family] == len(texts)


def test_another_target_of_the_caption_takes_the_place_of_one_that_stays_unused() -> None:
    texts = [f"a {one} and a {other}" for one, other in permutations(THINGS, 2)]
    one_way = [Proposal(i, "relation", (0, None), text.replace(" and ", " under "), None) for i, text in enumerate(texts)]
    objects = []
    for i, text in enumerate(texts):
        for at in (1, 4):
            words = text.split()
            for new in set(THINGS) - set(words):
                objects.append(Proposal(i, "object", (at, None), " ".join([*words[:at], new, *words[at + 1 :]]), None))
    proposals = one_way + objects
    indices = chosen(texts, proposals, BalanceConfig(tolerance=0.5), most=2)
    of_object = [proposals[j] for j in indices if proposals[j].family == "object"]
    assert len(of_object) > 1.5 * len(texts)
    assert len({(each.caption, each.place) for each in of_object}) == len(of_object)


def test_the_choice_follows_from_the_part_and_the_seed() -> None:
    texts = captions()
    proposals = recoloured(texts)
    assert chosen(texts, proposals) == chosen(texts, proposals)
    assert chosen(texts, proposals) != chosen(texts, proposals, seed=2)


def test_features_change_their_sign_where_caption_and_negative_change_places() -> None:
    texts = ["a small dog sits on a couch", "a dog lies on two red couches"]
    there = features_of(texts[:1], [Proposal(0, "object", (0, None), texts[1], 2.5)])[0]
    back = features_of(texts[1:], [Proposal(0, "object", (0, None), texts[0], -2.5)])[0]
    assert {key: value for key, value in there.items() if key[0] != "frequency"} == {
        key: -value for key, value in back.items() if key[0] != "frequency"
    }
    assert there["1", "lies"] == there["sign", ""] == 1.0
    assert ("1", "dog") not in there


def test_the_counts_say_what_was_left_and_what_was_not_used() -> None:
    texts = captions()
    proposals = [each._replace(gap=1.0) for each in recoloured(texts)]
    made = choose(texts, proposals, [4] * len(texts), EVEN, random.Random(1))
    counts = made.counts
    assert counts["balance_proposals"] == counts["balance_unused_proposals"] + len(made.indices)
    assert counts["balance_pairs_attribute"] == counts["balance_caption_likelier_attribute"] == len(texts)
    assert counts["balance_words_moved_attribute"] == 2 * len(texts)
    assert counts.get("balance_words_left_attribute", 0) == sum(map(abs, moved(texts, proposals, made.indices).values()))


@pytest.mark.parametrize("texts", [[], ["dog"]])
def test_nothing_proposed_is_nothing_chosen(texts: list[str]) -> None:
    made = choose(texts, [], [4] * len(texts), BalanceConfig(), random.Random(1))
    assert made.indices == []
    assert made.counts["balance_proposals"] == 0


def test_a_part_with_a_single_colour_keeps_a_negative_of_each_caption() -> None:
    texts = [f"a red {thing} in a field" for thing in THINGS]
    assert len(chosen(texts, recoloured(texts), BalanceConfig())) == len(texts)


def joint(texts: list[str]) -> list[Proposal]:
    """Beside a change at one of four places of each caption, some at two and three of them."""
    found = []
    for i in range(len(texts)):
        for size in (1, 2, 3):
            for at in combinations(range(4), size):
                place = tuple(start for each in at for start in (each, None))
                found.append(Proposal(i, "attribute", place, f"{texts[i]} {size} {at}", None, size, frozenset(at)))
    return found


def test_of_a_family_with_proposals_of_several_changes_every_second_one_is_such() -> None:
    texts = captions()
    proposals = joint(texts)
    sizes = Counter(proposals[j].changes for j in chosen(texts, proposals))
    assert sizes[1] == len(proposals) / 14 * 2
    assert sizes[2] == sizes[3] == sizes[1] / 2


def test_no_stretch_of_a_long_caption_gets_all_negatives() -> None:
    texts = captions()
    proposals = [
        Proposal(i, "object", (at, None), f"{text} {at}", None, 1, frozenset({at // 4})) for i, text in enumerate(texts) for at in range(16)
    ]
    picked = [proposals[j] for j in chosen(texts, proposals, most=4)]
    assert len(picked) == 4 * len(texts)
    assert max(Counter((each.caption, *each.stretches) for each in picked).values()) == 2
