"""Compare two texts word by word: the one text diff of this package."""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from hardneg.grammar.splice import Edit

PIECE = re.compile(r"\w+|\s+|[^\w\s]")
"""Words, white space and punctuation marks; "t-shirt" is three pieces."""
_UNIT = re.compile(r"\s+|\S")
"""Characters of a text whose white space is folded."""


class Replacement(NamedTuple):
    """A replacement says that the span `other_start:other_end` of one sequence replaces the span `start:end` of the other."""

    start: int
    end: int
    other_start: int
    other_end: int


def replacements(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Replacement]:
    """Return the spans that differ, from left to right: what lies between them is equal."""
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Replacement(*span) for tag, *span in opcodes if tag != "equal"]


def edits_between(old: str, new: str, pieces: re.Pattern[str] = PIECE) -> list[Edit]:
    """Return the edits that turn `old` into `new`, from left to right; those with only white space between them are one.

    Args:
        old: The text to edit.
        new: The text that the edits give.
        pieces: Matches the units that are replaced as a whole; each character has to be part of a match.
    """
    before, after = pieces.findall(old), pieces.findall(new)
    starts = [0]
    for piece in before:
        starts.append(starts[-1] + len(piece))
    edits: list[Edit] = []
    for span in replacements(before, after):
        start, end, put = starts[span.start], starts[span.end], "".join(after[span.other_start : span.other_end])
        if edits and not (gap := old[edits[-1].end : start]).strip():
            left = edits.pop()
            start, put = left.start, left.new + gap + put
        edits.append(Edit(start, end, old[start:end], put))
    return edits


def edits_keeping_space(old: str, new: str) -> list[Edit]:
    """Return the edits as `edits_between` does, where white space counts as one space in both texts: elsewhere `old` keeps its own."""
    first = len(old) - len(old.lstrip())
    units = [(first + match.start(), first + match.end()) for match in _UNIT.finditer(old.strip())]
    starts = [start for start, _ in units] + [len(old.rstrip())]
    found = []
    for edit in edits_between(" ".join(old.split()), " ".join(new.split())):
        start = starts[edit.start]
        end = units[edit.end - 1][1] if edit.end > edit.start else start
        found.append(Edit(start, end, old[start:end], edit.new))
    return found


def common_beginning(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """Return the length of the common beginning."""
    shorter = min(len(old), len(new))
    return next((i for i in range(shorter) if old[i] != new[i]), shorter)


def common_ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    """Return the lengths of the common beginning and of the common end, which do not overlap."""
    first = common_beginning(old, new)
    return first, common_beginning(old[first:][::-1], new[first:][::-1])


def without(units: Sequence[str], shared: Counter[str]) -> list[str]:
    """Return the units in order, less the first occurrences that `shared` counts."""
    left = shared.copy()
    kept = []
    for unit in units:
        if left[unit]:
            left[unit] -= 1
        else:
            kept.append(unit)
    return kept
