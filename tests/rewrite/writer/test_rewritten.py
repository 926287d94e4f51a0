import pytest
from sentences import Parse

from hardneg.families import Name
from hardneg.families.voice import VOICE
from hardneg.grammar.splice import splice
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.rewrite.writer.rewritten import draft_of
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator

LLM = Generator(method="llm")


def made(parse: Parse, caption: str, family: Name, rewritten: str) -> Proposal | tuple[Reason, str]:
    return draft_of(CaptionState("c", parse(caption)), family, rewritten, LLM)


def test_a_rewrite_becomes_edits_of_the_caption(parse: Parse) -> None:
    caption = "A small dog chases a black cat."
    draft = made(parse, caption, Name.WORD_ORDER, "a black cat chases a small dog")
    assert isinstance(draft, Proposal)
    assert draft.negative == splice(caption, draft.edits)
    assert draft.negative == "A black cat chases a small dog."  # capital and stop as the caption has them, whatever the LLM writes
    assert draft.generator == LLM


def test_a_copy_is_no_negative(parse: Parse) -> None:
    draft = made(parse, "A dog chases a cat.", Name.WORD_ORDER, "a dog chases a cat")
    assert not isinstance(draft, Proposal)
    assert draft[0] == Reason.SAME_AS_CAPTION


def test_a_rewrite_with_another_change_is_rejected_with_its_reason(parse: Parse) -> None:
    draft = made(parse, "A dog chases a cat.", Name.WORD_ORDER, "A cat chases a mouse.")
    assert not isinstance(draft, Proposal)
    assert draft[0] == Reason.NOT_ONE_EDIT


def test_the_order_of_events_is_reversed_as_the_family_does_it(parse: Parse) -> None:
    draft = made(parse, "A woman washes the car before she paints it.", Name.TEMPORAL, "A woman washes the car after she paints it.")
    assert isinstance(draft, Proposal)
    assert [(edit.old, edit.new) for edit in draft.edits] == [("before", "after")]


def test_a_negation_may_be_written_as_no_rule_writes_it(parse: Parse) -> None:
    draft = made(parse, "A man with a hat sits on a bench.", Name.NEGATION, "A man without a hat sits on a bench.")
    assert isinstance(draft, Proposal)
    assert "without a hat" in draft.negative
    other = made(parse, "A man with a hat sits on a bench.", Name.NEGATION, "A man with a coat sits on a bench.")
    assert not isinstance(other, Proposal)


@pytest.mark.parametrize(
    ("caption", "family", "rewritten", "negative"),
    [
        ("A dog  chases a cat.", Name.WORD_ORDER, "A cat chases a dog.", "A cat  chases a dog."),
        ("A man with a hat sits  on a bench.", Name.NEGATION, "A man with no hat sits on a bench.", "A man with no hat sits  on a bench."),
        (
            "A man with a hat sits  on a bench.",
            Name.NEGATION,
            "A man without any hat sits on a bench.",
            "A man without any hat sits  on a bench.",
        ),
        (
            "A dog, wet and happy, chases a cat.",
            Name.WORD_ORDER,
            "A cat wet and happy chases a dog!",
            "A cat, wet and happy, chases a dog.",
        ),
        ("Two dogs watch a cat.", Name.SWAP_OBJECT, "Two cat watches a dogs.", "Two cats watch a dog."),
        (
            "A woman speaks, then two men speak.",
            Name.WORD_ORDER,
            "Two men speak then a woman speak.",
            "Two men speak, then a woman speaks.",
        ),
    ],
)
def test_what_the_change_does_not_concern_stays_as_the_caption_has_it(
    parse: Parse, caption: str, family: Name, rewritten: str, negative: str
) -> None:
    draft = made(parse, caption, family, rewritten)
    assert isinstance(draft, Proposal)
    assert draft.negative == splice(caption, draft.edits) == negative


def test_a_copy_with_other_white_space_is_a_copy(parse: Parse) -> None:
    draft = made(parse, "A dog  chases a cat.", Name.WORD_ORDER, "A dog chases a cat.")
    assert not isinstance(draft, Proposal)
    assert draft[0] == Reason.SAME_AS_CAPTION


def test_another_article_or_tense_is_no_negation(parse: Parse) -> None:
    for rewritten in ("A man with the hat sits on a bench.", "A man with any hat sits on a bench."):
        draft = made(parse, "A man with a hat sits on a bench.", Name.NEGATION, rewritten)
        assert not isinstance(draft, Proposal)
        assert draft[0] == Reason.NOT_ONE_EDIT


def test_the_voice_is_changed_as_the_family_does_it(parse: Parse) -> None:
    draft = made(parse, "A dog chases a cat.", Name.WORD_ORDER, "A dog is chased by a cat.")
    assert isinstance(draft, Proposal)
    assert draft.targets[0].kind == VOICE


def test_the_edits_of_a_title_have_its_capitals(parse: Parse) -> None:
    draft = made(parse, "A Dog Chases A Cat In The Snow", Name.WORD_ORDER, "a cat chases a dog in the snow")
    assert isinstance(draft, Proposal)
    assert draft.negative == "A Cat Chases A Dog In The Snow"


def test_a_number_that_a_thing_has_not_is_no_candidate(parse: Parse) -> None:
    draft = made(parse, "Two chairs behind furniture.", Name.SWAP_OBJECT, "Two furniture behind a chair.")
    assert not isinstance(draft, Proposal)
