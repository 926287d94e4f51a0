"""Turn a whole caption that the LLM rewrote into a draft, if it is one declared change of the family that it claims."""

from hardneg.families import FAMILIES, Name, Target
from hardneg.grammar.capitals import framed, with_casing
from hardneg.grammar.difference import edits_between
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit, splice
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.rewrite.writer.exchanges import exchange_of
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator

_NEGATION = frozenset("no not n't without with a an the any do does did is are don't doesn't isn't aren't".split())  # noqa: SIM905


def draft_of(caption: CaptionState, family: Name, rewritten: str, generator: Generator) -> Proposal | tuple[Reason, str]:
    """Return the draft of a rewrite, or the reason and detail of its reject."""
    text = framed(rewritten, caption.text)
    if text == caption.text:
        return Reason.SAME_AS_CAPTION, "the LLM copied the caption"
    target, edits = _change(caption.sentence, family, text)
    if target is None:
        return Reason.NOT_ONE_EDIT, f"the rewrite is no single change of the family {family.value}"
    if not edits:
        return Reason.NO_CANDIDATE, "the grammar of the caption cannot follow this change"
    return Proposal((target,), tuple(edits), splice(caption.text, edits), generator)


def _change(sentence: Sentence, family: Name, text: str) -> tuple[Target | None, list[Edit]]:
    """Return the target of a rewrite, and its edits: those of the family where its rules know the change, else the text's own."""
    if family.traits.exchange:
        target = exchange_of(sentence, family, text)
        if target is None:
            return None, []
        spans = (target.first, target.last, target.partner_first, target.partner_last)
        known = (
            each for each in FAMILIES[family].find(sentence) if (each.first, each.last, each.partner_first, each.partner_last) == spans
        )
        by_rule = next(known, None)
        if by_rule is not None:
            return by_rule, FAMILIES[family].realise(sentence, by_rule, "") or []
        return target, with_casing(sentence.text, edits_between(sentence.text, text))
    return _by_rule(sentence, family, text)


def _by_rule(sentence: Sentence, family: Name, text: str) -> tuple[Target | None, list[Edit]]:
    """Return the change of negation or of the order of events that a rule would make, if the rewrite says the same."""
    rules = FAMILIES[family]
    for target in rules.find(sentence):
        for word in rules.candidates(sentence, target) if rules.candidates is not None else [""]:
            edits = rules.realise(sentence, target, word)
            if edits and splice(sentence.text, edits).casefold() == text.casefold():
                return target, edits
    edits = edits_between(sentence.text, text)
    moved = {word for edit in edits for word in f"{edit.old} {edit.new}".lower().split()}
    if family == Name.NEGATION and len(edits) == 1 and moved <= _NEGATION:
        near = [each for each in rules.find(sentence) if each.start - 1 <= edits[0].end and edits[0].start <= each.end + 1]
        return (near[0], edits) if near else (None, [])
    return None, []
