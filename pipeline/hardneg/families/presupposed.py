"""Find nouns that other words of the caption presuppose, so that an edit of one alone contradicts the rest.

`Next to another giraffe` presupposes a giraffe, `one big and one small` two things, `two men and a woman` three people, `his wife` a man.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hardneg.families.pronouns import antecedents
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, related
from hardneg.lexicon.gender import SPOUSES, YOUNG

_FURTHER = frozenset({"another", "other", "same", "identical", "similar", "matching"})
_OF_TWO = frozenset({"both", "either", "neither", "each", "every"})
_PORTIONS = frozenset({"all", "half", "most", "none", "some", "many", "several", "few", "any"})
_COUPLES = frozenset({"couple", "pair", "duo", "trio", "group", "family", "team", "crowd", "set", "collection", "bunch", "band"})
_OPENING = frozenset({",", ":", "-", "--", "\u2013", "\u2014", "(", "including", "consisting", "namely", "e.g."})
_GENERAL = frozenset({
    "person", "child", "kid", "adult", "animal", "pet", "friend", "player", "athlete", "sibling", "parent", "youth", "toddler", "worker",
    "vehicle", "bird", "fruit", "vegetable", "toy", "item", "object", "thing", "drink", "teenager", "baby", "student", "performer",
    "musician", "tourist", "creature", "dish", "tool", "instrument", "figure", "individual", "character",
})  # fmt: skip

_HOLDING = frozenset({
    "animate", "container", "vessel", "tableware", "cookware", "bag", "vehicle", "furniture", "room", "venue", "edible", "drink",
})  # fmt: skip
_SHOWING = frozenset({"depiction", "sculpture", "wall_thing", "group_mass", "sign", "sign_general", "clock", "held_small", "stationery"})
"""Flags and classes of nouns before `of` that hold, show or say something."""


class Enumeration(NamedTuple):
    """Hold a group noun and the parts that a list enumerates: people, of `three people, two men and a woman`."""

    group: Word
    parts: tuple[Word, ...]


def enumerations(sentence: Sentence) -> list[Enumeration]:
    """Return the lists that enumerate a group: `three people, two men and a woman`; `a couple: a man and a woman`."""
    found = []
    for group in sentence.words:
        if group.pos not in NOUNS or not (is_plural(group.tag) or group.lemma in _COUPLES):
            continue
        named = _members(sentence, group)
        parts = tuple(_enumerated(sentence, group, named))
        if len(parts) > 1 or (parts and any(part.lower == "one" for part in parts)):
            found.append(Enumeration(named if named.pos in NOUNS else group, parts))
    return found


def fixed_number(sentence: Sentence) -> frozenset[int]:
    """Return the indices of nouns whose number other words presuppose."""
    found = set()
    for each in sentence.once(enumerations):
        found.add(each.group.i)
    for noun, owner in _possessed(sentence):
        if noun.lemma in SPOUSES:
            found |= {noun.i, *(each.i for each in owner)}
    for noun in _nouns(sentence):
        opening = {child.lower for child in sentence.children[noun.i] if child.i < noun.i}
        if opening & (_OF_TWO | {"other", "another", "same", "all"}) or _portion(sentence, noun):
            found.add(noun.i)
    if _one_and_other(sentence):
        found.update(noun.i for noun in _nouns(sentence) if _is_counted(sentence, noun))
    return frozenset(found)


def fixed_kind(sentence: Sentence) -> frozenset[int]:
    """Return the indices of nouns that cannot become another thing: another word presupposes their kind."""
    nouns = list(_nouns(sentence))
    found = set()
    for noun in nouns:
        if _and_others(sentence, noun):
            found |= {noun.i, *(other.i for other in sentence.conjuncts(noun))}
        if any(child.lower in _FURTHER and child.i < noun.i for child in sentence.children[noun.i]):
            if any(other.i != noun.i and other.lemma == noun.lemma for other in nouns):
                continue  # all mentions by one noun are edited together (`follow`)
            related_nouns = {other.i for other in nouns if other.i != noun.i and related(other.lemma, noun.lemma)}
            found |= related_nouns | ({noun.i} if related_nouns or _follows_nothing(sentence, noun) else set())
    for noun in nouns:
        same_lemma = {other.i for other in nouns if other.lemma == noun.lemma}
        if len(same_lemma) > 1 and any(child.tag == "JJR" and child.i < noun.i for child in sentence.children[noun.i]):
            found |= same_lemma  # a larger zebra beside a smaller zebra
    found |= {noun.i for noun in nouns if _is_one_of_several(sentence, noun)}
    for noun, owner in _possessed(sentence):
        if noun.lemma in SPOUSES | YOUNG:
            found |= {noun.i, *(each.i for each in owner)}
    found |= {each.group.i for each in sentence.once(enumerations) if any(part.lower != "one" for part in each.parts)}
    return frozenset(found)


def _is_one_of_several(sentence: Sentence, noun: Word) -> bool:
    """Return whether a clause calls one of the things before it by the noun: two dogs, one of which is a poodle."""
    if noun.dep != "attr":
        return False
    subject = sentence.subject(sentence.head(noun))
    return subject is not None and subject.lower in _OF_TWO | _PORTIONS | {"one", "two", "other", "others"}


def is_figure(sentence: Sentence, noun: Word, lemma: str) -> bool:
    """Return whether a noun (its unit is `lemma`) only says how something appears: a shower of sparks, a sea of people, a wall of fire.

    What holds or shows things does not count: a box of books, a painting of people, a classroom of children.
    """
    of = next((child for child in sentence.children[noun.i] if child.lower == "of" and child.i > noun.i), None)
    named = sentence.child(of, "pobj") if of is not None else None
    if named is None or sentence.child(named, "det", "poss") is not None or (named.pos == "PROPN" and not is_plural(named.tag)):
        return False
    return not (noun_flags(lemma) & _HOLDING or set(noun_classes(lemma)) & _SHOWING)


def group_of(sentence: Sentence, noun: Word) -> Word | None:
    """Return the group noun whose list contains this noun, or None."""
    return next((each.group for each in sentence.once(enumerations) if any(part.i == noun.i for part in each.parts)), None)


def has_parts(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption distinguishes the members of the group: two people, one in red and one in blue."""
    if any(each.group.i == noun.i for each in sentence.once(enumerations)):
        return True
    return _is_counted(sentence, noun) and sentence.once(_one_and_other)


