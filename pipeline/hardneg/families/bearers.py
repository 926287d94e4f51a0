"""Find two people whose clothes, things or acts differ: a man with a hat and a woman.

Their nouns can change places although they have no distinguishing adjective: a woman with a hat and a man.
"""

from collections.abc import Iterator
from itertools import combinations

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.gender import MEN, WOMEN, pronoun_of

_PERSON = "person"
_BEARING = frozenset({"wear", "hold", "carry", "use", "eat", "drink", "read", "throw", "push", "pull", "swing", "fly", "lift"})
_WITH = frozenset({"with", "in"})
_WORN = frozenset({"clothing", "wearable", "headwear", "accessory"})
_BORNE = _WORN | {"bag", "toy", "sport_gear", "instrument", "electronics", "food", "readable", "utensil", "tool", "container"}
_POSTURES = frozenset({
    "sit", "stand", "lie", "lay", "kneel", "crouch", "walk", "run", "jump", "sleep", "eat", "drink", "swim", "smile", "cry", "read", "lean",
    "squat", "fly", "graze", "play", "dance", "climb", "rest",
})  # fmt: skip
_ALIKE = (
    frozenset({"lie", "lay", "rest", "sleep"}),
    frozenset({"stand", "lean"}),
    frozenset({"eat", "graze"}),
    frozenset({"kneel", "squat", "crouch"}),
)
_OF_WOMEN = frozenset(
    {"dress", "skirt", "bikini", "gown", "blouse", "bra", "veil", "heel", "purse", "tiara", "sundress", "lipstick", "swimsuit"}
)
_OF_MEN = frozenset({"tie", "necktie", "tuxedo", "beard", "mustache", "moustache", "trunk", "goatee", "suit", "bow tie"})


def distinguished(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether the caption describes the first of two, behind the noun, in a way that makes the exchange false.

    No part of it fits one gender better than the other, and none holds of both: who sits with somebody sits as well.
    """
    first, second = sorted((one, two), key=lambda word: word.i)
    if not all(_PERSON in noun_classes(noun.lemma)[:1] for noun in (one, two)):
        return False
    here, there = list(_borne(sentence, first, second.i)), list(_borne(sentence, second, len(sentence.words)))
    if _gendered(first, second) and any(thing.lemma in _OF_WOMEN | _OF_MEN for thing in (*here, *there)):
        return False
    if here and {thing.lemma for thing in here}.isdisjoint(thing.lemma for thing in there):
        return True
    doing = _posture(sentence, first), _posture(sentence, second)
    return None not in doing and doing[0] != doing[1] and not any(set(doing) <= each for each in _ALIKE)


def things(sentence: Sentence) -> Iterator[tuple[Word, Word]]:
    """Yield each pair of things that two people hold, wear or have in the same way: a boy with a bat and a girl with a ball."""
    people = [word for word in sentence.words if word.pos == "NOUN" and _PERSON in noun_classes(word.lemma)[:1]]
    for one, two in combinations(people, 2):
        here, there = list(_borne(sentence, one, two.i)), list(_borne(sentence, two, len(sentence.words)))
        if len(here) != 1 or len(there) != 1:
            continue
        thing, other = here[0], there[0]
        gendered = _gendered(one, two) and {thing.lemma, other.lemma} & (_OF_WOMEN | _OF_MEN)
        if thing.lemma != other.lemma and not gendered and sentence.head(thing).lemma == sentence.head(other).lemma:
            yield thing, other


def _borne(sentence: Sentence, noun: Word, last: int) -> Iterator[Word]:
    """Yield what a noun wears, holds or has with it, by the words right behind it and before the word `last`."""
    for child in sentence.children[noun.i]:
        if not noun.i < child.i < last:
            continue
        if child.dep == "prep" and child.lower in _WITH:
            thing = sentence.child(child, "pobj")
            admitted = _WORN if child.lower == "in" else _BORNE
        elif child.dep in ("acl", "relcl") and child.lemma in _BEARING:
            thing, admitted = sentence.child(child, "dobj"), _BORNE
        else:
            continue
        if thing is not None and thing.i < last and noun_flags(thing.lemma) & admitted:
            yield thing


def _posture(sentence: Sentence, noun: Word) -> str | None:
    """Return the verb of posture behind a noun and before any other noun, or None."""
    verb = next((child for child in sentence.children[noun.i] if child.i > noun.i and child.dep in ("acl", "relcl")), None)
    if verb is None or verb.tag not in ("VBG", "VBZ", "VBP") or verb.lemma not in _POSTURES:
        return None
    between = sentence.words[noun.i + 1 : verb.i]
    return verb.lemma if all(word.pos in ("AUX", "PRON", "ADV") for word in between) else None


def _gendered(one: Word, two: Word) -> bool:
    return (
        pronoun_of(one.lemma) != pronoun_of(two.lemma)
        or (one.lemma in MEN) != (two.lemma in MEN)
        or (one.lemma in WOMEN) != (two.lemma in WOMEN)
    )
