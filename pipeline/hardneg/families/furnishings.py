"""Decide whether a room may have what a caption shows in it: an office with two beds and a bedroom with a stove make no sense."""

from functools import cache

from hardneg.families.scene_things import things_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_ROOMS = ("bathroom", "kitchen", "bedroom", "living room", "office", "hallway", "dining room", "classroom")
_MANY = 3
"""Number of rooms from which on a thing is found in any room."""


def keeps_its_furnishings(sentence: Sentence, noun: Word, old: str, new: str) -> bool:
    """Return whether the room `new` has what the caption names and the room `old` (at `noun`) is known for."""
    if "room" not in noun_flags(old):
        return True
    named = {word.lemma for word in sentence.words if word.pos in NOUNS and word.i != noun.i}
    return not named & (things_of(old) - things_of(new) - _anywhere())


@cache
def _anywhere() -> frozenset[str]:
    things = [things_of(room) for room in _ROOMS]
    return frozenset(each for each in frozenset().union(*things) if sum(each in of for of in things) >= _MANY)