def parts(sentence: Sentence) -> frozenset[int]:
    """Return the indices of nouns that are parts of an enumerated group."""
    return frozenset(part.i for each in sentence.once(enumerations) for part in each.parts)


def owns(sentence: Sentence, owner: Word, noun: Word) -> bool:
    """Return whether a pronoun makes `noun` the owner's: a mother and her daughter."""
    return any(noun.i == owned.i and any(owner.i == each.i for each in owners) for owned, owners in _possessed(sentence))


def _nouns(sentence: Sentence) -> Iterator[Word]:
    return (word for word in sentence.words if word.pos in NOUNS and word.dep != "compound")


def _is_counted(sentence: Sentence, noun: Word) -> bool:
    return is_plural(noun.tag) or sentence.child(noun, "nummod") is not None


def _and_others(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun before is of the kind of the next: `an octopus and other sea creatures`, `trucks or other vehicles`."""
    other = next((child for child in sentence.children[noun.i] if child.lower == "other" and child.i < noun.i), None)
    before = sentence.before(other) if other is not None else None
    before = sentence.before(before) if before is not None and before.lower in ("some", "the", "many", "several") else before
    return before is not None and before.lower in ("and", "or", ",", "&")


def _portion(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun is part of a portion: `three of the five boats`, `half of the men`."""
    preposition = sentence.head(noun)
    if noun.dep != "pobj" or preposition.lower != "of":
        return False
    head = sentence.head(preposition)
    return head.tag == "CD" or head.lower in _PORTIONS or head.lower in ("one", "both", "each", "two")


def _one_and_other(sentence: Sentence) -> bool:
    """Return whether the caption distinguishes two: `one in red and one in blue`, `one sleeps while the other plays`, `each one`."""
    alone = [word for word in sentence.words if word.lower == "one" and not _before_noun(sentence, word)]
    if len(alone) > 1:
        return True
    other = any(word.lower in ("other", "others", "another") and not _before_noun(sentence, word) for word in sentence.words)
    one = any(word.lower == "one" for word in sentence.words)
    return (
        other
        and one
        and not any(a.lower == "each" and b.lower == "other" for a, b in zip(sentence.words, sentence.words[1:], strict=False))
    )


def _before_noun(sentence: Sentence, word: Word) -> bool:
    """Return whether a determiner or number modifies a noun, rather than replacing one."""
    head = sentence.head(word)
    return word.dep in ("det", "nummod", "amod", "compound", "quantmod", "poss") and head.i > word.i and head.pos in (*NOUNS, "ADJ", "NUM")


def _follows_nothing(sentence: Sentence, noun: Word) -> bool:
    """Return whether `others` has no antecedent in the caption; only `the other` and `another` then mean more than a."""
    return any(child.lower in ("another", "same", "identical", "matching") for child in sentence.children[noun.i])


def _possessed(sentence: Sentence) -> Iterator[tuple[Word, list[Word]]]:
    """Yield each noun with a possessive pronoun, and the possible antecedents of the pronoun."""
    for word in sentence.words:
        if word.tag == "PRP$" and word.lower in ("his", "her", "its"):
            yield sentence.head(word), antecedents(sentence, word)


def _members(sentence: Sentence, group: Word) -> Word:
    """Return `people` of `a group of people`; the group itself where it names no members."""
    for child in sentence.children[group.i]:
        if child.lower == "of":
            inner = sentence.child(child, "pobj")
            if inner is not None:
                return inner  # a noun, or the number of `a group of four`
    return group


def _enumerated(sentence: Sentence, group: Word, named: Word) -> Iterator[Word]:
    """Yield the parts of a list right behind a group's phrase, if they are of its kind."""
    start = max(group.i, named.i) + 1
    if start >= len(sentence.words) or sentence.words[start].lower not in _OPENING:
        return
    place = start + 1
    if place < len(sentence.words) and sentence.words[place].lower == "of":
        place += 1
    expects_noun = True
    while place < len(sentence.words):
        word = sentence.words[place]
        if word.text in (".", ";", "!", "?") or word.pos in ("VERB", "AUX"):
            return
        if expects_noun and (word.pos in NOUNS or word.lower == "one") and not (word.dep == "compound" or _before_noun(sentence, word)):
            if word.lower != "one" and not _is_part(word, named):
                return
            yield word
            expects_noun = False
        elif word.lower in ("and", ",", "or", "&", "with"):
            expects_noun = True
        place += 1


def _is_part(part: Word, group: Word) -> bool:
    if group.tag == "CD" or group.lemma in ("couple", "family", "team", "crowd", "duo", "trio", "pair", "group"):
        return "animate" in noun_flags(part.lemma)
    if part.lemma == group.lemma or group.lemma not in _GENERAL:
        return False
    people = "person" in noun_flags(group.lemma) and "person" in noun_flags(part.lemma)
    return related(part.lemma, group.lemma) or (people and group.lemma not in ("child", "kid", "baby", "toddler"))
