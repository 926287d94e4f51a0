"""Check a negative: it makes one declared change, of the family that it claims, and the rest of the caption parses as before."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from hardneg.families import FAMILIES, Name, Target
from hardneg.families.agreement import disagreements
from hardneg.families.offensive import offends
from hardneg.grammar.articles import article_for
from hardneg.grammar.inflection import inflected_verb
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit, offset_after
from hardneg.grammar.tags import split
from hardneg.schemas.reasons import Reason, Verdict
from hardneg.wording import amount

_SPACE_BEFORE_STOP = re.compile(r"\s[.,;:!?]")
_DOUBLED = re.compile(r"\b([A-Za-z]+)\s+\1\b", re.IGNORECASE)
_SMALL_FIRST = re.compile(r"[.!?]\s+[a-z]")
_DOUBLE_SPACE = re.compile(r"\s\s")
# Parts of speech and dependencies that the parser confuses: a wooden, cement (NOUN), orange (PROPN) fence; the fence is purple (attr).
_CLASSES = (frozenset({"ADJ", *NOUNS}), frozenset({"ADP", "ADV", "PART"}))
_ROLES = (frozenset({"amod", "compound", "nmod"}), frozenset({"acomp", "attr"}), frozenset({"prep", "prt", "advmod"}))
_ARTICLE = re.compile(r"\b(an?) ([A-Za-z][\w'-]*)", re.IGNORECASE)


def artefacts(text: str) -> dict[str, int]:
    """Count each artefact of the surface in `text`: those by which a text-only classifier recognises a negative."""
    return {
        "space before punctuation": len(_SPACE_BEFORE_STOP.findall(text)),
        "doubled word": len(_DOUBLED.findall(text)),
        "double space": len(_DOUBLE_SPACE.findall(text)),
        "wrong article": sum(article_for(word.lower()) != article.lower() for article, word in _ARTICLE.findall(text)),
    }


_of_caption = lru_cache(maxsize=64)(artefacts)
"""Each caption is compared with some twenty texts in a row."""


def surface(caption: str, negative: str, listed: bool = False) -> Verdict:
    """Return an artefact of the negative that its caption does not have, or a lost first capital; None if there is none.

    With `listed` the texts are lists of tags, whose number of tags must stay and whose tags must differ.
    """
    if negative == caption:
        return Reason.SAME_AS_CAPTION, "the edit changes nothing"
    before, after = _of_caption(caption), artefacts(negative)
    for name, count in after.items():
        if count > before[name]:
            return Reason.SURFACE, name
    if caption[:1].isupper() != negative[:1].isupper():
        return Reason.SURFACE, "first capital"
    return _listed(caption, negative) if listed else None


def beginnings(caption: str, negative: str) -> Verdict:
    """Return a verdict where a sentence inside the caption lost its capital."""
    lost = len(_SMALL_FIRST.findall(negative)) > len(_SMALL_FIRST.findall(caption))
    return (Reason.SURFACE, "small letter after a full stop") if lost else None


def structure(sentence: Sentence, target: Target, edits: Sequence[Edit], negative: Sentence) -> Verdict:
    """Compare the parses of caption and negative.

    Every word outside the edits must still be a word. The replacement must either be found again as a target of the family, or have the
    part of speech and the dependency of the source word.
    """
    by_start = {word.start: word for word in negative.words}
    for word in sentence.words:
        if any(edit.start < word.end and word.start < edit.end for edit in edits):
            continue
        twin = by_start.get(offset_after(word.start, edits))
        if twin is None or twin.text != word.text:
            return Reason.PARSE_CHANGED, f"{word.text!r} is no longer a separate word"
    family = FAMILIES[Name(target.family)]
    lost = _lost_verb(sentence, edits, negative) if family.keeps_verb else None
    if lost is not None:
        return Reason.PARSE_CHANGED, f"no verb is left in the clause of {lost!r}"
    spans = [(target.start, target.end)]
    if target.partner_start is not None and target.partner_end is not None:
        if family.name.traits.clauses:
            return None  # two events are exchanged as they are, whatever their parts of speech
        spans.append((target.partner_start, target.partner_end))
    changed = _changed_role(sentence, spans, edits, negative, family.pos)
    if changed is None:
        return None  # nearly always, and much cheaper than to find the targets again
    starts = [offset_after(start, edits) for start, _ in spans]
    for again in family.find(negative):
        if again.start == starts[0] and (len(spans) == 1 or again.partner_start == starts[1]):
            return None
    return Reason.PARSE_CHANGED, changed


def _changed_role(
    sentence: Sentence, spans: Sequence[tuple[int, int]], edits: Sequence[Edit], negative: Sentence, pos: str | None
) -> str | None:
    """Return the first change of a source word's part of speech or dependency, such as `red/ADJ/amod -> run/VERB/ROOT`, if there is one."""
    for start, end in spans:
        old = _last_in(sentence, start, end)
        new = _last_in(negative, offset_after(start, edits), offset_after(end, [edit for edit in edits if edit.start < end]))
        if old is None or new is None or not (_same_role(old, new) or _misparsed(pos, old, new)):
            return f"{old.text}/{old.pos}/{old.dep} -> {new.text}/{new.pos}/{new.dep}" if old and new else "nothing there"
    return None


