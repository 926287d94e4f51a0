"""Cut pairs to what a model reads: of a long caption only the edited sentences with their neighbours, and each caption once.

Otherwise a caption of 150 words with forty proposals would be read forty times. Shared text further away hardly changes the difference
between the two.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hardneg.grammar.difference import common_ends

LONG = 300
"""Characters from which on a pair is cut. Of a sentence of this length only the edited clause is read."""
REACH = 40
"""Least number of characters of neighbouring clauses on each side."""
_END = re.compile(r"(?<=[.!?;])\s+")
_PAUSE = re.compile(r"(?<=[,:])\s+")


class Pair(NamedTuple):
    """Pair a window of a caption with the same window of an edit of it."""

    caption: str
    text: str


class _Clause(NamedTuple):
    """Hold a clause, and the span of clauses (last exclusive) that is read where it is edited: its sentence, or itself."""

    text: str
    first: int
    last: int


def windows(caption: str, text: str) -> list[Pair]:
    """Return the pair itself, or of a long pair the windows around its edits, in order; windows that touch are joined.

    For a long pair without a difference, return its end.
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
    """Return captions without duplicates, texts, and the index of the caption of each text; long pairs are cut to their windows."""
    pairs = [window(caption, text) for caption, text in zip(captions, texts, strict=True)]
    own = {caption: number for number, caption in enumerate(dict.fromkeys(pair.caption for pair in pairs))}
    return list(own), [pair.text for pair in pairs], [own[pair.caption] for pair in pairs]


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans (last exclusive) that overlap or touch; they are given in the order of their centres."""
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
    """Return the spans (last exclusive) of clauses that are read around the changed ones."""
    return merged((_before(clauses, clauses[i].first), _after(clauses, clauses[i].last)) for i in changed)


def _before(clauses: Sequence[_Clause], start: int) -> int:
    """Return the index of the first neighbour before a span: one clause, or as many as make up `REACH`."""
    length = 0
    while start > 0 and length < REACH:
        start -= 1
        length += len(clauses[start].text)
    return start


def _after(clauses: Sequence[_Clause], end: int) -> int:
    """Return the index after the last neighbour that follows a span."""
    length = 0
    while end < len(clauses) and length < REACH:
        length += len(clauses[end].text)
        end += 1
    return end


def _joined(clauses: Sequence[_Clause]) -> str:
    return " ".join(each.text for each in clauses)
