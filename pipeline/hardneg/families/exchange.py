"""Decide whether exchanging two things of a caption leaves a likely scene.

An exchange keeps the description of a place and moves another thing there: both must be able to do the acts of the other, to undergo them,
and to be there. A man and a horse can look at one another, but no horse rides a man; a bowl on a table is no table on a bowl.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hardneg.families.object import name_of
from hardneg.families.prepositions import UNDER, prepositions
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, suits_slot
from hardneg.lexicon.verbs import SOUNDS

# Acts that people and animals do, also to one another.
_BOTH_DO = frozenset({
    "be", "stand", "sit", "lie", "lay", "walk", "run", "rest", "wait", "sleep", "jump", "swim", "look", "stare", "gaze", "watch",
    "play", "eat", "drink", "turn", "stop", "move", "gather", "appear", "stroll", "wander", "race", "relax", "crouch", "climb",
    "pass", "cross", "get", "go", "come", "pose", "approach", "fight", "face", "surround", "photograph", "picture", "show", "see",
    "follow", "chase",
})  # fmt: skip
_DO_TO_BOTH = frozenset({
    "watch", "observe", "see", "follow", "chase", "face", "approach", "pass", "surround", "lick", "attack", "fight", "pull", "push",
    "block", "bite", "scare", "ignore", "find", "show", "include", "feature", "eat", "drink", "cross", "climb", "enter", "leave",
})  # fmt: skip
_GROUPS = frozenset({
    "group", "couple", "pair", "herd", "flock", "bunch", "crowd", "team", "lot", "number", "variety", "row", "line", "set", "series",
    "collection", "assortment", "pack", "school", "swarm", "family", "trio", "dozen",
})  # fmt: skip
# Acts that somebody bigger does to somebody smaller.
_BY_BIGGER = frozenset({
    "hold", "carry", "lift", "feed", "cradle", "push", "bathe", "wash", "dress", "rock", "raise", "drive", "teach", "hug", "seat",
    "nurse", "swing", "change", "toss", "throw", "spin", "flip", "help", "take", "pull",
})  # fmt: skip
# Acts that some animals do to animals of another class.
_BY_HUNTERS = frozenset({"chase", "herd", "hunt", "attack", "bite", "catch", "kill", "rally", "round"})
_DRAWN = frozenset({"cart", "carriage", "sled", "sleigh", "wagon", "buggy", "plow", "plough", "chariot", "boat"})
_SMALL = frozenset({"child", "kid", "baby", "toddler", "infant", "boy", "girl", "little boy", "little girl", "newborn", "twin", "triplet"})
# Verbs that any thing can have as its predicate.
_AT_REST = frozenset({
    "be", "sit", "stand", "lie", "lay", "rest", "hang", "lean", "place", "set", "put", "arrange", "display", "park", "stack", "line",
    "pile", "locate", "position", "show", "see", "leave", "face", "mount", "surround", "picture", "sell", "align", "include",
    "feature",
})  # fmt: skip
_VEHICLES_DO = _AT_REST | {
    "drive", "travel", "go", "move", "pass", "follow", "stop", "turn", "wait", "pull", "tow", "push", "cross", "head", "race", "lead",
    "chase", "approach", "come", "run", "roll", "block",
}  # fmt: skip
_HAVE = frozenset({"have", "hold", "carry", "contain", "display", "sell", "buy", "watch", "photograph", "hang"})
_SHAPE = "shape"
_DEPICTIONS = frozenset({
    "picture", "photo", "photograph", "image", "drawing", "painting", "illustration", "sketch", "view", "scene", "portrait", "shot",
    "depiction", "rendering", "closeup", "close-up", "snapshot", "cartoon", "print", "engraving",
})  # fmt: skip
_INSIDE = frozenset({"in", "inside", "inside of", "within"})
_ON = frozenset({"on", "on top of", "upon", "atop", "over"})
_SAID_OF_ONE = frozenset({"other", "another", "dead", "or"})
_NO_PLACE = frozenset({"of", "as", "like", "for", "from", "into", "onto", "in", "inside", "at"})
_MANY_ONLY = frozenset({
    "french fry", "fry", "topping", "chopstick", "vegetable", "bean", "pea", "grape", "noodle", "chip", "nut", "peanut", "onion ring",
    "ski", "flower", "leaf", "kitchenette", "appliance",
})  # fmt: skip


_GROUND = frozenset({"place", "nature", "road", "surface", "landscape", "sport_place", "flooring", "room", "venue", "building", "water"})


_SEATS_OF_BOTH = frozenset({"bed", "couch", "sofa", "bench", "chair", "blanket", "rug", "carpet", "front", "top", "side", "back"})


class Role(NamedTuple):
    """A role is the lemma of a verb whose subject or object is the noun; `transitive` where the verb has both."""

    verb: str
    transitive: bool


def likely(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether each of the two nouns can be where the other is."""
    names = name_of(sentence, one), name_of(sentence, two)
    if all(_SHAPE in noun_classes(name) for name in names):
        return not _is_part(sentence, one, two)  # a circle can be wherever a star is
    kinds = kind_of(names[0]), kind_of(names[1])
    if "" in kinds or any(name in _MANY_ONLY for name in names) or _is_part(sentence, one, two):
        return False
    if any(child.lower in _SAID_OF_ONE for noun in (one, two) for child in sentence.children[noun.i]):
        return False
    if kinds[0] in ("thing", "vehicle") or kinds[1] in ("thing", "vehicle"):
        return kinds[0] == kinds[1] and _same_class(*names) and _things(sentence, one, two, kinds[0])
    between = _between(sentence, one, two)
    if between & _INSIDE:
        return False
    does = [*roles(sentence, one), *roles(sentence, two)]
    if kinds[0] != kinds[1]:
        if _among_things(sentence, one) or _among_things(sentence, two):
            return False
        if "pull" in {role.verb for role in does} and any(word.lemma in _DRAWN for word in sentence.words):
            return False  # horses pull a woman in a cart, and no woman pulls them
        if any(_class(name) in ("fish_and_sea", "insect") for name in names):
            return False
        all_shared = all(role.verb in (_DO_TO_BOTH if role.transitive else _BOTH_DO) for role in does)
        return all_shared and between.isdisjoint(_ON | UNDER) and not (_at_a_thing(sentence, one) or _at_a_thing(sentence, two))
    verbs = {role.verb for role in does}
    if kinds[0] == "person":
        return (names[0] in _SMALL) == (names[1] in _SMALL) or verbs.isdisjoint(_BY_BIGGER)
    if not verbs.isdisjoint(_BY_HUNTERS) and _class(names[0]) != _class(names[1]):
        return False  # dogs chase sheep
    return verbs.isdisjoint(SOUNDS) and _medium(names[0]) == _medium(names[1])  # no salmon catches a bear


