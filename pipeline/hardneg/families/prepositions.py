"""Find prepositions of one or more words that relate one thing to another in space, and list those that exclude each other."""

from typing import NamedTuple

from hardneg.families.family import Target
from hardneg.grammar.sentence import Sentence, Word

UNDER = frozenset({"under", "underneath", "beneath", "below"})
INSIDE = frozenset({"in", "inside", "inside of", "into", "within"})
OUTSIDE = frozenset({"outside", "outside of", "out of"})
BESIDE = frozenset({"next to", "beside", "by", "near", "close to"})


class Preposition(NamedTuple):
    """A `Preposition` has one or more words, `first` to `last` (exclusive), and the things that it relates."""

    first: int
    last: int
    text: str
    of: Word
    to: Word


CONTRARIES: dict[str, tuple[str, ...]] = {
    "on": ("under", "next to", "behind", "in front of", "beside"),
    "on top of": ("under", "next to", "behind", "in front of", "beneath"),
    "upon": ("under", "next to", "beside"),
    "atop": ("under", "next to", "beside"),
    "in": ("outside", "behind", "next to", "in front of", "under"),
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
    "down": ("up",),
    "across": ("along", "under"),
    "along": ("across",),
    "through": ("past",),  # around a town may be through it
    "around": ("inside", "far from"),
    "against": ("away from", "far from"),
    "at": ("under", "behind", "far from", "on top of"),
    "among": ("far from", "away from"),
    "between": ("behind", "in front of", "far from"),
}
_LONGEST = max(len(phrase.split()) for phrase in CONTRARIES)
_FIRST = frozenset(phrase.split()[0] for phrase in CONTRARIES)

# `on` and `in` exclude what excludes them: otherwise captions would lose them ten times as often as gain them.


def prepositions(sentence: Sentence) -> list[Preposition]:
    """Return the prepositions with both things, the longest reading first: `in front of` is one and not `in` and `of`."""
    found: list[Preposition] = []
    for word in sentence.words:
        if word.lower in _FIRST and (not found or word.i >= found[-1].last):
            here = _preposition_at(sentence, word.i)
            if here is not None:
                found.append(here)
    return found


def preposition_of(sentence: Sentence, target: Target) -> Preposition | None:
    """Return the preposition that a target of `relation` begins with; None where it is a verb or a side."""
    return next((each for each in sentence.once(prepositions) if each.first == target.first), None)


def _preposition_at(sentence: Sentence, i: int) -> Preposition | None:
    words = sentence.words
    for length in range(min(_LONGEST, len(words) - i), 0, -1):
        text = " ".join(word.lower for word in words[i : i + length])
        if text not in CONTRARIES:
            continue
        last = words[i + length - 1]
        to = sentence.child(last, "pobj")
        if to is None and length == 1 and last.dep in ("prep", "agent"):
            return None
        if to is None or last.pos != "ADP" or to.i < last.i:
            continue
        of = _other_end(sentence, words[i], i, i + length)
        if of is None:
            return None
        return Preposition(i, i + length, text, of, to)
    return None


def _other_end(sentence: Sentence, word: Word, first: int, last: int) -> Word | None:
    """Return the noun or verb that the preposition attaches to."""
    inside = set(range(first, last))
    head, steps = word, 0
    while head.i in inside and head.head != head.i and steps < 8:
        head, steps = sentence.head(head), steps + 1
    return head if head.i not in inside else None
