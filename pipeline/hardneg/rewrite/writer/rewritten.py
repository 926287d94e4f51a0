"""Turn a whole caption that the LLM rewrote into a draft, if it is one declared change of the family that it claims.

The text of the LLM says which change it is. The edits are those of the family, so that agreement is right, and tense, punctuation and white
space stay as the caption has them.
"""

from hardneg.families import FAMILIES, Name, Target
from hardneg.families.untouched import DENYING
from hardneg.grammar.capitals import framed, with_casing
from hardneg.grammar.difference import edits_keeping_space
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit, splice
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.rewrite.writer.exchanges import exchange_of
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator

_NEGATED = DENYING | frozenset({"don't", "doesn't", "isn't", "aren't"})
_NEGATION = _NEGATED | frozenset({"with", "a", "an", "the", "any", "do", "does", "is", "are"})
"""Words that differ between a clause and its negation."""


def draft_of(caption: CaptionState, family: Name, rewritten: str, generator: Generator) -> Proposal | tuple[Reason, str]:
    """Return the draft of a rewrite, or the reason and detail of its reject."""
    text = framed(rewritten, caption.text)
    if _folded(text) == _folded(caption.text):
        return Reason.SAME_AS_CAPTION, "the LLM copied the caption"
    target, made = _change(caption.sentence, family, text)
    if target is None:
        return Reason.NOT_ONE_EDIT, f"the rewrite is no single change of the family {family.value}"
    edits = [edit for edit in with_casing(caption.text, made) if edit.old != edit.new]
    if not edits:
        return Reason.NO_CANDIDATE, "the grammar of the caption cannot follow this change"
    return Proposal((target,), tuple(edits), splice(caption.text, edits), generator)


def _change(sentence: Sentence, family: Name, text: str) -> tuple[Target | None, list[Edit]]:
    """Return the target of a rewrite, and its edits."""
    if family.traits.exchange:
        target = exchange_of(sentence, family, text)
        if target is not None:
            return target, FAMILIES[family].realise(sentence, target, "") or []
    found = _by_rule(sentence, family, text)
    return _negated(sentence, text) if found[0] is None and family == Name.NEGATION else found


def _by_rule(sentence: Sentence, family: Name, text: str) -> tuple[Target | None, list[Edit]]:
    """Return the change of negation, of the order of events or of the voice that a rule would make, if the rewrite says the same."""
    rules = FAMILIES[family]
    for target in rules.find(sentence):
        for word in rules.candidates(sentence, target) if rules.candidates is not None else [""]:
            edits = rules.realise(sentence, target, word)
            if edits and _folded(splice(sentence.text, edits)) == _folded(text):
                return target, edits
    return None, []


def _negated(sentence: Sentence, text: str) -> tuple[Target | None, list[Edit]]:
    """Return a negation or an affirmation that no rule writes this way, at a place where a rule would write one."""
    edits = edits_keeping_space(sentence.text, text)
    if len(edits) != 1:
        return None, []
    before, after = set(edits[0].old.lower().split()), set(edits[0].new.lower().split())
    if not before | after <= _NEGATION or bool(before & _NEGATED) == bool(after & _NEGATED):
        return None, []
    near = (each for each in FAMILIES[Name.NEGATION].find(sentence) if each.start - 1 <= edits[0].end and edits[0].start <= each.end + 1)
    target = next(near, None)
    return (target, edits) if target is not None else (None, [])


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