def roles(sentence: Sentence, noun: Word) -> Iterator[Role]:
    """Yield the verbs whose subject or object is a noun, or one that it is joined to."""
    joined = {noun.i, *(each.i for each in sentence.conjuncts(noun))}
    for verb in sentence.words:
        if verb.pos != "VERB":
            continue
        object_, agent = sentence.child(verb, "dobj", "dative"), sentence.child(verb, "agent")
        by = sentence.child(agent, "pobj") if agent is not None else None
        about = [each for each in (sentence.subject(verb), object_, by) if each is not None]
        if any(each.i in joined or _members(sentence, each) in joined for each in about):
            yield Role(verb.lemma, object_ is not None or by is not None)


def _among_things(sentence: Sentence, noun: Word) -> bool:
    """Return whether somebody has, wears or is at a thing that is unlikely for the other: headphones, a table, a suit."""
    attached = [*sentence.children[noun.i]]
    for verb in sentence.words:
        if verb.pos == "VERB" and (subject := sentence.subject(verb)) is not None and subject.i == noun.i:
            attached += sentence.children[verb.i]
    for preposition in attached:
        if preposition.dep != "prep" or preposition.lower not in ("with", "in", "at", "on"):
            continue
        thing = sentence.child(preposition, "pobj")
        flags = noun_flags(thing.lemma) if thing is not None else frozenset()
        if thing is not None and not flags & (_GROUND | {"person", "animal"}) and thing.lemma not in _SEATS_OF_BOTH:
            return True
    return False


