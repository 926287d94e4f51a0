"""What turns one text into another: edits of whole words, as few as there are, and the family that they look like."""

import difflib
import re

from hardneg.grammar.splice import Edit
from hardneg.lexicon.attributes import attribute_kind
from hardneg.schemas.family import Family

_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*|\s+|.", re.DOTALL)
_NUMBERS = frozenset(
    ("a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "many", "few", "no")
)
_SIDES = (
    "left",
    "right",
    "above",
    "below",
    "under",
    "over",
    "inside",
    "outside",
    "behind",
    "front",
    "beside",
    "near",
    "far",
    "top",
    "bottom",
)
_PLACES = frozenset(
    (*_SIDES, "next", "between", "around", "through", "to", "from", "of", "on", "in", "at", "into", "onto", "off", "against")
)


def difference(caption: str, other: str) -> list[Edit]:
    """Edits of `caption` that give `other`, from left to right; two that only a space parts are one."""
    ours, theirs = _WORD.findall(caption), _WORD.findall(other)
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    starts = [0]
    for word in ours:
        starts.append(starts[-1] + len(word))
    found: list[Edit] = []
    for what, first, last, other_first, other_last in matcher.get_opcodes():
        if what == "equal":
            continue
        old, new = "".join(ours[first:last]), "".join(theirs[other_first:other_last])
        if found and starts[first] - found[-1].end <= 1 and caption[found[-1].end : starts[first]].isspace():
            space = caption[found[-1].end : starts[first]]
            before = found.pop()
            found.append(Edit(before.start, starts[last], before.old + space + old, before.new + space + new))
        else:
            found.append(Edit(starts[first], starts[last], old, new))
    return found


def changed(caption: str, edits: list[Edit]) -> float:
    """Share of the caption's words that the edits replace or add to, of 1."""
    words = max(1, len(caption.split()))
    return sum(max(len(edit.old.split()), len(edit.new.split())) for edit in edits) / words


def family_of(edits: list[Edit]) -> Family:
    """What the edits look like from their words alone: there is no parse to tell it for sure, and what nothing tells is an object."""
    old = [word for edit in edits for word in edit.old.lower().split()]
    new = [word for edit in edits for word in edit.new.lower().split()]
    if len(edits) > 1 and sorted(old) == sorted(new):
        return Family.SWAP_ATTRIBUTE if all(attribute_kind(word) for word in old) else Family.SWAP_OBJECT
    words = old + new
    if not words:
        return Family.OBJECT
    if all(word in _NUMBERS or word.isdigit() for word in (*old[:1], *new[:1])) and old and new:
        return Family.COUNT
    if all(attribute_kind(word) for word in words):
        return Family.ATTRIBUTE
    if all(word in _PLACES or word == "the" for word in words):
        return Family.RELATION
    if old and new and old[0].endswith("ing") and new[0].endswith("ing"):
        return Family.ACTION
    return Family.OBJECT
