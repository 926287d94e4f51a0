"""Decide what a container may hold: no pizza lies in a bowl, no soup in a basket, and no coffee on a plate.

The check applies to replacements of the container, and of its content.
"""

from collections.abc import Iterator

from hardneg.families.family import Target
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags
from hardneg.lexicon.nouns import CONTAINERS

_WIDE = frozenset({"pizza", "taco", "pancake", "waffle", "steak", "omelet", "pie", "cake", "lasagna", "toast", "burrito", "hamburger"})
"""Food that lies flat."""
_DEEP = frozenset(
    {"bowl", "cup", "mug", "glass", "bottle", "can", "jar", "jug", "pitcher", "bucket", "vase", "pot", "kettle", "wine glass"}
)
_RUNNY = frozenset(
    {"soup", "stew", "curry", "cereal", "oatmeal", "yogurt", "sauce", "pudding", "chili", "gravy", "noodle", "ramen", "broth"}
)
_OPEN = frozenset({"basket", "box", "bag", "crate", "cutting board", "napkin", "suitcase", "drawer", "purse", "backpack", "paper"})
_FLAT = frozenset({"plate", "tray", "platter", "saucer"})
_NEEDS_COOKING = frozenset({"rice", "pasta", "salad", "spaghetti", "bean", "egg"})
_HELD_IN = frozenset({"in", "inside", "inside of", "on", "into", "of", "with"})
_HOLD_WITHIN = frozenset({"basket", "box", "bag", "bucket", "bowl", "crate", "cup", "jar", "pot"})
_COOKS = frozenset({"cook", "prepare", "mix", "fry", "boil", "bake", "stir", "whisk", "knead", "roast", "grill", "blend", "chop", "simmer"})
_COOKS_IN = frozenset({"bowl", "pan", "pot", "wok", "plate", "skillet", "tray", "cutting board", "kettle"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return True: a container stays a target, whatever it holds."""
    return True


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether container and content still match with the noun `text` as the replacement."""
    if sentence.tags:
        return True
    noun = sentence.words[target.last - 1]
    new = lemma_of(text, "NOUN")
    if sentence.head(noun).lower == "on" and new in _HOLD_WITHIN and target.lemma in _FLAT | {"pan", "cutting board", "table"}:
        return False
    if sentence.head(noun).lower in _HELD_IN and new not in _COOKS_IN and noun_flags(target.lemma) & CONTAINERS and sentence.once(_cooks):
        return False
    for container, content in sentence.once(_held):
        if container.i == noun.i and not _holds(new, content.lemma):
            return False
        if content.i == noun.i and not _holds(container.lemma, new):
            return False
    return True


def _holds(container: str, content: str) -> bool:
    flags = noun_flags(content)
    if "drink" in flags or "drinkable" in flags or content == "water":
        return container not in _OPEN | _FLAT
    if content in _WIDE:
        return container not in _DEEP
    if content in _RUNNY:
        return container not in _OPEN | (_FLAT if content in ("soup", "cereal", "yogurt", "broth", "oatmeal") else frozenset())
    return content not in _NEEDS_COOKING or container not in _OPEN - {"box", "paper"}


def _cooks(sentence: Sentence) -> bool:
    """Return whether somebody prepares food."""
    return any(word.pos == "VERB" and word.lemma in _COOKS for word in sentence.words)


def _held(sentence: Sentence) -> list[tuple[Word, Word]]:
    """Return pairs of a container and its content: a bowl of soup, soup in a bowl, a pan with a pizza on it, soup served in a bowl."""
    return list(_pairs(sentence))


def _pairs(sentence: Sentence) -> Iterator[tuple[Word, Word]]:
    for noun in sentence.words:
        if noun.pos not in NOUNS or not noun_flags(noun.lemma) & (CONTAINERS | {"bag"}):
            continue
        for child in sentence.children[noun.i]:
            if child.lower in ("of", "with") and child.i > noun.i:
                inner = sentence.child(child, "pobj")
                if inner is not None:
                    yield from ((noun, each) for each in (inner, *sentence.conjuncts(inner)) if each.pos in NOUNS)
        preposition = sentence.head(noun)
        if noun.dep != "pobj" or preposition.lower not in _HELD_IN or preposition.i > noun.i:
            continue
        above = sentence.head(preposition)
        if preposition.lower == "of" and above.dep == "pobj":  # on top of a plate
            preposition = sentence.head(above)
            above = sentence.head(preposition)
        acts = above.pos == "VERB" or above.lemma == "be"
        figure = (sentence.child(above, "dobj") or sentence.subject(above)) if acts else above
        if figure is not None and figure.pos in NOUNS and noun_flags(figure.lemma) & {"food", "edible", "drink", "drinkable"}:
            yield from ((noun, each) for each in (figure, *sentence.conjuncts(figure)) if each.pos in NOUNS and each.i < noun.i)
