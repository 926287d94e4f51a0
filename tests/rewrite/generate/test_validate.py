from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence
from hardneg.matching.entailment import EntailmentFilter
from hardneg.parse.model import Parser
from hardneg.rewrite.generate.context_window import Context, encoder
from hardneg.rewrite.generate.fill import draft
from hardneg.rewrite.generate.multi_edit import joined
from hardneg.rewrite.generate.validate import add_drafts, drop_entailed, validate
from hardneg.rewrite.rejects import reject_proposal
from hardneg.rewrite.types import CaptionState, Filled, Proposal, Slot
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator, Reject

CAPTION = "A red car stands in the yard. A brown dog lies in front of the door."


def drafts(sentence: Sentence, *texts: str) -> list[Proposal]:
    """Replace the colours of the caption by these words, in order."""
    targets = [target for target in FAMILIES[Name.ATTRIBUTE].find(sentence) if target.kind == "colour"]
    found = [
        draft(Slot(target, (text,), 0), Filled(text, Generator(method="rules")), sentence)
        for target, text in zip(targets, texts, strict=False)
    ]
    return [each for each in found if isinstance(each, Proposal)]


def held(parser: Parser, *given: Proposal | Reject) -> tuple[list[Proposal], list[Reject]]:
    caption = CaptionState("a", next(parser.parse([CAPTION])))
    part = add_drafts(caption, given, Context(encoder("clip"))).then(lambda captions: validate(captions, parser))
    assert not part.captions[0].drafts
    return list(part.captions[0].proposals), part.rejects


def test_drafts_that_hold_are_proposals_and_the_rest_are_rejects_with_their_reasons(parser: Parser) -> None:
    sentence = next(parser.parse([CAPTION]))
    good, other = drafts(sentence, "blue", "grey")
    before = reject_proposal(CaptionState("a", sentence), good, Reason.BAD_FILL, "nothing")
    same = good._replace(negative=CAPTION)
    kept, rejects = held(parser, good, before, same, good, other)
    assert kept == [good, other]
    assert [each.reason for each in rejects] == [Reason.BAD_FILL, Reason.SAME_AS_CAPTION, Reason.DUPLICATE_NEGATIVE]


def test_a_draft_that_repeats_a_proposal_is_a_reject(parser: Parser) -> None:
    sentence = next(parser.parse([CAPTION]))
    (good,) = drafts(sentence, "blue")[:1]
    result = add_drafts(CaptionState("a", sentence, proposals=(good,)), [good], Context(encoder("clip")))
    assert result.captions[0].drafts == ()
    assert [each.reason for each in result.rejects] == [Reason.DUPLICATE_NEGATIVE]


def test_every_change_of_a_negative_is_checked_not_only_its_first(parser: Parser) -> None:
    caption = CaptionState("a", next(parser.parse([CAPTION])))
    both = joined(drafts(caption.sentence, "blue", "and"), caption, 0)
    kept, rejects = held(parser, both)
    assert not kept
    assert [each.reason for each in rejects] == [Reason.PARSE_CHANGED]


def test_a_proposal_that_follows_from_its_caption_is_a_reject(parser: Parser) -> None:
    sentence = next(parser.parse([CAPTION]))
    good, other = drafts(sentence, "blue", "grey")
    true = other._replace(negative="A red car is standing in the yard. A brown dog lies in front of the door.")
    captions = [CaptionState(name, sentence, proposals=each) for name, each in (("a", (good,)), ("b", ()), ("c", (true, other)))]
    result = drop_entailed(captions, EntailmentFilter(MatchConfig(text_model="text")))
    assert [[each.negative for each in caption.proposals] for caption in result.captions] == [[good.negative], [], [other.negative]]
    assert [(each.caption_id, each.reason, each.negative) for each in result.rejects] == [("c", Reason.STILL_TRUE, true.negative)]
    assert result.counts["text_pairs"] == 3
