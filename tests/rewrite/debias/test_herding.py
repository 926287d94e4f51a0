import random
from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.features import OVERESTIMATE
from hardneg.rewrite.debias.herding import Limits, herd
from hardneg.rewrite.debias.objective import Scoped
from hardneg.rewrite.debias.select_negatives import select
from hardneg.schemas.config import BalanceConfig
from hardneg.schemas.family import Family

COLOURS = ("red", "blue", "green", "black", "white")
THINGS = ("dog", "car", "kite", "bowl", "chair", "boat")
EVEN = BalanceConfig(tolerance=None)


def captions() -> list[str]:
    """Combine every colour with every thing; red comes three times as often as any other."""
    return [f"a {colour} {thing} in a field" for thing in THINGS for colour in (*COLOURS, "red", "red")]


def recoloured(texts: list[str], family: str = "attribute") -> list[Candidate]:
    made = []
    for i, text in enumerate(texts):
        old = text.split()[1]
        made += [Candidate(i, family, (2, None), text.replace(old, new), None) for new in COLOURS if new != old]
    return made


def moved(texts: list[str], proposals: list[Candidate], indices: list[int]) -> Counter[str]:
    """Count how often each word is inserted, less how often it is removed."""
    words: Counter[str] = Counter()
    for j in indices:
        words.update(proposals[j].text.split())
        words.subtract(texts[proposals[j].caption].split())
    return Counter({word: count for word, count in words.items() if count})


def chosen(texts: list[str], proposals: list[Candidate], config: BalanceConfig = EVEN, most: int = 4, seed: int = 1) -> list[int]:
    return select(texts, proposals, [most] * len(texts), config, random.Random(seed)).indices


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
    proposals = [each._replace(cooccurrence=fits.choice((-3.0, -2.0, -1.0, 0.1, 2.0))) for each in recoloured(texts)]
    picked = [proposals[j].cooccurrence for j in chosen(texts, proposals)]
    assert 0.4 <= sum(fit > OVERESTIMATE for fit in picked) / len(picked) <= 0.6


def test_what_would_still_be_called_stays_unused_but_never_the_last_of_a_caption() -> None:
    texts = captions()
    bleached = [Candidate(i, "object", (9, None), text.replace("field", "desert"), None) for i, text in enumerate(texts)]
    both = recoloured(texts) + bleached
    used = Counter(both[j].family for j in chosen(texts, both, BalanceConfig(tolerance=0.3)))
    assert used["object"] < 0.3 * len(texts)
    assert used["attribute"] > 0.6 * len(texts)
    assert len(chosen(texts, bleached, BalanceConfig(tolerance=0.3))) == len(texts)


def told(texts: list[str], family: str) -> list[Candidate]:
    """Make a candidate for each caption that any classifier recognises."""
    return [Candidate(i, family, (99, 100), text + " indeed", 9.0) for i, text in enumerate(texts)]


def share(proposals: list[Candidate], indices: list[int], family: str) -> float:
    return sum(proposals[j].family == family for j in indices) / len(indices)


@pytest.mark.parametrize("most", [1, 2, 8])
@pytest.mark.parametrize("wanted", [0.0, 0.2, 0.4])
def test_a_family_has_its_floor_and_not_much_more_whatever_the_tolerance(wanted: float, most: int) -> None:
    texts = captions()
    both = recoloured(texts) + told(texts, "swap_object")
    config = BalanceConfig(tolerance=0.3, floor={Family.SWAP_OBJECT: wanted})
    assert wanted <= share(both, chosen(texts, both, config, most), "swap_object") < wanted + 0.12


def test_what_a_floor_needs_is_what_a_classifier_calls_least() -> None:
    texts = captions()
    likelier = [each._replace(gap=-9.0, text=texts[each.caption]) for each in told(texts, "count") if each.caption % 3 == 0]
    both = recoloured(texts) + likelier + [each for each in told(texts, "count") if each.caption % 3]
    indices = chosen(texts, both, BalanceConfig(tolerance=0.3, floor={Family.COUNT: 0.3}))
    gaps = [both[j].gap or 0.0 for j in indices if both[j].family == "count"]
    assert 0.3 <= sum(gap > 0 for gap in gaps) / len(gaps) <= 0.7


