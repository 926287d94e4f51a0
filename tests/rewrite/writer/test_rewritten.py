from sentences import Parse

from hardneg.families import Name
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
