"""What a rewording is made of: changes of a few words where they stand, and at most one new order of the parts of the sentence."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.grammar.articles import article_for
from hardneg.grammar.capitals import form, formed, in_form, like, moved
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit, splice
from hardneg.lexicon.ratings import concreteness

Span = tuple[int, int]
"""Characters of the caption, end exclusive."""
Piece = str | Span

_ARTICLE = re.compile(r"\b(an?) ([A-Za-z][\w'-]*)", re.IGNORECASE)
_TWICE = re.compile(r"\b(is|are) (who|that) (is|are)\b|\b(a|an|the|is|are|with|of|in|on) \4\b", re.IGNORECASE)
_SPACED = re.compile(r"\s[.,;!?]")
_COMMAS = re.compile(r",\s?[.,]")
_SMALL = re.compile(r"[.!?]\s+[a-z]")
_NAMED = frozenset({
    "christmas", "easter", "halloween", "thanksgiving", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "january", "february", "april", "june", "july", "august", "september", "october", "november", "december", "english", "american",
    "chinese", "japanese", "indian", "african", "asian", "european", "mexican", "french", "german", "italian", "british", "santa",
})  # fmt: skip
_OPENINGS = ("A ", "An ", "The ", "This ", "There ")
_STOPS = (".", "!", "?", ";")


class Rewording(NamedTuple):
    """A text that is true of whatever its caption is true of, and the kinds of rewording that made it."""

    text: str
    kinds: tuple[str, ...]


class Change(NamedTuple):
    """Edits that keep the caption true by themselves; they touch nothing outside their spans."""

    kind: str
    edits: tuple[Edit, ...]


class Order(NamedTuple):
    """The sentence put together anew from spans of the caption and words of its own, without capital and without final stop."""

    kind: str
    pieces: tuple[Piece, ...]


def change(kind: str, *edits: Edit) -> Change:
    """A change from its edits."""
    return Change(kind, edits)


def disjoint(changes: Sequence[Change], other: Change) -> bool:
    """Whether `other` touches none of the places of `changes`."""
    spans = [(edit.start, edit.end) for each in changes for edit in each.edits]
    return all(edit.end < start or end < edit.start for edit in other.edits for start, end in spans)


def last_of(sentence: Sentence) -> int:
    """Index behind the last word that is no punctuation or space: what follows it ends every rewording too."""
    last = len(sentence.words)
    while last and sentence.words[last - 1].pos in ("PUNCT", "SPACE"):
        last -= 1
    return last


def is_one_sentence(sentence: Sentence) -> bool:
    """Whether nothing ends inside: what is put in another order has to be one sentence."""
    return not any(word.text in _STOPS for word in sentence.words[: last_of(sentence)])


def compose(sentence: Sentence, order: Order | None, changes: Sequence[Change]) -> str | None:
    """The text of a rewording; None where a change falls outside the parts that the order keeps."""
    edits = formed(sentence.text, [edit for each in changes for edit in each.edits])
    if order is None:
        return _readable(sentence, _tidy(sentence, _capital(sentence, splice(sentence.text, edits))))
    spans = [piece for piece in order.pieces if not isinstance(piece, str)]
    if not all(any(start <= edit.start and edit.end <= end for start, end in spans) for edit in edits):
        return None
    parts = [
        _put(sentence, piece) if isinstance(piece, str) else _part(sentence, piece, edits, number == 0)
        for number, piece in enumerate(order.pieces)
    ]
    tail = "" if sentence.tags else sentence.text[sentence.words[last_of(sentence) - 1].end :]
    return _readable(sentence, _tidy(sentence, _capital(sentence, "".join(parts) + tail)))


def _put(sentence: Sentence, piece: str) -> str:
    how = form(sentence.text)
    return piece if how is None else in_form(piece, how, sentence.text)


def _readable(sentence: Sentence, text: str) -> str | None:
    """The text, or None where two kinds put in the same words twice, or where it now begins with a digit."""
    return None if _TWICE.search(text) or (text[:1].isdigit() and not sentence.text[:1].isdigit()) else text


def _part(sentence: Sentence, span: Span, edits: Sequence[Edit], first: bool) -> str:
    """A span of the caption with the edits inside it; it loses its capital where it no longer begins the sentence."""
    start, end = span
    inside = [edit._replace(start=edit.start - start, end=edit.end - start) for edit in edits if start <= edit.start and edit.end <= end]
    text = splice(sentence.text[start:end], inside)
    if sentence.tags or form(sentence.text) is not None:
        return text
    beginning = next((word for word in sentence.words if word.start >= start), None)
    if beginning is None or not text.split():
        return text
    proper = (beginning.pos == "PROPN" and _is_name(beginning)) or beginning.lower in _NAMED or beginning.lower == "i"
    return moved(text, beginning.i == 0, first, sentence.text[:1].isupper(), proper)


def _is_name(word: Word) -> bool:
    """NYC, or Paris, which nobody has rated; but `Giraffes` at the head of a caption is no name, whatever the tagger says."""
    return (
        not word.text.istitle()
        or word.lower in _NAMED
        or (concreteness(word.lower) is None and concreteness(word.lower.removesuffix("s")) is None)
    )


def _capital(sentence: Sentence, text: str) -> str:
    """A capital at the head where the caption has one there; words put before it have none where it has none."""
    if sentence.tags:
        return text
    if sentence.text[:1].isupper():
        return text[:1].upper() + text[1:]
    return text[:1].lower() + text[1:] if sentence.text[:1].islower() and text.startswith(_OPENINGS) else text


def _tidy(sentence: Sentence, text: str) -> str:
    """Single spaces, and a or an by what follows now; what the caption has wrong before the same word stays."""
    text = re.sub(r"\s+", " ", text).strip()
    if not _SPACED.search(sentence.text):  # on the field . - as many corpora have it
        text = re.sub(r"\s+([.,;!?])", r"\1", text)
    if not _SMALL.search(sentence.text):
        text = _SMALL.sub(lambda match: match.group().upper(), text)
    if not _COMMAS.search(sentence.text):
        text = re.sub(r",(\s?[.,])", r"\1", text)
    there = {(one.lower(), two.lower()) for one, two in _ARTICLE.findall(sentence.text)}

    def right(match: re.Match[str]) -> str:
        article, word = match.groups()
        if (article.lower(), word.lower()) in there:
            return match.group()
        if form(sentence.text) == "upper":
            return f"{article_for(word.lower()).upper()} {word}"
        return f"{like(article_for(word.lower()), article) if article != 'A' else article_for(word.lower()).capitalize()} {word}"

    return _ARTICLE.sub(right, text)
