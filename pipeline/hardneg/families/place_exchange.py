"""Find two things that a caption relates in space, whose exchange gives another likely scene.

A bus behind a car -> a car behind a bus; two chairs next to a table -> two tables next to a chair; a cat between a dog and a horse; a tree
surrounded by houses; a book on a laptop; a dog behind a fence. The number and the adjectives of each place stay.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from hardneg.families import peers
from hardneg.families.agent_exchange import is_counted
from hardneg.families.attribute import inside_fixed
from hardneg.families.exchange import kind_of
from hardneg.families.fit import slots, suits
from hardneg.families.object import name_of, unit
from hardneg.families.prepositions import BESIDE, Preposition, prepositions
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import modifiers
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_alternatives, attribute_kind, noun_flags

AROUND = "around"
FRONT = "front"
"""One is behind, in front of, above or left of the other, so that their whole phrases change places (`word_order`)."""
STACK = "stack"
BETWEEN = "between"
SURROUNDED = "surrounded"
JOINED = "joined"
WHOLE = frozenset({FRONT, STACK})
"""Constructions whose whole phrases change places; in the others the nouns do, and number and adjectives stay."""

_DIRECTED = frozenset({
    "behind", "in front of", "left of", "right of", "to the left of", "to the right of", "on the left of", "on the right of", "above",
    "below", "over", "under", "underneath", "beneath",
})  # fmt: skip
_ON = frozenset({"on", "on top of", "atop"})
_VERTICAL = frozenset({"above", "below", "over", "under", "underneath", "beneath"})
_TRAVEL = frozenset({
    "park", "drive", "travel", "move", "go", "stop", "wait", "turn", "sit", "stand", "be", "see", "show", "follow", "pass", "come", "head",
    "tow", "pull", "push", "race", "approach", "block",
})  # fmt: skip
_ON_WATER = _TRAVEL | {"float", "sail", "dock", "anchor", "moor"}
_ALIVE = frozenset({"stand", "be", "see", "show", "wait", "picture"})
_WHITE = frozenset({"white", "silver", "black", "porcelain", "ceramic", "metal", "stainless", "steel", "wooden", "wood"})
_PLACES = frozenset({"in", "on", "at", "near", "by", "behind", "beside", "under", "outside", "inside"})
_GROUND = frozenset({"place", "nature", "road", "surface", "landscape", "sport_place", "flooring", "room", "venue", "building"})


class _Relation(NamedTuple):
    """A `_Relation` locates the second of two things with respect to the first, or both with respect to a third."""

    text: str
    words: frozenset[int]


def pairs(sentence: Sentence) -> Iterator[tuple[str, tuple[int, Word], tuple[int, Word]]]:
    """Yield each construction with its two nouns and the first word of the compound of each."""
    fixed = sentence.once(inside_fixed)
    nouns: list[tuple[int, Word]] = []
    for word in sentence.words:
        if word.pos != "NOUN" or word.tag not in ("NN", "NNS") or word.dep == "compound":
            continue
        noun_unit = unit(sentence, word)
        after = sentence.after(word)
        if (
            noun_unit is None
            or (word.i in fixed and " " not in noun_unit[1])
            or (after is not None and after.dep == "compound" and after.pos == "NOUN")
        ):
            continue
        nouns.append((noun_unit[0], word))
    for one, two in combinations(nouns, 2):
        name = construction(sentence, one[1], two[1])
        if name is not None:
            yield name, one, two


def construction(sentence: Sentence, one: Word, two: Word) -> str | None:
    """Return the construction in which the two, in their order, can change places; None where there is none."""
    relation = _relation(sentence, one, two)
    if relation is None:
        return None
    names = name_of(sentence, one), name_of(sentence, two)
    kinds = kind_of(names[0]), kind_of(names[1])
    if "" in kinds or not all(_plain(sentence, noun, relation) for noun in (one, two)) or _part(one, two, names):
        return None
    alive = [kind in ("person", "animal") for kind in kinds]
    if all(alive):
        return _of_the_living(one, two, relation)
    if any(alive):
        return _of_both(sentence, one, two, names, relation)
    if relation.text in _ON:
        return STACK if peers.stacked(*names) and _share_acts(sentence, one, two, names, frozenset()) else None
    sets = peers.shared(*names)
    if "worn" in sets and (relation.text != JOINED or is_plural(one.tag) != is_plural(two.tag)):
        return None
    if not sets or not _suits_places(sentence, one, two, names):
        return None
    allowed_verbs = _TRAVEL if kinds == ("vehicle", "vehicle") else frozenset()
    allowed_verbs = _ON_WATER if "water" in sets else allowed_verbs
    if not _share_acts(sentence, one, two, names, allowed_verbs):
        return None
    if relation.text in _VERTICAL:
        return FRONT if sets & {"sign", "air", "wall"} else None
    if relation.text in _DIRECTED:
        return FRONT
    if relation.text == BETWEEN:
        return BETWEEN
    if relation.text == SURROUNDED:
        return SURROUNDED if is_plural(two.tag) and not is_plural(one.tag) else None
    if not _distinguished(sentence, one, two, sets):
        return None
    return JOINED if relation.text == JOINED else AROUND


def _of_both(sentence: Sentence, one: Word, two: Word, names: tuple[str, str], relation: _Relation) -> str | None:
    """Return the construction of two things: a dog behind a fence; two giraffes next to a tree; a woman surrounded by cars."""
    living = one if kind_of(names[0]) in ("person", "animal") else two
    thing = names[1] if living is one else names[0]
    if not peers.stands_outdoors(thing) or not _share_acts(sentence, one, two, names, _ALIVE):
        return None
    if relation.text in ("behind", "in front of"):
        return FRONT
    if any(attribute_kind(word.lower) is not None for noun in (one, two) for word in modifiers(sentence, noun)):
        return None  # no blue man, and no wooden giraffe
    if relation.text == SURROUNDED:
        return SURROUNDED if is_plural(two.tag) and not is_plural(one.tag) else None
    counted = is_plural(one.tag) != is_plural(two.tag)
    return AROUND if relation.text in BESIDE and counted and _suits_places(sentence, one, two, names) else None


def _of_the_living(one: Word, two: Word, relation: _Relation) -> str | None:
    """Return the construction of two people or animals: a dog between two cats; a woman surrounded by children."""
    if relation.text == BETWEEN:
        return BETWEEN
    if relation.text == SURROUNDED and is_plural(two.tag) and not is_plural(one.tag):
        return SURROUNDED
    return None


def _relation(sentence: Sentence, one: Word, two: Word) -> _Relation | None:
    surrounded = sentence.once(_surrounded).get((one.i, two.i))
    if surrounded is not None:
        return surrounded
    for each, reached in sentence.once(_placed).get(one.i, ()):
        if two.i in reached and two.i >= each.first and each.text in BESIDE | _DIRECTED | _ON | {BETWEEN}:
            return _Relation(each.text, frozenset(range(each.first, each.last)))
    if two.dep == "conj" and two.head == one.i:
        joint = sentence.child(one, "cc")
        return _Relation(JOINED, frozenset({two.i})) if joint is not None and joint.lower == "and" else None
    return None


def _surrounded(sentence: Sentence) -> dict[tuple[int, int], _Relation]:
    """Return the relation of what is surrounded and what surrounds it, by the indices of both."""
    found: dict[tuple[int, int], _Relation] = {}
    for verb in sentence.words:
        if verb.lemma == "surround" and verb.tag == "VBN" and (agent := sentence.child(verb, "agent", "prep")) is not None:
            by, subject = sentence.child(agent, "pobj"), sentence.subject(verb)
            if by is not None and subject is not None:
                found.setdefault((subject.i, by.i), _Relation(SURROUNDED, frozenset({agent.i, verb.i})))
    return found


def _placed(sentence: Sentence) -> dict[int, list[tuple[Preposition, frozenset[int]]]]:
    """Return, by the index of what is somewhere, the prepositions that say where, each with the indices of the words that it governs."""
    found: dict[int, list[tuple[Preposition, frozenset[int]]]] = {}
    for each in sentence.once(prepositions):
        others = (other.i for other in sentence.conjuncts(each.object)) if each.text == BETWEEN else ()
        figure = each.head if each.head.pos in ("NOUN", "PROPN") else sentence.subject(each.head)
        if figure is not None:
            found.setdefault(figure.i, []).append((each, frozenset({each.object.i, *others})))
    return found


def _plain(sentence: Sentence, noun: Word, relation: _Relation) -> bool:
    """Return whether the description behind a noun suits the other as well: what it holds, has or does."""
    for child in sentence.children[noun.i]:
        if child.tag == "PRP$" or (child.dep in ("relcl", "appos", "nummod") and child.i > noun.i):
            return False
        if child.i < noun.i or child.i in relation.words or child.dep in ("punct", "cc", "conj"):
            continue
        if child.dep == "acl" and (child.tag in ("VBG", "VBN")) and sentence.child(child, "dobj") is None:
            continue
        if child.dep == "prep":
            place = sentence.child(child, "pobj")
            if child.lower in ("in", "on", "at", "along", "down") and place is not None and noun_flags(place.lemma) & _GROUND:
                continue
            if relation.text == JOINED and place is not None and child.lower in _PLACES and noun.i > min(relation.words) - 1:
                continue
            if child.lower in ("next", "near", "by", "beside", "in", "behind", "close", "under", "outside") and place is None:
                continue
        return False
    return not any(child.tag == "PRP$" for child in sentence.children[noun.i])


def _share_acts(sentence: Sentence, one: Word, two: Word, names: tuple[str, str], allowed_verbs: frozenset[str]) -> bool:
    """Return whether each of the two can do the acts of the other."""
    for verb in sentence.words:
        if verb.pos not in ("VERB", "AUX") or verb.dep in ("aux", "auxpass") or verb.lemma == "surround":
            continue
        subject = sentence.subject(verb)
        if subject is None or subject.i not in (one.i, two.i):
            continue
        other = names[1] if subject.i == one.i else names[0]
        if verb.lemma not in allowed_verbs and (allowed_verbs or not peers.can(other, verb.lemma)):
            return False
    return True


def _suits_places(sentence: Sentence, one: Word, two: Word, names: tuple[str, str]) -> bool:
    return suits(slots(sentence, one), *names) and suits(slots(sentence, two), *reversed(names))


def _distinguished(sentence: Sentence, one: Word, two: Word, sets: frozenset[str]) -> bool:
    """Return whether number, colour or size distinguish the two, so that the exchange changes the description of both."""
    if is_plural(one.tag) != is_plural(two.tag) or _number(sentence, one) != _number(sentence, two):
        return all(is_counted(sentence, noun) for noun in (one, two))
    if sentence.child(two, "det", "nummod", "amod") is None:
        return False  # an adjective of the first may describe both: many old planes and helicopters
    attributes = [[word.lower for word in modifiers(sentence, noun) if attribute_kind(word.lower) is not None] for noun in (one, two)]
    if any(word in attribute_alternatives(other, None) for word in attributes[0] for other in attributes[1]):
        return True
    if "worn" in sets:
        return False
    if attributes[0] == attributes[1] or not any(attributes):
        return False
    return sets.isdisjoint({"bathroom", "kitchen"}) or not {*attributes[0], *attributes[1]} <= _WHITE


def _number(sentence: Sentence, noun: Word) -> str:
    word = sentence.child(noun, "nummod")
    return word.lower if word is not None and word.i < noun.i else ""


def _part(one: Word, two: Word, names: tuple[str, str]) -> bool:
    return one.lemma == two.lemma or names[0] in names[1].split() or names[1] in names[0].split()