def _at_a_thing(sentence: Sentence, noun: Word) -> bool:
    """Return whether a thing holds its passengers: `a carriage with people`, `a man on a sled`."""
    preposition = sentence.head(noun)
    if noun.dep != "pobj" or preposition.lower not in ("in", "on", "inside", "with", "aboard"):
        return False
    of = sentence.head(preposition)
    return of.pos in ("NOUN", "PROPN") and kind_of(name_of(sentence, of)) not in ("person", "animal")


def _members(sentence: Sentence, group: Word) -> int:
    """Return the index of the noun that a group consists of; -1 for a noun that is no group."""
    of = sentence.child(group, "prep") if group.lemma in _GROUPS else None
    members = sentence.child(of, "pobj") if of is not None and of.lower == "of" else None
    return members.i if members is not None else -1


def kind_of(name: str) -> str:
    """Return which of person, animal, vehicle and thing a noun names; an empty string for one that the lexicon does not know."""
    flags = noun_flags(name)
    return next((kind for kind in ("person", "animal", "vehicle") if kind in flags), "thing" if flags else "")


def _class(name: str) -> str:
    return next(iter(noun_classes(name)), "")


def _medium(name: str) -> str:
    classes = noun_classes(name)
    return next((medium for medium in ("bird", "fish_and_sea", "insect") if medium in "".join(classes[:1])), "land")


def _same_class(one: str, two: str) -> bool:
    """Return whether two things are of one class, and neither is ground that others stand or move on."""
    flags = noun_flags(one) | noun_flags(two)
    if "road" in flags or ("place" in flags and "building" not in flags):
        return False
    return not set(noun_classes(one)).isdisjoint(noun_classes(two))


def _things(sentence: Sentence, one: Word, two: Word, kind: str) -> bool:
    """Return whether two things of one class share all acts, and neither has, holds or contains the other."""
    for noun, other in ((one, two), (two, one)):
        after, before = sentence.after(noun), sentence.head(noun)
        if after is not None and after.lower == "with":
            return False  # a table with four chairs
        if noun.dep == "pobj" and before.lower == "with" and other.i < before.i and other.dep not in ("pobj", "dobj"):
            return False
    able = _VEHICLES_DO if kind == "vehicle" else _AT_REST
    used = any(noun.dep == "dobj" and sentence.head(noun).lemma not in able | _HAVE for noun in (one, two))
    if used and noun_classes(name_of(sentence, one))[:1] != noun_classes(name_of(sentence, two))[:1]:
        return False  # who applies lipstick in front of a mirror applies no mirror
    for verb in sentence.words:
        if verb.pos != "VERB" or verb.lemma in able:
            continue
        subject = sentence.subject(verb)
        if subject is not None and subject.i in (one.i, two.i):
            return False
    between = _between(sentence, one, two)
    if "above" in between and not suits_slot("figure", "over", name_of(sentence, one), name_of(sentence, two)):
        return False  # a shelf hangs above a bed
    return between.isdisjoint(_INSIDE | _ON | UNDER) and "with" not in between


def _is_part(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether one of the two names a part, a role or a source: the hand of a man, acting as a referee."""
    of_place = {i for each in sentence.once(prepositions) for i in range(each.first, each.last) if each.last > each.first + 1}
    for noun, other in ((one, two), (two, one)):
        preposition = sentence.head(noun)
        if noun.dep != "pobj" or preposition.lower not in _NO_PLACE or preposition.i in of_place:
            continue
        of = sentence.head(preposition)
        if preposition.lower == "of" and of.lemma in _DEPICTIONS and of.i != other.i:
            continue  # a thing on display is no part of the picture
        if preposition.lower == "of":
            if of.lemma not in _GROUPS or is_plural(noun.tag) != is_plural(other.tag):
                return True
        elif preposition.lower in ("as", "like", "for", "from") or of.i == other.i:
            return True
    return False


def _between(sentence: Sentence, one: Word, two: Word) -> set[str]:
    """Return the prepositions that relate the two."""
    found = set()
    for preposition in sentence.once(prepositions):
        if preposition.object.i in (one.i, two.i):
            of = preposition.head
            owner = of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)
            if owner is not None and owner.i in (one.i, two.i):
                found.add(preposition.text)
    for noun, other in ((one, two), (two, one)):
        preposition_word = sentence.head(noun)
        if noun.dep == "pobj" and preposition_word.lower == "with":
            of = sentence.head(preposition_word)
            owner = of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)
            if owner is not None and owner.i == other.i:
                found.add("with")
    return found
