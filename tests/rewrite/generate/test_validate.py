from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence
from hardneg.matching.entailment import Entailed
from hardneg.parse.model import Parser
from hardneg.rewrite.generate.context_window import Context, encoder
from hardneg.rewrite.generate.fill import draft
from hardneg.rewrite.generate.multi_edit import joined
from hardneg.rewrite.generate.validate import doubt, keep
from hardneg.rewrite.rejects import negative_id, reject
from hardneg.rewrite.types import Checked, Draft, Slot, Wanted, Written
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator, Reject

CAPTION = "A red car stands in the yard. A brown dog lies in front of the door."


def made(parser: Parser, *texts: str) -> tuple[list[Draft], list[Wanted]]:
    """Drafts of the caption's colours, in order, with these words."""
    sentence = next(parser.parse([CAPTION]))
    targets = [target for target in FAMILIES[Name.ATTRIBUTE].find(sentence) if target.kind == "colour"]
    wanted = [Wanted(0, Slot(target, (text,), 0)) for target, text in zip(targets, texts, strict=False)]
    found = [draft(each, Written(each.slot.offered[0], Generator(method="rules")), sentence) for each in wanted]
    return [each for each in found if isinstance(each, Draft)], wanted


def held(parser: Parser, *drafts: Draft | Reject) -> tuple[list[Checked], list[Reject]]:
    kept: list[list[Checked]] = [[]]
    rejects = list(keep(drafts, list(parser.parse([CAPTION])), ["a"], kept, parser, Context(encoder("clip"))))
    return kept[0], rejects


def test_what_holds_is_kept_with_its_id_and_the_rest_is_a_reject_with_its_reason(parser: Parser) -> None:
    (good, other), (wanted, _) = made(parser, "blue", "grey")
    before = reject(wanted, "a", next(parser.parse([CAPTION])), Reason.BAD_FILL, "nothing")
    same = good._replace(negative=CAPTION)
    kept, rejects = held(parser, good, before, same, good, other)
    assert kept == [Checked(negative_id("a", good), good), Checked(negative_id("a", other), other)]
    assert [each.reason for each in rejects] == [Reason.BAD_FILL, Reason.SAME_AS_CAPTION, Reason.DUPLICATE_NEGATIVE]


def test_every_change_of_a_negative_is_checked_not_only_its_first(parser: Parser) -> None:
    (good, bad), _ = made(parser, "blue", "and")
    both = joined([good, bad], Sentence(CAPTION, []), "a", 0)
    kept, rejects = held(parser, both)
    assert not kept
    assert [each.reason for each in rejects] == [Reason.PARSE_CHANGED]


def test_what_follows_from_its_caption_is_taken_out_with_its_reason(parser: Parser) -> None:
    (good, other), _ = made(parser, "blue", "grey")
    true = other._replace(negative="A red car is standing in the yard. A brown dog lies in front of the door.")
    kept = [[Checked("one", good)], [], [Checked("two", true), Checked("three", other)]]
    sentence = next(parser.parse([CAPTION]))
    rejects: list[Reject] = []
    usage = doubt(kept, [sentence] * 3, ["a", "b", "c"], rejects, Entailed(MatchConfig(text_model="text")))
    assert kept == [[Checked("one", good)], [], [Checked("three", other)]]
    assert [(each.caption_id, each.reason, each.negative) for each in rejects] == [("c", Reason.STILL_TRUE, true.negative)]
    assert usage["text_pairs"] == 3
