"""Pairs as a model reads them: of a long caption, only the sentences that are edited and their neighbours, and each caption once.

A caption of 150 words with forty proposals would else be read forty times as a whole. What both texts share further away changes the
difference between them little.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hardneg.grammar.difference import common_ends

LONG = 300
"""Characters from which on a pair is cut; of a sentence as long, only the edited clause is read as a whole."""
REACH = 40
"""Characters of neighbouring clauses on each side, at least, as far as the text goes."""
_END = re.compile(r"(?<=[.!?;])\s+")
_PAUSE = re.compile(r"(?<=[,:])\s+")


class Pair(NamedTuple):
    """The same place in a caption and in a text made of it."""

    caption: str
    text: str


class _Clause(NamedTuple):
    """A clause, and the indices of the first and behind the last clause that are read where it is edited: its sentence, or itself."""

    text: str
    first: int
    last: int


def windows(caption: str, text: str) -> list[Pair]:
    """Return the pair, or of a long one each edited place with its neighbours, in order; places that meet are one.

    Of a long pair without a difference this is its end.
    """
    if max(len(caption), len(text)) < LONG:
        return [Pair(caption, text)]
    one, two = _clauses(caption), _clauses(text)
    more = len(two) - len(one)
    if more:
        first, same = common_ends([each.text for each in one], [each.text for each in two])
        changed = list(range(first, max(len(one) - same, first + 1)))
    else:
        changed = [i for i in range(len(one)) if one[i].text != two[i].text] or [len(one) - 1]
    spans = _spans([min(i, len(one) - 1) for i in changed], one)
    return [Pair(_joined(one[start:end]), _joined(two[start : end + more])) for start, end in spans]


def window(caption: str, text: str) -> Pair:
    """Return the windows of a pair, joined."""
    found = windows(caption, text)
    return Pair(" ".join(each.caption for each in found), " ".join(each.text for each in found))


def grouped(captions: Sequence[str], texts: Sequence[str]) -> tuple[list[str], list[str], list[int]]:
    """Return captions without repeats, texts, and the index of the caption of each text; long ones cut to their windows."""
    pairs = [window(caption, text) for caption, text in zip(captions, texts, strict=True)]
    own = {caption: number for number, caption in enumerate(dict.fromkeys(pair.caption for pair in pairs))}
    return list(own), [pair.text for pair in pairs], [own[pair.caption] for pair in pairs]


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans (first, exclusive last) that overlap or touch; they are given in the order of what they lie around."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = min(start, found[-1][0]), max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _clauses(text: str) -> list[_Clause]:
    found: list[_Clause] = []
    for sentence in _END.split(text):
        clauses = _PAUSE.split(sentence)
        first, last = len(found), len(found) + len(clauses)
        whole = len(sentence) < LONG
        found.extend(_Clause(each, *((first, last) if whole else (i, i + 1))) for i, each in enumerate(clauses, first))
    return found


def _spans(changed: Sequence[int], clauses: Sequence[_Clause]) -> list[tuple[int, int]]:
    """Changed clauses with what is read around them, first and last (exclusive)."""
    return merged((_before(clauses, clauses[i].first), _after(clauses, clauses[i].last)) for i in changed)


def _before(clauses: Sequence[_Clause], start: int) -> int:
    """Return the index of the first neighbour before a span: of one clause, or of as many as make up `REACH`."""
    length = 0
    while start > 0 and length < REACH:
        start -= 1
        length += len(clauses[start].text)
    return start


def _after(clauses: Sequence[_Clause], end: int) -> int:
    """Return the index behind the last neighbour after a span."""
    length = 0
    while end < len(clauses) and length < REACH:
        length += len(clauses[end].text)
        end += 1
    return end


def _joined(clauses: Sequence[_Clause]) -> str:
    return " ".join(each.text for each in clauses)