def _lost_verb(sentence: Sentence, edits: Sequence[Edit], negative: Sentence) -> str | None:
    """Return a predicate of the caption that the edits replace by no verb, if there is one.

    An inflected form of a verb counts whatever its parse, since the parser confuses verb and noun in short clauses.
    """
    replaced = [
        word for word in sentence.words if _is_predicate(word) and any(edit.start <= word.start and word.end <= edit.end for edit in edits)
    ]
    if not replaced:
        return None
    spans = [(start := offset_after(edit.start, edits), start + len(edit.new)) for edit in edits]
    put = [word for word in negative.words if any(start <= word.start and word.end <= end for start, end in spans)]
    lemmas = {word.lemma for word in replaced}
    verbs = sum(word.pos in ("VERB", "AUX") or word.lower in lemmas or inflected_verb(word.lower) for word in put)
    return replaced[0].text if verbs < len(replaced) else None


def _is_predicate(word: Word) -> bool:
    return word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass", "amod", "compound")


def contradicted(sentence: Sentence, edits: Sequence[Edit], negative: Sentence) -> Verdict:
    """Return an insult, or a disagreement of number or gender, that the caption does not have; None if there is none."""
    insult = offends(sentence, edits, negative)
    if insult is not None:
        return Reason.OFFENSIVE, insult
    new = Counter(disagreements(negative)) - sentence.once(_disagreements)
    return (Reason.UNGRAMMATICAL, next(iter(new))) if new else None


def _disagreements(sentence: Sentence) -> Counter[str]:
    return Counter(disagreements(sentence))


def _listed(caption: str, negative: str) -> Verdict:
    """Return a verdict where a list of tags has another number of tags than its caption, or repeats one."""
    before, after = split(caption), split(negative)
    if len(before) != len(after):
        return Reason.SURFACE, f"{amount(len(after), 'tag')}, the caption has {len(before)}"
    if len({tag.casefold() for tag in after}) < len(after):
        return Reason.NOT_EXCLUSIVE, "the list has this tag already"
    return None


def _last_in(sentence: Sentence, start: int, end: int) -> Word | None:
    inside = [word for word in sentence.words if start <= word.start and word.end <= end]
    return inside[-1] if inside else None


def _misparsed(pos: str | None, old: Word, new: Word) -> bool:
    """Return whether a noun replaces a noun, or a verb a verb in its form, and the parser attaches it elsewhere.

    Short captions have several readings (`Two zebras standing ...`), between which a word outside the edit need not decide.
    """
    if pos == "NOUN":
        return old.pos in NOUNS and new.pos in NOUNS
    if pos != "VERB" or old.pos != "VERB" or new.dep in ("amod", "aux"):
        return False
    return new.pos == "VERB" or (inflected_verb(new.lower) and _ending(old) == _ending(new) != "")


def _ending(word: Word) -> str:
    return next((ending for ending in ("ing", "ed", "s") if word.lower.endswith(ending)), "")


def _same_role(old: Word, new: Word) -> bool:
    """Return whether two words have the same part of speech and dependency, except where the parser confuses them."""
    if {old.pos, new.pos} == {"DET", "NUM"}:
        return new.dep in ("nummod", "det")
    same_class = old.pos == new.pos or any(old.pos in each and new.pos in each for each in _CLASSES)
    return same_class and (old.dep == new.dep or any(old.dep in each and new.dep in each for each in _ROLES))
