from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from long_captions import STREET
from sentences import Parse

from hardneg.families import Target
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit, invert, splice
from hardneg.parse.stage import find_targets
from hardneg.rewrite.generate.fill import by_rule, draft
from hardneg.rewrite.generate.multi_edit import alternating, apart, combined, joined
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.candidates import propose
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.rows import Generator

RULES = RewriteConfig.model_validate({"writer": "lexicon"})
TEXT = "a red fox and an old owl by a low wall with two green gates near one wide road"


def single(text: str, spans: list[tuple[int, int, str]], family: str = "attribute") -> Proposal:
    edits = tuple(Edit(start, end, text[start:end], new) for start, end, new in sorted(spans))
    target = Target(family, "colour", 0, 1, edits[0].start, edits[0].end, "x")
    return Proposal((target,), edits, splice(text, edits), Generator(method="rules"))


UNPARSED = CaptionState("a", Sentence(TEXT, []))


def singles(sentence: Sentence, seed: int = 0) -> CaptionState:
    """Return the caption with its single proposals."""
    caption = CaptionState("a", sentence, tuple(find_targets(sentence)))
    (caption,) = propose([caption], CoOccurrence([sentence]), RULES, seed)
    made = (draft(slot, by_rule(slot, "a", seed), sentence) for slot in caption.slots)
    return caption._replace(proposals=tuple(each for each in made if isinstance(each, Proposal)))


@st.composite
def drafts(chosen: st.DrawFn) -> list[Proposal]:
    found = []
    for _ in range(chosen(st.integers(2, 5))):
        cuts = sorted(chosen(st.sets(st.integers(0, len(TEXT)), min_size=2, max_size=4)))
        spans = [(start, end, chosen(st.text("xyz ", max_size=4))) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
        found.append(single(TEXT, spans))
    return found


@given(drafts())
def test_drafts_that_lie_apart_are_spliced_at_once_and_each_keeps_its_own_edits(found: list[Proposal]) -> None:
    picked: list[Proposal] = []
    for each in found:
        if all(apart(each, other) for other in picked):
            picked.append(each)
    made = joined(picked, UNPARSED, 0)
    assert made.negative == splice(TEXT, made.edits)
    assert splice(made.negative, invert(made.edits)) == TEXT
    assert set(made.edits) == {edit for each in picked for edit in each.edits}
    assert len(made.targets) == len(picked) <= len(made.edits)
    assert joined(picked[::-1], UNPARSED, 0) == made


@given(drafts())
def test_drafts_whose_edits_overlap_or_touch_are_not_apart(found: list[Proposal]) -> None:
    for one, other in combinations(found, 2):
        meet = any(mine.start <= yours.end and yours.start <= mine.end for mine in one.edits for yours in other.edits)
        assert apart(one, other) == apart(other, one)
        assert not (meet and apart(one, other))


def test_no_word_is_put_in_twice_but_numbers_may_be() -> None:
    one, other = (2, 5, "grey"), (49, 54, "grey")
    assert not apart(single(TEXT, [one]), single(TEXT, [other]))
    assert apart(single(TEXT, [one], "count"), single(TEXT, [other], "count"))


def test_changes_are_of_one_family_in_different_sentences_where_there_are_such(parse: Parse) -> None:
    sentence = parse(STREET)
    found = combined(singles(sentence), RULES, 0)
    assert {len(each.targets) for each in found} == {2, 3}
    for each in found:
        assert len({target.family for target in each.targets}) == 1
        assert splice(STREET, each.edits) == each.negative
    objects = [each for each in found if each.targets[0].family == "object"]
    assert objects
    assert all(len(long_captions.touched(sentence, each.targets)) == len(each.targets) for each in objects)


def test_combinations_do_not_depend_on_the_order_of_the_single_proposals(parse: Parse) -> None:
    found = singles(parse(STREET))
    assert combined(found, RULES, 0) == combined(found._replace(proposals=found.proposals[::-1]), RULES, 0)
    assert combined(found, RULES, 0) != combined(found, RULES, 1)


@pytest.mark.parametrize(("most", "sizes"), [(1, set()), (2, {2}), (3, {2, 3})])
def test_no_negative_makes_more_changes_than_wanted(parse: Parse, most: int, sizes: set[int]) -> None:
    sentence = parse(STREET)
    found = combined(singles(sentence), RULES.model_copy(update={"n_edits": most}), 0)
    assert {len(each.targets) for each in found} == sizes


def test_a_short_caption_gets_single_changes_only(parse: Parse) -> None:
    sentence = parse("A small black dog on a red couch is chasing two big white cats under a wooden table.")
    assert singles(sentence).proposals
    assert combined(singles(sentence), RULES, 0) == []


def test_without_balance_single_and_several_changes_alternate() -> None:
    one, two = (single(TEXT, [span]) for span in ((2, 5, "grey"), (49, 54, "pink")))
    both = joined([one, two], UNPARSED, 0)
    assert alternating([one, two, both], 3) == (one, both, two)
    assert alternating([one, two], 1) == (one,)
