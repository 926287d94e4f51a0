"""Find the edits between the two captions of an edited image, and guess their family of negatives."""

import re

from hardneg.grammar.difference import edits_between
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


def word_edits(caption: str, other: str) -> list[Edit]:
    """Return the edits of whole words, "t-shirt" among them, that turn `caption` into `other`."""
    return edits_between(caption, other, _WORD)


def changed_share(caption: str, edits: list[Edit]) -> float:
    """Return the share of the caption's words that the edits replace or add, which may exceed 1."""
    words = max(1, len(caption.split()))
    return sum(max(len(edit.old.split()), len(edit.new.split())) for edit in edits) / words


def family_of(edits: list[Edit]) -> Family:
    """Return the family that the edits' words suggest. There is no parse to confirm it; without any hint the family is `object`."""
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
