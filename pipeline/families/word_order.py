"""word_order: the dog chases the boy -> the boy chases the dog; a cat on top of two boxes -> two boxes on top of a cat.

Whole noun phrases change roles, with their determiners and adjectives; the verb follows its new subject.
"""

from collections.abc import Iterator

from pipeline.families.action import NOT_ACTIONS
from pipeline.families.family import Family, Name, Target, target_of, with_partner
from pipeline.families.object import unit
from pipeline.families.relation import prepositions
from pipeline.families.swap_object import ASYMMETRIC, FIXED, SYMMETRIC_VERBS, same_sentence, sort_of, with_contents
from pipeline.grammar.capitals import moved
from pipeline.grammar.inflection import is_plural
from pipeline.grammar.phrases import agreement_edits, phrase_first
from pipeline.grammar.sentence import Sentence, Word
from pipeline.grammar.splice import Edit
from pipeline.lexicon import concreteness, never_edit, noun_flags, related


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield the two phrases, of one sort, of each verb with subject and object, and of each preposition that has a direction."""
    seen: set[tuple[int, int]] = set()
    for kind, one, two in _roles(sentence):
        if (one.i, two.i) in seen or not (_movable(sentence, one) and _movable(sentence, two)):
            continue
        if _sort(sentence, one) != _sort(sentence, two) or related(one.lemma, two.lemma) or not same_sentence(sentence, one, two):
            continue
        seen.add((one.i, two.i))
        spans = [(phrase_first(sentence, noun), noun.i + 1) for noun in (one, two)]
        if spans[0][1] > spans[1][0] and spans[1][1] > spans[0][0]:
            continue
        (first, last), (partner_first, partner_last) = sorted(spans)
        target = target_of(sentence, Name.WORD_ORDER, kind, first, last, one.lemma)
        yield with_partner(target, sentence, partner_first, partner_last)


def realise(sentence: Sentence, target: Target, text: str = "") -> list[Edit] | None:
    """Exchange the phrases, and repair the verb where their numbers differ; None where a pronoun or a list stands in the way."""
    if target.partner_first is None or target.partner_last is None or target.partner_start is None or target.partner_end is None:
        return None
    words = sentence.words
    one, two = words[target.last - 1], words[target.partner_last - 1]
    phrases = sentence.text[target.start : target.end], sentence.text[target.partner_start : target.partner_end]
    capitalised = sentence.text[:1].isupper()
    starts = target.first == 0, target.partner_first == 0
    proper = [words[i].pos == "PROPN" or words[i].lower == "i" for i in (target.first, target.partner_first)]
    edits = [
        Edit(target.start, target.end, phrases[0], moved(phrases[1], starts[1], starts[0], capitalised, proper[1])),
        Edit(target.partner_start, target.partner_end, phrases[1], moved(phrases[0], starts[0], starts[1], capitalised, proper[0])),
    ]
    if is_plural(one.tag) != is_plural(two.tag):
        for noun, other in ((one, two), (two, one)):
            agreeing = agreement_edits(sentence, noun, is_plural(other.tag))
            if agreeing is None:
                return None
            edits.extend(agreeing)
    return sorted(edits)


def _roles(sentence: Sentence) -> Iterator[tuple[str, Word, Word]]:
    for verb in sentence.words:
        if verb.pos != "VERB" or verb.lemma in SYMMETRIC_VERBS | NOT_ACTIONS:
            continue
        object_ = sentence.child(verb, "dobj")
        subject = sentence.subject(verb)
        agent = sentence.child(verb, "agent")
        if agent is not None:
            object_ = sentence.child(agent, "pobj")
        if object_ is not None and subject is not None and subject.i < object_.i:
            yield "roles", subject, object_
    for preposition in sentence.once(prepositions):
        if preposition.text not in ASYMMETRIC:
            continue
        of = preposition.of
        owner = of if of.pos == "NOUN" else sentence.subject(of) if of.pos in ("VERB", "AUX") else None
        if owner is None or owner.i > preposition.first or _sort(sentence, owner) == "food":
            continue
        if of.pos != "VERB" or sentence.child(of, "dobj") is None:
            yield "place", owner, preposition.to


def _sort(sentence: Sentence, noun: Word) -> str | None:
    known = unit(sentence, noun)
    return sort_of(known[1]) if known is not None else None


def _movable(sentence: Sentence, noun: Word) -> bool:
    norm = concreteness(noun.lemma)
    if noun.pos != "NOUN" or norm is None or norm < 4.0 or never_edit(noun.lemma) or with_contents(sentence, noun):
        return False
    return not noun_flags(noun.lemma) & (FIXED | {"place"})


FAMILY = Family(Name.WORD_ORDER, find, realise)