def test_of_a_caption_that_may_have_one_negative_it_is_one_that_is_called_least() -> None:
    texts = captions()
    both = recoloured(texts) + told(texts, "relation")
    assert share(both, chosen(texts, both, BalanceConfig(tolerance=0.3, floor={}), most=1), "relation") < 0.1


def test_of_exchanges_each_order_is_chosen_as_often_as_the_other() -> None:
    texts = [f"a man and a dog in a field {i}" if i % 4 else f"a dog and a man in a field {i}" for i in range(80)]
    swaps = []
    for i, text in enumerate(texts):
        one, other = text.split()[1], text.split()[4]
        swaps.append(Candidate(i, "swap_object", (2, 8), f"{text} x{i}", None, exchange=(one, other)))
    both = swaps + [Candidate(i, "object", (9, None), f"{text} {i}", None) for i, text in enumerate(texts)]
    config = BalanceConfig(tolerance=0.3, floor={Family.SWAP_OBJECT: 0.3})
    first = Counter(both[j].exchange for j in chosen(texts, both, config) if both[j].family == "swap_object")
    assert first.total() >= 20
    assert first["man", "dog"] < 1.2 * first["dog", "man"]


families = st.sampled_from(["object", "count", "swap_object", "word_order"])


@given(
    st.lists(st.lists(st.tuples(families, st.integers(0, 2), st.sampled_from([None, -3.0, 5.0])), max_size=6), min_size=1, max_size=14),
    st.integers(1, 3),
    st.dictionaries(st.sampled_from([Family.COUNT, Family.SWAP_OBJECT, Family.WORD_ORDER]), st.sampled_from([0.1, 0.2, 0.33])),
    st.integers(0, 9),
)
def test_a_family_is_under_its_floor_only_where_no_caption_can_have_more_of_it(
    part: list[list[tuple[str, int, float | None]]], most: int, floor: dict[Family, float], seed: int
) -> None:
    texts = [f"caption {i}" for i in range(len(part))]
    proposals = [Candidate(i, family, (at, None), f"{family} {at} of {i}", gap) for i, each in enumerate(part) for family, at, gap in each]
    indices = chosen(texts, proposals, BalanceConfig(tolerance=0.2, floor=floor), most, seed)
    assert indices == chosen(texts, proposals, BalanceConfig(tolerance=0.2, floor=floor), most, seed)
    picked = [proposals[j] for j in indices]
    of_family, of_caption = Counter(each.family for each in picked), Counter(each.caption for each in picked)
    used = {(each.caption, each.family, each.target) for each in picked}
    assert len(used) == len(picked)
    assert max(of_caption.values(), default=0) <= most
    under = {family.value for family, least in floor.items() if of_family[family.value] < least * len(picked) - 1e-9}
    for each in proposals:
        if each.family in under and (each.caption, each.family, each.target) not in used:
            held = [other.family for other in picked if other.caption == each.caption]
            assert len(held) == most
            assert all(Family(other) in floor for other in held)


def test_another_target_of_the_caption_takes_the_place_of_one_that_stays_unused() -> None:
    texts = [f"a {one} and a {other}" for one, other in permutations(THINGS, 2)]
    one_way = [Candidate(i, "relation", (0, None), text.replace(" and ", " under "), None) for i, text in enumerate(texts)]
    objects = []
    for i, text in enumerate(texts):
        for at in (1, 4):
            words = text.split()
            for new in set(THINGS) - set(words):
                objects.append(Candidate(i, "object", (at, None), " ".join([*words[:at], new, *words[at + 1 :]]), None))
    proposals = one_way + objects
    indices = chosen(texts, proposals, BalanceConfig(tolerance=0.5), most=2)
    of_object = [proposals[j] for j in indices if proposals[j].family == "object"]
    assert len(of_object) > 1.5 * len(texts)
    assert len({(each.caption, each.target) for each in of_object}) == len(of_object)


