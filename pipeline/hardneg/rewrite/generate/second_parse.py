"""Parse negatives. Of a long caption only the edited sentences are parsed, each with one neighbour on either side.

All other words keep the parse of the caption, shifted by the length of the edits. So offsets are exact, and checks see the whole negative.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardneg.grammar.capitals import casing_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.parse.model import Parser
from hardneg.rewrite.plausibility.window import LONG, merged
from hardneg.rewrite.types import Proposal


class _Parts(NamedTuple):
    """Describe the sentences of a caption.

    Attributes:
        firsts: Index of the first word of each, and the number of words at the end.
        joined: Pairs of sentences with a dependency between them.
    """

    firsts: list[int]
    joined: list[tuple[int, int]]


class _Piece(NamedTuple):
    """Describe a span of the negative to be parsed, which replaces the words `first` to `last` (exclusive) of the caption.

    `text` is the span, and `start` the index of its first character in the negative.
    """

    first: int
    last: int
    text: str
    start: int


def parsed_again(drafts: Sequence[tuple[Sentence, Proposal]], parser: Parser) -> Iterator[Sentence]:
    """Yield the parse of the negative of each draft, given with its caption, in order."""
    pieces = [_pieces(sentence, draft) for sentence, draft in drafts]
    texts = [text for (_, draft), each in zip(drafts, pieces, strict=True) for text in ([piece.text for piece in each] or [draft.negative])]
    parsed = parser.parse(texts)
    for (sentence, draft), each in zip(drafts, pieces, strict=True):
        if each:
            yield _assembled(sentence, draft.negative, each, [next(parsed) for _ in each])
        else:
            yield next(parsed)


def _pieces(sentence: Sentence, draft: Proposal) -> list[_Piece]:
    """Return the spans that have to be parsed; none where that is the whole text."""
    if len(sentence.text) < LONG or sentence.tags or casing_of(sentence.text) is not None:
        return []
    parts = sentence.once(_parts)
    starts = [sentence.words[first].start for first in parts.firsts[:-1]]

    def sentence_at(place: int) -> int:
        return max(bisect_right(starts, place) - 1, 0)

    spans = merged(
        (max(sentence_at(edit.start) - 1, 0), min(sentence_at(max(edit.end - 1, edit.start)) + 2, len(starts)))
        for edit in sorted(draft.edits)
    )
    if spans == [(0, len(starts))] or any((begins <= a < ends) != (begins <= b < ends) for begins, ends in spans for a, b in parts.joined):
        return []
    return [_piece(sentence, draft, parts.firsts[begins], parts.firsts[ends]) for begins, ends in spans]


def _piece(sentence: Sentence, draft: Proposal, first: int, last: int) -> _Piece:
    start = sentence.words[first].start if first else 0
    end = sentence.words[last - 1].end if last < len(sentence.words) else len(sentence.text)
    before = sum(len(edit.new) - len(edit.old) for edit in draft.edits if edit.start < start)
    within = sum(len(edit.new) - len(edit.old) for edit in draft.edits if start <= edit.start <= end)
    return _Piece(first, last, draft.negative[start + before : end + before + within], start + before)


def _assembled(sentence: Sentence, negative: str, pieces: Sequence[_Piece], parsed: Sequence[Sentence]) -> Sentence:
    """Return the parse of the negative: new for the words of the pieces, that of the caption for all others."""
    stays: list[tuple[range, int, int]] = []  # words of the caption, and their shift in words and in characters
    new: list[tuple[int, Sentence, int]] = []  # index of the first word of a piece, its parse, index of its first character
    at = moved = letters = 0
    for piece, again in zip(pieces, parsed, strict=True):
        stays.append((range(at, piece.first), moved, letters))
        new.append((piece.first + moved, again, piece.start))
        moved += len(again.words) - (piece.last - piece.first)
        end = sentence.words[piece.last - 1].end if piece.last < len(sentence.words) else len(sentence.text)
        letters = piece.start + len(piece.text) - end
        at = piece.last
    stays.append((range(at, len(sentence.words)), moved, letters))
    places = {i: i + by for words, by, _ in stays for i in words}
    made: list[Word] = []
    for (words, _, by), (first, again, start) in zip(stays, [*new, (0, Sentence("", []), 0)], strict=True):
        made.extend(
            word._replace(i=places[word.i], head=places[word.head], start=word.start + by, end=word.end + by)
            for word in (sentence.words[i] for i in words)
        )
        made.extend(
            word._replace(i=word.i + first, head=word.head + first, start=word.start + start, end=word.end + start) for word in again.words
        )
    return Sentence(negative, made)


def _parts(sentence: Sentence) -> _Parts:
    firsts = [word.i for word in sentence.words if sentence.begins(word.i)]
    number = [bisect_right(firsts, word.i) - 1 for word in sentence.words]
    joined = {(number[word.i], number[word.head]) for word in sentence.words if number[word.i] != number[word.head]}
    return _Parts([*firsts, len(sentence.words)], sorted(joined))
