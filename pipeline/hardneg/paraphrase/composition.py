"""Compose a paraphrase from local edits and at most one reordering of the parts of the sentence."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.grammar.articles import article_for
from hardneg.grammar.capitals import casing_of, in_casing, like, moved, with_casing
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit, splice
from hardneg.lexicon.ratings import concreteness

Span = tuple[int, int]
"""A character range of the caption, end exclusive."""
Piece = str | Span

_ARTICLE = re.compile(r"\b(an?) ([A-Za-z][\w'-]*)", re.IGNORECASE)
_REPEATED = re.compile(r"\b(is|are) (who|that) (is|are)\b|\b(a|an|the|is|are|with|of|in|on) \4\b", re.IGNORECASE)
_SPACED = re.compile(r"\s[.,;!?]")
_COMMAS = re.compile(r",\s?[.,]")
_LOWER_AFTER_STOP = re.compile(r"[.!?]\s+[a-z]")
_NAMES = frozenset({
    "christmas", "easter", "halloween", "thanksgiving", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "january", "february", "april", "june", "july", "august", "september", "october", "november", "december", "english", "american",
    "chinese", "japanese", "indian", "african", "asian", "european", "mexican", "french", "german", "italian", "british", "santa",
})  # fmt: skip
_OPENINGS = ("A ", "An ", "The ", "This ", "There ")
_STOPS = (".", "!", "?", ";")


class Paraphrase(NamedTuple):
    """A `Paraphrase` is a text that is true of every image its caption is true of, with the kinds that made it."""

    text: str
    kinds: tuple[str, ...]


class LocalEdit(NamedTuple):
    """A `LocalEdit` is a set of edits that together keep the caption true and change nothing outside their spans."""

    kind: str
    edits: tuple[Edit, ...]


class Reordering(NamedTuple):
    """A `Reordering` is the sentence composed anew from spans of the caption and added words, without initial capital or final stop."""

    kind: str
    pieces: tuple[Piece, ...]


def local_edit(kind: str, *edits: Edit) -> LocalEdit:
    """Return a local edit made of `edits`."""
    return LocalEdit(kind, edits)


def disjoint(changes: Sequence[LocalEdit], other: LocalEdit) -> bool:
    """Return whether `other` overlaps and touches none of `changes`."""
    spans = [(edit.start, edit.end) for each in changes for edit in each.edits]
    return all(edit.end < start or end < edit.start for edit in other.edits for start, end in spans)


def last_of(sentence: Sentence) -> int:
    """Return the index after the last word that is neither punctuation nor space; the rest ends every paraphrase too."""
    last = len(sentence.words)
    while last and sentence.words[last - 1].pos in ("PUNCT", "SPACE"):
        last -= 1
    return last


def is_one_sentence(sentence: Sentence) -> bool:
    """Return whether the caption is a single sentence; only then can its parts be reordered."""
    return not any(word.text in _STOPS for word in sentence.words[: last_of(sentence)])


def compose(sentence: Sentence, order: Reordering | None, changes: Sequence[LocalEdit]) -> str | None:
    """Return the text of a paraphrase; None where an edit lies outside the spans that the reordering keeps."""
    edits = with_casing(sentence.text, [edit for each in changes for edit in each.edits])
    if order is None:
        return _acceptable(sentence, _normalised(sentence, _capitalised(sentence, splice(sentence.text, edits))))
    spans = [piece for piece in order.pieces if not isinstance(piece, str)]
    if not all(any(start <= edit.start and edit.end <= end for start, end in spans) for edit in edits):
        return None
    parts = [
        _inserted(sentence, piece) if isinstance(piece, str) else _edited_span(sentence, piece, edits, number == 0)
        for number, piece in enumerate(order.pieces)
    ]
    tail = "" if sentence.tags else sentence.text[sentence.words[last_of(sentence) - 1].end :]
    return _acceptable(sentence, _normalised(sentence, _capitalised(sentence, "".join(parts) + tail)))


def _inserted(sentence: Sentence, piece: str) -> str:
    case = casing_of(sentence.text)
    return piece if case is None else in_casing(piece, case, sentence.text)


def _acceptable(sentence: Sentence, text: str) -> str | None:
    """Return the text; None where two kinds inserted the same words twice, or where it begins with a digit and the caption does not."""
    return None if _REPEATED.search(text) or (text[:1].isdigit() and not sentence.text[:1].isdigit()) else text


def _edited_span(sentence: Sentence, span: Span, edits: Sequence[Edit], first: bool) -> str:
    """Return a span of the caption with the edits inside it, in lower case where it no longer begins the sentence."""
    start, end = span
    inside = [edit._replace(start=edit.start - start, end=edit.end - start) for edit in edits if start <= edit.start and edit.end <= end]
    text = splice(sentence.text[start:end], inside)
    if sentence.tags or casing_of(sentence.text) is not None:
        return text
    beginning = next((word for word in sentence.words if word.start >= start), None)
    if beginning is None or not text.split():
        return text
    proper = (beginning.pos == "PROPN" and _is_name(beginning)) or beginning.lower in _NAMES or beginning.lower == "i"
    return moved(text, beginning.i == 0, first, sentence.text[:1].isupper(), proper)


def _is_name(word: Word) -> bool:
    """Return whether a capitalised word is a name: NYC, or Paris, which has no concreteness rating; `Giraffes` at the head is none."""
    return (
        not word.text.istitle()
        or word.lower in _NAMES
        or (concreteness(word.lower) is None and concreteness(word.lower.removesuffix("s")) is None)
    )


def _capitalised(sentence: Sentence, text: str) -> str:
    """Return the text with the caption's use of capitals at its head."""
    if sentence.tags:
        return text
    if sentence.text[:1].isupper():
        return text[:1].upper() + text[1:]
    return text[:1].lower() + text[1:] if sentence.text[:1].islower() and text.startswith(_OPENINGS) else text


def _normalised(sentence: Sentence, text: str) -> str:
    """Return the text with single spaces and with a or an as the next word requires; errors that the caption has itself stay."""
    text = re.sub(r"\s+", " ", text).strip()
    if not _SPACED.search(sentence.text):  # on the field . - many corpora have a space before the stop
        text = re.sub(r"\s+([.,;!?])", r"\1", text)
    if not _LOWER_AFTER_STOP.search(sentence.text):
        text = _LOWER_AFTER_STOP.sub(lambda match: match.group().upper(), text)
    if not _COMMAS.search(sentence.text):
        text = re.sub(r",(\s?[.,])", r"\1", text)
    original = {(one.lower(), two.lower()) for one, two in _ARTICLE.findall(sentence.text)}

    def corrected(match: re.Match[str]) -> str:
        article, word = match.groups()
        if (article.lower(), word.lower()) in original:
            return match.group()
        if casing_of(sentence.text) == "upper":
            return f"{article_for(word.lower()).upper()} {word}"
        return f"{like(article_for(word.lower()), article) if article != 'A' else article_for(word.lower()).capitalize()} {word}"

    return _ARTICLE.sub(corrected, text)
