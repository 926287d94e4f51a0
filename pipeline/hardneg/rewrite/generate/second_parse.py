"""Negatives parsed again: of a long caption only the sentences that are edited, with one more on each side.

All other words are as the caption's own parse has them, moved by what the edits put in and take out, so that offsets are exact and a check
sees the whole negative.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardneg.grammar.capitals import form
from hardneg.grammar.sentence import Sentence, Word
from hardneg.parse.model import Parser
from hardneg.rewrite.plausibility.window import LONG, merged
from hardneg.rewrite.types import Draft


class _Parts(NamedTuple):
    """The sentences of a caption: the index of the first word of each and the number of words behind; and which depend on another."""

    firsts: list[int]
    joined: list[tuple[int, int]]


class _Piece(NamedTuple):
    """Words of the caption from `first` to `last` (exclusive) that are parsed again, what stands there now, and from which character on."""

    first: int
    last: int
    text: str
    start: int


def parsed_again(drafts: Sequence[Draft], sentences: Sequence[Sentence], parser: Parser) -> Iterator[Sentence]:
    """Yield the parse of each draft's negative, in order."""
    pieces = [_pieces(sentences[made.wanted.row], made) for made in drafts]
    texts = [text for made, each in zip(drafts, pieces, strict=True) for text in ([piece.text for piece in each] or [made.negative])]
    parsed = parser.parse(texts)
    for made, each in zip(drafts, pieces, strict=True):
        if each:
            yield _put_together(sentences[made.wanted.row], made.negative, each, [next(parsed) for _ in each])
        else:
            yield next(parsed)


def _pieces(sentence: Sentence, made: Draft) -> list[_Piece]:
    """What has to be parsed again; nothing where it is the whole text."""
    if len(sentence.text) < LONG or sentence.tags or form(sentence.text) is not None:
        return []
    parts = sentence.once(_parts)
    starts = [sentence.words[first].start for first in parts.firsts[:-1]]

    def sentence_at(place: int) -> int:
        return max(bisect_right(starts, place) - 1, 0)

    spans = merged(
        (max(sentence_at(edit.start) - 1, 0), min(sentence_at(max(edit.end - 1, edit.start)) + 2, len(starts)))
        for edit in sorted(made.edits)
    )
    if spans == [(0, len(starts))] or any((begins <= a < ends) != (begins <= b < ends) for begins, ends in spans for a, b in parts.joined):
        return []
    return [_piece(sentence, made, parts.firsts[begins], parts.firsts[ends]) for begins, ends in spans]


def _piece(sentence: Sentence, made: Draft, first: int, last: int) -> _Piece:
    start = sentence.words[first].start if first else 0
    end = sentence.words[last - 1].end if last < len(sentence.words) else len(sentence.text)
    before = sum(len(edit.new) - len(edit.old) for edit in made.edits if edit.start < start)
    within = sum(len(edit.new) - len(edit.old) for edit in made.edits if start <= edit.start <= end)
    return _Piece(first, last, made.negative[start + before : end + before + within], start + before)


def _put_together(sentence: Sentence, negative: str, pieces: Sequence[_Piece], parsed: Sequence[Sentence]) -> Sentence:
    """The negative's sentence: the words of the pieces as they are parsed, all others as in the caption."""
    stays: list[tuple[range, int, int]] = []  # words of the caption; by how many words, and by how many letters, they move
    new: list[tuple[int, Sentence, int]] = []  # where a piece begins, in words; its parse; where it begins, in letters
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
