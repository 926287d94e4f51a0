"""Exchange two things that locate a third one: a cat on a chair next to a table -> a cat on a table next to a chair."""

from hardneg.families.fit import slots, suits
from hardneg.families.ground import admitted, true_of_both
from hardneg.families.prepositions import MUTUALLY_EXCLUSIVE, Preposition, prepositions
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_BEARS = frozenset({"furniture", "vehicle", "building", "street_furniture", "appliance"})


def exchangeable(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether the two locate one thing by prepositions that exclude each other, and each suits the other's preposition."""
    found = {each.object.i: each for each in sentence.once(prepositions)}
    here, there = found.get(one.i), found.get(two.i)
    if here is None or there is None or not _exclude(here.text, there.text):
        return False
    if here.first > there.first:
        here, there = there, here
    figure = _figure(sentence, here)
    if figure is None or there.head.i not in (here.head.i, here.object.i, figure.i):
        return False
    if figure.i > here.first or not (_bears(one) and _bears(two)):
        return False
    at = (here, there.object), (there, here.object)
    if not all(
        admitted(sentence, figure, noun, each.text) and not true_of_both(noun, each.text, other.text)
        for (each, noun), other in zip(at, (there, here), strict=True)
    ):
        return False
    return suits(slots(sentence, one), one.lemma, two.lemma) and suits(slots(sentence, two), two.lemma, one.lemma)


def _exclude(one: str, two: str) -> bool:
    return two in MUTUALLY_EXCLUSIVE.get(one, ()) or one in MUTUALLY_EXCLUSIVE.get(two, ())


def _figure(sentence: Sentence, preposition: Preposition) -> Word | None:
    """Return the thing that a preposition locates."""
    of = preposition.head
    return of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)


def _bears(noun: Word) -> bool:
    """Return whether something can be on, under, behind and next to the thing."""
    return bool(noun_flags(noun.lemma) & _BEARS)
