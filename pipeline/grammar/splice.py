"""Edits of a caption by character offset: nothing but the declared spans ever moves."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


class Edit(NamedTuple):
    """Replacement of `caption[start:end]`, which reads `old`, by `new`; an insertion where start = end. As `schemas.rows.Edit`."""

    start: int
    end: int
    old: str
    new: str


def splice(caption: str, edits: Sequence[Edit]) -> str:
    """Apply `edits`, given in any order, from right to left.

    Two insertions at one place would depend on their order, so they count as overlapping; an insertion may touch the span of another edit.

    Raises:
        ValueError: A span is out of range, does not read its `old`, or overlaps another.
    """
    text, left = caption, len(caption)
    previous: Edit | None = None
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        if not 0 <= edit.start <= edit.end <= len(caption):
            raise ValueError(f"span {edit.start}:{edit.end} is outside the caption's {len(caption)} characters")
        if edit.end > left or (previous is not None and (edit.start, edit.end) == (previous.start, previous.end)):
            raise ValueError(f"span {edit.start}:{edit.end} overlaps another edit")
        if caption[edit.start : edit.end] != edit.old:
            raise ValueError(f"caption[{edit.start}:{edit.end}] reads {caption[edit.start : edit.end]!r}, not {edit.old!r}")
        text = text[: edit.start] + edit.new + text[edit.end :]
        left, previous = edit.start, edit
    return text


def stretches(caption: str, edits: Sequence[Edit]) -> Iterator[tuple[str, Edit | None]]:
    """Yield, from left to right, what stays before each edit and the edit; at the end what stays behind the last, and None."""
    place = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        yield caption[place : edit.start], edit
        place = edit.end
    yield caption[place:], None


def invert(edits: Sequence[Edit]) -> list[Edit]:
    """Edits of the spliced text that give the caption back, from left to right. Edits that touch become one."""
    inverse: list[Edit] = []
    shift = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        start = edit.start + shift
        shift += len(edit.new) - len(edit.old)
        if inverse and inverse[-1].end == start:
            left = inverse.pop()
            inverse.append(Edit(left.start, start + len(edit.new), left.old + edit.new, left.new + edit.old))
        else:
            inverse.append(Edit(start, start + len(edit.new), edit.new, edit.old))
    return inverse


def edits_between(old: str, new: str) -> list[Edit]:
    """Edits of whole words and marks that turn `old` into `new`, from left to right; those with only white space between them are one."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    starts = [0]
    for piece in before:
        starts.append(starts[-1] + len(piece))
    edits: list[Edit] = []
    for tag, first, last, to_first, to_last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        start, end, put = starts[first], starts[last], "".join(after[to_first:to_last])
        if edits and not (gap := old[edits[-1].end : start]).strip():
            left = edits.pop()
            start, put = left.start, left.new + gap + put
        edits.append(Edit(start, end, old[start:end], put))
    return edits
