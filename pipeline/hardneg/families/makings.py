"""Decide what large things are made of, and which food is served raw: no staircase is of clay, and no raw egg lies on bread."""

from hardneg.families.family import Target
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

_LARGE = frozenset({"building", "building_part", "furniture", "street_furniture", "vehicle", "fixture", "room"})
_BARRIERS = frozenset({"barrier", "room_surface", "opening"})
"""Classes of fences, walls and stairs."""
_BEARS_NOTHING = frozenset({"clay", "cardboard", "leather", "paper", "fabric", "cloth", "silk", "wool", "velvet", "denim", "cotton"})
_RAW = frozenset({"raw", "uncooked"})
_EATEN_COOKED = frozenset({"egg", "bread", "toast", "pancake", "sausage", "bacon", "pizza", "cake", "pie", "rice", "pasta", "omelet"})
_SERVED = frozenset({"on", "in", "with", "over", "atop"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return True: what a thing is made of is checked for each replacement."""
    return True


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether the attribute or material `text` suits the thing, and its food is not served raw."""
    word = sentence.words[target.last - 1]
    head = sentence.head(word)
    if text.lower() in _RAW:
        return not _is_served(sentence, head if head.pos in NOUNS else word)
    if text.lower() not in _BEARS_NOTHING:
        return True
    thing = _made_of(sentence, word)
    return thing is None or not _is_large(thing.lemma)


def _made_of(sentence: Sentence, material: Word) -> Word | None:
    """Return the thing of a material: the staircase of `a clay staircase`, `a staircase of clay` and `a staircase made of clay`."""
    above = sentence.head(material)
    if material.dep != "pobj":
        return above if above.pos in NOUNS else None
    of = sentence.head(above)
    of = sentence.head(of) if of.lower == "out" else of
    return of if of.pos in NOUNS else sentence.subject(of) if of.pos in ("VERB", "AUX") else None


def _is_large(lemma: str) -> bool:
    return bool(noun_flags(lemma) & _LARGE) or bool(set(noun_classes(lemma)[:1]) & _BARRIERS)


def _is_served(sentence: Sentence, food: Word) -> bool:
    """Return whether food that people cook is on, in or with other food."""
    if food.lemma in _EATEN_COOKED:
        return True
    places = (sentence.child(child, "pobj") for child in sentence.children[food.i] if child.lower in _SERVED and child.i > food.i)
    return any(place is not None and bool(noun_flags(place.lemma) & {"food", "edible"}) for place in places)