def test_the_choice_follows_from_the_part_and_the_seed() -> None:
    texts = captions()
    proposals = recoloured(texts)
    assert chosen(texts, proposals) == chosen(texts, proposals)
    assert chosen(texts, proposals) != chosen(texts, proposals, seed=2)


def test_the_counts_say_what_was_left_and_what_was_not_used() -> None:
    texts = captions()
    proposals = [each._replace(gap=1.0) for each in recoloured(texts)]
    made = select(texts, proposals, [4] * len(texts), EVEN, random.Random(1))
    counts = made.counts
    assert counts["balance_proposals"] == counts["balance_unused_proposals"] + len(made.indices)
    assert counts["balance_pairs_attribute"] == counts["balance_caption_likelier_attribute"] == len(texts)
    assert counts["balance_words_moved_attribute"] == 2 * len(texts)
    assert counts.get("balance_words_left_attribute", 0) == sum(map(abs, moved(texts, proposals, made.indices).values()))


@pytest.mark.parametrize("texts", [[], ["dog"]])
def test_nothing_proposed_is_nothing_chosen(texts: list[str]) -> None:
    made = select(texts, [], [4] * len(texts), BalanceConfig(), random.Random(1))
    assert made.indices == []
    assert made.counts["balance_proposals"] == 0


def test_a_part_with_a_single_colour_keeps_a_negative_of_each_caption() -> None:
    texts = [f"a red {thing} in a field" for thing in THINGS]
    assert len(chosen(texts, recoloured(texts), BalanceConfig())) == len(texts)


