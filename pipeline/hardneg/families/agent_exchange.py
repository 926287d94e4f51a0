"""Find two people or animals whose acts or places differ, so that exchanging them makes the caption false.

A woman throws a frisbee as a child looks on -> a child throws a frisbee as a woman looks on; a man on a motorcycle with a woman on a horse;
a boy jumps over a girl. Their names change places, so that each does what the other did.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from hardneg.families.capable import age_conflict, can_do_verbs, comparable, gender_conflict
from hardneg.families.object import unit
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, related

ACTS = "acts"
PLACES = "places"
JOINED = "joined"
TOWARD = "toward"
WHOLE = "clause"
"""Kind of a pair such as a man and people: the whole phrases change places, since a person may be a man."""

# Verbs of joint acts: both people do the same.
_TOGETHER = frozenset({
    "sit", "stand", "lie", "lay", "walk", "run", "talk", "speak", "chat", "pose", "play", "rest", "sleep", "wait", "live", "be", "go",
    "travel", "meet", "face", "kiss", "hug", "embrace", "dance", "fight", "wrestle", "argue", "shake", "share", "hold", "swim", "relax",
    "gather", "stroll", "hike", "jog", "ride", "smile", "laugh", "dine", "eat", "cuddle", "snuggle", "race", "marry", "converse", "work",
    "seem", "appear", "get", "have", "see", "show", "picture", "feature", "include", "dress", "come", "join", "accompany", "march",
    "prepare", "try", "start", "begin", "enjoy", "compete", "match", "near", "perform", "box", "interact", "discuss", "touch", "surround",
    "seat", "depict", "involve", "do", "take", "make", "look", "gaze", "stare", "cross", "cook", "enter", "leave", "celebrate",
})  # fmt: skip
_SHARED = frozenset(
    {"have", "share", "be", "see", "show", "feature", "include", "depict", "involve", "meet", "get", "seem", "appear", "join"}
)
_ALIKE = (
    frozenset({"lie", "lay", "rest", "sleep", "nap", "relax", "lounge", "recline"}),
    frozenset({"stand", "lean", "wait", "pose", "be"}),
    frozenset({"eat", "graze", "feed", "dine"}),
    frozenset({"kneel", "squat", "crouch"}),
    frozenset({"look", "watch", "stare", "gaze", "observe", "see", "face"}),
    frozenset({"walk", "stroll", "hike", "go", "march"}),
    frozenset({"run", "jog", "race", "chase", "follow"}),
    frozenset({"talk", "speak", "chat", "say", "converse", "explain"}),
    frozenset({"sit", "seat", "rest"}),
    frozenset({"smile", "laugh", "pose"}),
)
_ONE_SIDED = {
    "at": frozenset({"look", "stare", "gaze", "point", "smile", "laugh", "shout", "yell", "wave", "bark", "throw", "aim", "growl"}),
    "to": frozenset({"hand", "throw", "pass", "give", "show", "serve", "point", "kick", "toss", "offer", "listen", "wave", "present"}),
    "over": frozenset({"jump", "leap", "step", "lean", "fly", "flip"}),
    "on": frozenset({"lean", "step"}),
    "onto": frozenset({"hold", "lean"}),
    "after": frozenset({"run", "chase"}),
    "toward": frozenset({"run", "walk", "look", "point", "swim", "move"}),
    "towards": frozenset({"run", "walk", "look", "point", "swim", "move"}),
    "behind": frozenset({"run", "walk", "stand", "sit", "ride", "follow", "hide"}),
    "into": frozenset({"run", "bump"}),
    "from": frozenset({"run", "hide"}),
}  # fmt: skip
"""Verbs by the prepositions with which they have an agent and a patient, and are not mutual."""
_WHERE = frozenset({"on", "in", "under", "behind", "inside", "atop"})
_SUPPORTS = frozenset({"furniture", "vehicle", "board", "animal", "watercraft", "container", "bag"})


class Pair(NamedTuple):
    """A `Pair` holds two nouns in their order, each with the first word of its compound, and what distinguishes them."""

    kind: str
    first: int
    one: Word
    partner_first: int
    two: Word


class _Act(NamedTuple):
    verb: Word
    transitive: bool


def pairs(sentence: Sentence) -> Iterator[Pair]:
    """Yield each pair of nouns that can exchange their acts, where the caption describes one in a way that is false of the other."""
    nouns = [(known[0], known[1], word) for word in sentence.words if (known := _living(sentence, word)) is not None]
    for (first, name, one), (partner_first, other, two) in combinations(nouns, 2):
        if one.lemma == two.lemma or not may_change_places(sentence, one, two, (name, other)):
            continue
        are_related = related(one.lemma, two.lemma) and not age_conflict(sentence, one, two)
        if are_related and is_plural(one.tag) == is_plural(two.tag):
            continue
        kind = _kind(sentence, one, two, (_acts(sentence, one), _acts(sentence, two)))
        if kind == JOINED and (are_related or not all(is_counted(sentence, noun) for noun in (one, two))):
            continue
        if kind == ACTS and are_related:
            kind = WHOLE
        if kind is not None and not (are_related and kind != WHOLE):
            yield Pair(kind, first, one, partner_first, two)


def may_change_places(sentence: Sentence, one: Word, two: Word, names: tuple[str, str]) -> bool:
    """Return whether each of two people or animals (by the names of their units) can do what the other does and be where it is.

    No rule and no rewrite exchanges others.
    """
    name, other = names
    if not comparable(name, other) or any(_beside_a_thing(sentence, noun) for noun in (one, two)):
        return False
    if not all(
        can_do_verbs(sentence, own, to, [act.verb for act in _acts(sentence, noun)])
        for noun, own, to in ((one, name, other), (two, other, name))
    ):
        return False
    return not (gender_conflict(sentence, one, two) or _owned(sentence, one, two) or named_again(sentence, one, two))


def _living(sentence: Sentence, word: Word) -> tuple[int, str] | None:
    if word.pos != "NOUN" or word.dep in ("compound", "poss", "attr", "appos") or not noun_flags(word.lemma) & {"person", "animal"}:
        return None
    if noun_classes(word.lemma)[:1] in (("family",), ("baseball_role",), ("onlooker",)):
        return None
    known = unit(sentence, word)
    if known is not None and " " in known[1] and not noun_flags(known[1]) & {"person", "animal"}:
        return None  # a vacuum cleaner
    return known


def _beside_a_thing(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption has an animal with a thing: a truck with a dog."""
    preposition = sentence.head(noun)
    if noun.dep != "pobj" or preposition.lower not in ("with", "in", "on") or "person" in noun_flags(noun.lemma):
        return False
    of = sentence.head(preposition)
    return of.pos in NOUNS and not noun_flags(of.lemma) & {"person", "animal"} and sentence.child(noun, "acl", "relcl") is None


