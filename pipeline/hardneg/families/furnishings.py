"""Decide whether a room or a venue may have what a caption shows in it: an office with two beds and a bedroom with a stove make no sense.

A tent has no fireplace, nobody rides a roller coaster in a library, and no match is played in an airport.
"""

from functools import cache

from hardneg.families.scene_things import things_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

_ROOMS = ("bathroom", "kitchen", "bedroom", "living room", "office", "hallway", "dining room", "classroom")
_MANY = 3
"""Number of rooms from which on a thing is found in any room."""
_BARE = frozenset({"tent", "barn", "shed", "cave"})
_INDOORS = frozenset({"room_surface", "wall_thing", "light_source", "appliance"})
_INSIDE = frozenset({"interior", "wallpaper", "renovated", "decorated", "furnished"})
_RIDES = frozenset({"coaster", "carousel", "ride", "ferris"})
_MATCHES = frozenset({"match", "game", "goal", "team", "race", "tournament", "championship"})
_GROUNDS = frozenset({"stadium", "arena", "gym"})


def keeps_its_furnishings(sentence: Sentence, noun: Word, old: str, new: str) -> bool:
    """Return whether `new` has what the caption names and the room or the venue `old` (at `noun`) is known for."""
    if new in _BARE and "room" in noun_flags(old) and _is_furnished(sentence, noun):
        return False
    if old.endswith("park") and any(word.lemma in _RIDES for word in sentence.words):
        return False
    if old in _GROUNDS and new not in _GROUNDS and any(word.lemma in _MATCHES for word in sentence.words):
        return False
    if "room" not in noun_flags(old):
        return True
    named = {word.lemma for word in sentence.words if word.pos in NOUNS and word.i != noun.i}
    return not named & (things_of(old) - things_of(new) - _anywhere())


def _is_furnished(sentence: Sentence, noun: Word) -> bool:
    """Return whether a caption says what kind of room it is, or names something that only a house has inside."""
    named = any(child.dep == "compound" for child in sentence.children[noun.i])
    return named or any(
        word.lower in _INSIDE or (word.pos in NOUNS and word.i != noun.i and not _INDOORS.isdisjoint(noun_classes(word.lemma)[:1]))
        for word in sentence.words
    )


@cache
def _anywhere() -> frozenset[str]:
    things = [things_of(room) for room in _ROOMS]
    return frozenset(each for each in frozenset().union(*things) if sum(each in of for of in things) >= _MANY)