def joint(texts: list[str]) -> list[Candidate]:
    """Make candidates with edits at one, two and three of four places of each caption."""
    found = []
    for i in range(len(texts)):
        for size in (1, 2, 3):
            for at in combinations(range(4), size):
                place = tuple(start for each in at for start in (each, None))
                found.append(Candidate(i, "attribute", place, f"{texts[i]} {size} {at}", None, size, frozenset(at)))
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
        Candidate(i, "object", (at, None), f"{text} {at}", None, 1, frozenset({at // 4}))
        for i, text in enumerate(texts)
        for at in range(16)
    ]
    picked = [proposals[j] for j in chosen(texts, proposals, most=4)]
    assert len(picked) == 4 * len(texts)
    assert max(Counter((each.caption, *each.segments) for each in picked).values()) == 2


def plain(candidates: list[Candidate], limits: Limits, seed: int = 0) -> list[int]:
    """Select without any feature, so that only the limits decide."""
    return herd(candidates, [[]] * len(candidates), limits, random.Random(seed)).indices


def test_one_of_each_family_comes_first_then_a_second_on_another_target() -> None:
    candidates = [Candidate(0, family, (at,), f"{family} {at}") for family in ("object", "count", "action") for at in (0, 1)]
    for most in range(1, 7):
        families = Counter(candidates[j].family for j in plain(candidates, Limits([most], 1, None)))
        assert families.total() == most
        assert max(families.values()) - min((families[each] for each in ("object", "count", "action")), default=0) <= 1


def test_of_two_candidates_of_one_target_one_is_selected() -> None:
    candidates = [Candidate(0, "object", (0,), text) for text in "ab"] + [Candidate(0, "count", (0,), "c")]
    assert plain(candidates, Limits([8], 2, None)) == [0, 2]


def test_candidates_of_a_caption_are_of_different_kinds_where_possible() -> None:
    kinds = ["synonym", "synonym", "article"]
    candidates = [Candidate(0, "", (at,), str(at), kind=kind) for at, kind in enumerate(kinds)]
    assert plain(candidates, Limits([2], 1, None)) == [0, 2]
    assert plain(candidates[:2], Limits([2], 1, None)) == [0, 1]


def one_way(count: int, bonus: float = 0.0) -> tuple[list[Candidate], list[list[Scoped]]]:
    """Make candidates that all insert the same word, two for each caption."""
    candidates = [Candidate(i, "", (at,), f"{i} {at}", bonus=bonus) for i in range(count) for at in (0, 1)]
    return candidates, [[Scoped({("1", "lo"): 1.0}, {"": 1.0})]] * len(candidates)


def test_above_the_tolerance_a_caption_keeps_one_candidate_or_none() -> None:
    candidates, rows = one_way(20)
    for least in (0, 1):
        found = herd(candidates, rows, Limits([2] * 20, 4, [0.3], least), random.Random(0)).indices
        captions = {candidates[j].caption for j in found}
        assert len(captions) == 20 if least else 0 < len(captions) < 12


def test_further_candidates_of_a_caption_have_a_tolerance_of_their_own() -> None:
    candidates, rows = one_way(20)
    found = herd(candidates, rows, Limits([2] * 20, 4, [9.0, -9.0], 0), random.Random(0)).indices
    assert Counter(candidates[j].caption for j in found) == dict.fromkeys(range(20), 1)


def test_a_bonus_raises_the_tolerance_and_lowers_the_cost() -> None:
    candidates, rows = one_way(20, bonus=9.0)
    assert len(herd(candidates, rows, Limits([2] * 20, 4, [0.3], 0), random.Random(0)).indices) == 40
    candidates = [Candidate(i, "", (at,), "", bonus=at) for i in range(9) for at in (0, 1)]
    assert {candidates[j].bonus for j in plain(candidates, Limits([1] * 9, 2, None))} == {1}


def test_without_a_tolerance_and_for_exempt_families_nothing_is_discarded() -> None:
    candidates, rows = one_way(20)
    assert len(herd(candidates, rows, Limits([2] * 20, 4, None, 0), random.Random(0)).indices) == 40
    assert len(herd(candidates, rows, Limits([2] * 20, 4, [0.1], 0, exempt={""}), random.Random(0)).indices) == 40


def test_in_the_first_sweep_nothing_is_discarded_since_scores_are_of_what_is_selected() -> None:
    candidates, rows = one_way(20)
    assert len(herd(candidates, rows, Limits([2] * 20, 1, [0.1], 0), random.Random(0)).indices) == 40


def test_after_each_sweep_support_is_counted_anew() -> None:
    """Two of three candidates of each caption have features that nothing selected has, so their support is zero at the end."""
    candidates = [Candidate(i, "", (0,), f"{i} {at}", bonus=float(at == 2)) for i in range(9) for at in range(3)]
    rows = [[Scoped({("1", str(j % 3)): 1.0}, {"": 0.01})] for j in range(27)]
    herded = herd(candidates, rows, Limits([1] * 9, 3, None), random.Random(0))
    assert herded.indices == [j for j in range(27) if j % 3 == 2]
    assert herded.objective.support.tolist() == [0.0, 0.0, 9.0]
    assert herded.objective.sums.tolist() == [0.0, 0.0, 9.0]


def test_more_sweeps_lower_the_objective() -> None:
    rng = random.Random(3)
    rows = [[Scoped({("1", str(rng.randrange(12))): rng.choice((-1.0, 1.0)) for _ in range(3)}, {"": 1.0})] for _ in range(200)]
    candidates = [Candidate(j // 5, "", (0,), str(j)) for j in range(200)]

    def left(sweeps: int) -> float:
        return float((herd(candidates, rows, Limits([1] * 40, sweeps, None), random.Random(0)).objective.sums ** 2).sum())

    assert left(6) < 0.8 * left(1)
    assert left(30) == left(60)  # it ends where a sweep changes nothing


def test_the_first_part_of_the_objective_is_what_candidates_are_likely_to_move() -> None:
    """Before the first count the support of a feature is the mean over each caption's candidates, so the sum over the part is 12 / 4."""
    candidates = [Candidate(i // 4, "object", (0,), str(i)) for i in range(12)]
    herded = herd(candidates, [[Scoped({("1", "a"): 1.0}, {"": 1.0})]] * 12, Limits([0] * 3, 0, None), random.Random(0))
    assert herded.objective.support.tolist() == [3.0]


def test_a_caption_keeps_one_candidate_unless_none_is_asked_for() -> None:
    candidates, rows = one_way(20)
    found = herd(candidates, rows, Limits([2] * 20, 4, [0.3]), random.Random(0)).indices
    assert {candidates[j].caption for j in found} == set(range(20))