def _acts(sentence: Sentence, noun: Word) -> list[_Act]:
    """Return the acts of a noun; those that it shares with others count only where they are joined to it."""
    found = []
    for verb in sentence.words:
        if verb.pos not in ("VERB", "AUX") or verb.dep in ("aux", "auxpass", "amod", "compound"):
            continue
        subject = sentence.subject(verb)
        if subject is None or subject.i != noun.i or (verb.tag == "VBN" and verb.lemma != "seat"):
            continue
        found.append(_Act(verb, sentence.child(verb, "dobj") is not None))
    return found


def _kind(sentence: Sentence, one: Word, two: Word, acts: tuple[list[_Act], list[_Act]]) -> str | None:
    if _towards(sentence, one, two):
        return TOWARD
    if any(each.i == two.i for each in sentence.conjuncts(one)) and not (acts[1] and any(act.verb.i < two.i for act in acts[0])):
        if _have_different_places(sentence, one, two):
            return PLACES
        return JOINED if _in_number(sentence, one) != _in_number(sentence, two) else None
    verbs = [{act.verb.lemma for act in done} for done in acts]
    for act in acts[0]:
        object_ = sentence.child(act.verb, "dobj", "dative")
        if object_ is not None and object_.i == two.i:
            return None  # an object of the other belongs to the voice and the roles of `word_order`
    for own_acts, other_verbs in ((acts[0], verbs[1]), (acts[1], verbs[0])):
        for act in own_acts:
            if act.verb.lemma in other_verbs or _participle_behind(sentence, act, two):
                continue
            if act.verb.lemma in _SHARED or _with(sentence, act.verb, one, two):
                continue
            if act.transitive or act.verb.lemma not in _TOGETHER:
                return ACTS
    differ = acts[0] and acts[1] and verbs[0].isdisjoint(verbs[1]) and not _one_posture(verbs[0], verbs[1])
    if differ and not any(_participle_behind(sentence, act, two) for act in acts[1]):
        return ACTS
    return PLACES if _have_different_places(sentence, one, two) else None


