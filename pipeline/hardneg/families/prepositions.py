"""Find prepositions of one or more words that relate one thing to another in space, and list those that exclude each other."""

from typing import NamedTuple

from hardneg.families.family import Target
from hardneg.grammar.sentence import Sentence, Word

UNDER = frozenset({"under", "underneath", "beneath", "below"})
INSIDE = frozenset({"in", "inside", "inside of", "into", "within"})
OUTSIDE = frozenset({"outside", "outside of", "out of"})
SHELTERING = frozenset({"umbrella", "tent", "canopy", "parasol", "awning", "arch", "tarp", "roof"})
"""Things that are not furniture, vehicles or buildings, and below which somebody finds shelter."""
BESIDE = frozenset({"next to", "beside", "by", "near", "close to"})


class Preposition(NamedTuple):
    """A preposition relates the word that it modifies to its object: `under` relates `cat` to `table` in `a cat under a table`.

    Attributes:
        first: Index of its first word.
        last: Index after its last word.
        text: The words in lower case.
        head: The noun or verb that it modifies.
        object: The noun that it governs.
    """

    first: int
    last: int
    text: str
    head: Word
    object: Word


# Prepositions that exclude each other, the commonest first. `on` excludes `next to`, since a thing on a table is not next to it. `near` and
# `next to` exclude neither `behind` nor `in front of`, and `on` does not exclude `in`.
MUTUALLY_EXCLUSIVE: dict[str, tuple[str, ...]] = {
    "on": ("under", "next to", "behind", "in front of", "beside", "far from"),
    "on top of": ("under", "next to", "behind", "in front of", "beneath"),
    "upon": ("under", "next to", "beside"),
    "atop": ("under", "next to", "beside"),
    "in": ("outside", "behind", "next to", "in front of", "under", "far from"),
    "inside": ("outside", "behind", "next to", "in front of"),
    "inside of": ("outside of", "behind", "next to", "in front of"),
    "within": ("outside", "behind", "far from"),
    "outside": ("inside", "in"),
    "outside of": ("inside", "in"),
    "under": ("on top of", "above", "next to", "in front of", "on"),
    "underneath": ("on top of", "above", "next to"),
    "beneath": ("on top of", "above", "next to"),
    "below": ("above", "on top of", "next to"),
    "above": ("below", "under", "next to", "beneath"),
    "over": ("under", "below", "beneath"),
    "behind": ("in front of", "on top of", "under"),
    "in front of": ("behind", "on top of", "under"),
    "next to": ("on top of", "under", "far from", "inside"),
    "beside": ("on top of", "under", "far from", "inside"),
    "near": ("far from", "away from"),
    "by": ("far from", "on top of", "under"),
    "close to": ("far from", "away from"),
    "far from": ("next to", "near", "close to"),
    "away from": ("towards", "close to"),
    "toward": ("away from",),
    "towards": ("away from",),
    "left of": ("right of", "above", "below"),
    "right of": ("left of", "above", "below"),
    "to the left of": ("to the right of", "on top of", "behind"),
    "to the right of": ("to the left of", "on top of", "behind"),
    "on the left of": ("on the right of", "on top of"),
    "on the right of": ("on the left of", "on top of"),
    "into": ("out of", "away from"),
    "out of": ("into",),
    "onto": ("off of", "off"),
    "off": ("onto",),
    "off of": ("onto",),
    "up": ("down",),
    "down": ("up", "across"),
    "across": ("along", "down", "under"),
    "along": ("across",),
    "through": ("past",),  # around a town may be through it
    "around": ("inside", "far from"),
    "against": ("away from", "far from"),
    "at": ("under", "behind", "far from", "on top of"),
    "among": ("far from", "away from"),
    "between": ("behind", "in front of", "far from"),
}
# Places that nobody is in, and places that nobody is on.
_NEVER = {
    "in": frozenset({
        "road", "highway", "sidewalk", "beach", "hill", "slope", "bridge", "ramp", "roof", "shore", "track", "lawn", "path", "trail",
        "pier", "dock", "cliff", "crosswalk", "runway", "porch", "ski slope", "balcony", "counter", "table",
    }),
    "on": frozenset({
        "forest", "jungle", "kitchen", "garden", "yard", "room", "city", "village", "town", "valley", "cave", "zoo", "park", "canyon",
        "harbor", "restaurant", "store",
    }),
    "against": frozenset({"floor", "ground", "ceiling", "lawn", "grass", "carpet", "street", "road", "field", "sand", "beach"}),
}  # fmt: skip
_LIKE = {
    **dict.fromkeys(("into", "inside", "inside of", "within", "out of", "through"), "in"),
    **dict.fromkeys(("onto", "upon", "on top of", "atop"), "on"),
}
"""Prepositions of an inside, and of a top, which exclude the places of `in` and of `on`."""
_LONGEST = max(len(phrase.split()) for phrase in MUTUALLY_EXCLUSIVE)
_FIRST = frozenset(phrase.split()[0] for phrase in MUTUALLY_EXCLUSIVE)


def prepositions(sentence: Sentence) -> list[Preposition]:
    """Return the prepositions of a sentence, each in its longest reading: `in front of` is one preposition."""
    found: list[Preposition] = []
    for word in sentence.words:
        if word.lower in _FIRST and (not found or word.i >= found[-1].last):
            here = _preposition_at(sentence, word.i)
            if here is not None:
                found.append(here)
    return found


def is_place_for(sentence: Sentence, noun: Word, new: str) -> bool:
    """Return whether the preposition before a noun suits another place: in a field, but on a road; out of a tunnel, but off a bridge."""
    if noun.dep != "pobj":
        return True
    found = next((each.text for each in sentence.once(prepositions) if each.object.i == noun.i), sentence.head(noun).lower)
    never = _NEVER.get(_LIKE.get(found, found), frozenset())
    return new not in never or noun.lemma in never


def preposition_of(sentence: Sentence, target: Target) -> Preposition | None:
    """Return the preposition that a target of `relation` begins with; None where it is a verb or a side."""
    return next((each for each in sentence.once(prepositions) if each.first == target.first), None)


def _preposition_at(sentence: Sentence, i: int) -> Preposition | None:
    words = sentence.words
    for length in range(min(_LONGEST, len(words) - i), 0, -1):
        text = " ".join(word.lower for word in words[i : i + length])
        if text not in MUTUALLY_EXCLUSIVE:
            continue
        last = words[i + length - 1]
        object_ = sentence.child(last, "pobj")
        if object_ is None and length == 1 and last.dep in ("prep", "agent"):
            return None
        if object_ is None or last.pos != "ADP" or object_.i < last.i:
            continue
        head = _other_end(sentence, words[i], i, i + length)
        if head is None:
            return None
        return Preposition(i, i + length, text, head, object_)
    return None


def _other_end(sentence: Sentence, word: Word, first: int, last: int) -> Word | None:
    """Return the noun or verb that the preposition attaches to."""
    inside = set(range(first, last))
    nearest, steps = word, 0
    while nearest.i in inside and nearest.head != nearest.i and steps < 8:
        nearest, steps = sentence.head(nearest), steps + 1
    return nearest if nearest.i not in inside else None
