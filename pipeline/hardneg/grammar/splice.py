"""Edit captions by character offset: nothing outside the declared spans changes."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypedDict


class Edit(NamedTuple):
    """An `Edit` replaces `caption[start:end]`, which reads `old`, by `new`; start = end inserts. As `hardneg.schemas.rows.Edit`."""

    start: int
    end: int
    old: str
    new: str


class EditRow(TypedDict):
    """An `EditRow` is an edit as shards store it (`hardneg.schemas.rows.Edit`)."""

    start: int
    end: int
    old: str
    new: str


def apply_edits(caption: str, edits: Sequence[EditRow]) -> str:
    """Return the text that the edits of a shard's row produce. The README shows the same function to users."""
    for edit in sorted(edits, key=lambda edit: -edit["start"]):
        caption = caption[: edit["start"]] + edit["new"] + caption[edit["end"] :]
    return caption


def merged(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits in order; join those that touch and drop those that change nothing.

    Any order of application then gives the same text. An insertion at the start of another edit precedes it.

    Raises:
        ValueError: Two edits overlap, or two insertions are at one place, so that their order is undefined.
    """
    joined: list[Edit] = []
    changes = sorted(each for each in edits if each.old != each.new)
    for one, two in pairwise(changes):
        if two.start < one.end or (one.start, one.end) == (two.start, two.end):
            raise ValueError(f"span {two.start}:{two.end} overlaps another edit")
    for edit in changes:
        if joined and joined[-1].end == edit.start:
            left = joined.pop()
            edit = Edit(left.start, edit.end, left.old + edit.old, left.new + edit.new)
        joined.append(edit)
    return joined


def disorder(caption: str, edits: Sequence[EditRow]) -> str | None:
    """Return how edits break the form of the shards (ordered, separate, inside the caption, reading `old`), or None."""
    for edit in edits:
        start, end, old = edit["start"], edit["end"], edit["old"]
        if not 0 <= start <= end <= len(caption):
            return f"span {start}:{end} is outside the caption's {len(caption)} characters"
        if caption[start:end] != old:
            return f"caption[{start}:{end}] reads {caption[start:end]!r}, not {old!r}"
    for one, two in pairwise(edits):
        if two["start"] <= one["end"]:
            return f"span {two['start']}:{two['end']} touches, overlaps or precedes the edit before it"
    return None


def offset_after(offset: int, edits: Sequence[Edit]) -> int:
    """Return the offset in the edited text of a character of the caption that no edit replaces."""
    return offset + sum(len(edit.new) - len(edit.old) for edit in edits if edit.end <= offset)


def splice(caption: str, edits: Sequence[Edit]) -> str:
    """Apply `edits`, given in any order, from right to left.

    Two insertions at one place would depend on their order, so they count as overlapping. An insertion may touch the span of another edit.

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
    """Yield, from left to right, the unchanged text before each edit with the edit, and at the end the text behind the last with None."""
    place = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        yield caption[place : edit.start], edit
        place = edit.end
    yield caption[place:], None


def invert(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that turn the spliced text back into the caption, from left to right. Edits that touch become one."""
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