def is_counted(sentence: Sentence, noun: Word) -> bool:
    """Return whether a caption states that there is one, or that there are several: `a cup`, `two cups`, `cups`."""
    return is_plural(noun.tag) or sentence.child(noun, "det", "nummod") is not None


def _in_number(sentence: Sentence, noun: Word) -> str:
    """Return the number of a phrase: `a`, `two`, or `many` for a plural without number."""
    number = sentence.child(noun, "nummod")
    if number is not None:
        return number.lower
    return "many" if is_plural(noun.tag) else "a"


def _participle_behind(sentence: Sentence, act: _Act, two: Word) -> bool:
    """Return whether a participle behind the second may belong to the first: a man standing next to a woman holding an umbrella."""
    if act.verb.tag != "VBG" or act.verb.dep != "acl" or act.verb.head != two.i:
        return False
    above = sentence.head(two)
    return two.dep == "pobj" and above.lower not in ("with", "while") and act.verb.i > two.i


def _with(sentence: Sentence, verb: Word, one: Word, two: Word) -> bool:
    """Return whether the verb is done with the other: a man plays tennis with a woman."""
    below = {word.i for child in sentence.children[verb.i] if child.lower in ("with", "alongside") for word in sentence.below(child)}
    other = two if sentence.subject(verb) is not None and sentence.subject(verb) == one else one
    for child in sentence.children[verb.i]:
        if child.lower in ("with", "alongside") and (thing := sentence.child(child, "pobj")) is not None and thing.i == other.i:
            return sentence.child(other, "acl", "relcl") is None
    return other.i in below and sentence.child(other, "acl", "relcl") is None and sentence.child(other, "prep") is None


def _one_posture(one: set[str], two: set[str]) -> bool:
    return any(one & each and two & each for each in _ALIKE)


def _towards(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether one acts on the other: a boy jumps over a girl; a man hands a plate to a woman."""
    preposition = sentence.head(two)
    if two.dep != "pobj" or preposition.i > two.i:
        return False
    verb = sentence.head(preposition)
    if verb.pos != "VERB" or verb.lemma not in _ONE_SIDED.get(preposition.lower, ()):
        return False
    subject = sentence.subject(verb)
    return subject is not None and subject.i == one.i and not any(True for _ in sentence.conjuncts(one))


def _have_different_places(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether they have different places: a cat on a couch and a dog on a chair."""
    places = [
        [
            (child.lower, place.lemma)
            for child in sentence.children[noun.i]
            if child.i > noun.i and (place := _place(sentence, child)) is not None
        ]
        for noun in (one, two)
    ]
    return all(places) and set(places[0]).isdisjoint(places[1])


def _place(sentence: Sentence, preposition: Word) -> Word | None:
    if preposition.dep != "prep" or preposition.lower not in _WHERE:
        return None
    place = sentence.child(preposition, "pobj")
    return place if place is not None and noun_flags(place.lemma) & _SUPPORTS else None


def _owned(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether a pronoun, `another` or `other` makes one of the two depend on other words."""
    for noun in (one, two):
        if any(
            child.tag == "PRP$" or child.lower in ("another", "other", "both", "each", "same", "pregnant")
            for child in sentence.children[noun.i]
        ):
            return True
        first = sentence.first_conjunct(noun)
        if any(child.lower == "of" for child in sentence.children[noun.i]):
            return True
        if first.dep == "pobj" and sentence.head(first).lower in ("of", "as", "like"):
            return True
    return any(word.lower in ("other", "another", "others") for word in sentence.words)


def named_again(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether the caption names a third of the same name, who would be confused with one of the two."""
    return any(word.pos in NOUNS and word.i not in (one.i, two.i) and word.lemma in (one.lemma, two.lemma) for word in sentence.words)
