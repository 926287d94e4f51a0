"""Exchange words of a caption so that the same words mean something else. For training only.

The exchanges are wider than the families of negatives: a horse riding a man need not look natural to teach argument order.
"""

import random
from collections.abc import Iterator
from itertools import combinations

from hardneg.families import attribute
from hardneg.families.prepositions import prepositions
from hardneg.families.swap_object import ASYMMETRIC, SYMMETRIC_VERBS
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import related
from hardneg.paraphrase.composition import LocalEdit, compose, local_edit
from hardneg.paraphrase.constituents import is_several


def exchanged(sentence: Sentence, rng: random.Random, wanted: int) -> list[str]:
    """Return up to `wanted` texts with exchanged attributes, numbers, verbs, or arguments of a verb or directed preposition."""
    kinds = [list(found(sentence)) for found in (_attributes, _moved_attributes, _numbers, _verbs, _roles)]
    kinds = [each for each in kinds if each]
    found: dict[str, None] = {}
    for _ in range(wanted * 3):
        if not kinds or len(found) >= wanted:
            break
        text = compose(sentence, None, [rng.choice(rng.choice(kinds))])
        if text is not None and text.lower() != sentence.text.lower():
            found[text] = None
    return list(found)


def _swap(sentence: Sentence, one: tuple[int, int], two: tuple[int, int]) -> LocalEdit:
    """Return the exchange of two spans of words, each with the capitals of its new position."""
    places = [(sentence.words[first].start, sentence.words[last - 1].end) for first, last in (one, two)]
    texts = [sentence.text[start:end] for start, end in places]
    lowered = [text[:1].lower() + text[1:] if first == 0 else text for text, (first, _) in zip(texts, (one, two), strict=True)]
    return local_edit(
        "exchange",
        *(
            Edit(*place, old, like(new, old) if place[0] == 0 else new)
            for place, old, new in zip(places, texts, lowered[::-1], strict=True)
        ),
    )


def _described(sentence: Sentence) -> list[tuple[Word, Word]]:
    """Return single attributes before their noun, with the noun."""
    found = []
    for target in sentence.once(attribute.found):
        word = sentence.words[target.first]
        noun = attribute.modified(sentence, word)
        if noun is not None and word.dep != "acomp" and word.i < noun.i and word.dep != "conj" and sentence.child(word, "conj") is None:
            found.append((word, noun))
    return found


def _attributes(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield exchanged attributes: a red car near a blue bus -> a blue car near a red bus."""
    for (one, noun), (two, other) in combinations(_described(sentence), 2):
        if noun.i != other.i and noun.lemma != other.lemma and not related(one.lower, two.lower):
            yield _swap(sentence, (one.i, one.i + 1), (two.i, two.i + 1))


def _moved_attributes(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield moved attributes: a black dog and a cat -> a dog and a black cat."""
    described = _described(sentence)
    taken = {noun.i for _, noun in described}
    for word, noun in described:
        following = sentence.words[word.i + 1]
        for other in sentence.words:
            if other.pos != "NOUN" or other.dep in ("compound", "nmod") or other.i in taken or other.lemma == noun.lemma:
                continue
            first = phrase_first(sentence, other)
            while first < other.i and sentence.words[first].dep in ("det", "nummod", "poss", "case"):
                first += 1
            if first <= noun.i <= other.i or first == 0 or first == word.i:
                continue
            place = sentence.words[first].start
            taken_out = Edit(word.start, following.start, sentence.text[word.start : following.start], "")
            yield local_edit("exchange", taken_out, Edit(place, place, "", word.lower + " "))


def _numbers(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield exchanged numbers: two dogs and three cats -> three dogs and two cats."""
    counting = [word for word in sentence.words if word.dep == "nummod" and is_plural(sentence.head(word).tag)]
    for one, two in combinations(counting, 2):
        if one.lower != two.lower and sentence.head(one).lemma != sentence.head(two).lemma:
            yield _swap(sentence, (one.i, one.i + 1), (two.i, two.i + 1))


def _verbs(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield exchanged verbs: a man sits and a woman stands -> a man stands and a woman sits."""
    verbs = [
        word
        for word in sentence.words
        if word.pos == "VERB" and word.tag in ("VBG", "VBZ", "VBP") and sentence.child(word, "dobj", "prt") is None
    ]
    for one, two in combinations(verbs, 2):
        subjects = sentence.subject(one), sentence.subject(two)
        if (
            one.tag == two.tag
            and one.lemma != two.lemma
            and None not in subjects
            and subjects[0] != subjects[1]
            and not related(one.lemma, two.lemma)
        ):
            yield _swap(sentence, (one.i, one.i + 1), (two.i, two.i + 1))


def _roles(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield exchanged subject and object, or arguments of a directed preposition, as head nouns or whole phrases."""
    for one, two in _ends(sentence):
        if one.lemma == two.lemma or related(one.lemma, two.lemma) or one.pos != "NOUN" or two.pos != "NOUN" or one.i > two.i:
            continue
        if is_several(sentence, one) == is_several(sentence, two):
            spans = (phrase_first(sentence, one), one.i + 1), (phrase_first(sentence, two), two.i + 1)
            if spans[0][1] <= spans[1][0]:
                yield _swap(sentence, *spans)
        if is_plural(one.tag) == is_plural(two.tag) and _is_alone(sentence, one) and _is_alone(sentence, two):
            yield _swap(sentence, (one.i, one.i + 1), (two.i, two.i + 1))


def _is_alone(sentence: Sentence, noun: Word) -> bool:
    return sentence.child(noun, "compound") is None and not any(child.lower == "of" for child in sentence.children[noun.i])


def _ends(sentence: Sentence) -> Iterator[tuple[Word, Word]]:
    for verb in sentence.words:
        if verb.pos != "VERB" or verb.lemma in SYMMETRIC_VERBS:
            continue
        agent = sentence.child(verb, "agent")
        done_to = sentence.child(agent, "pobj") if agent is not None else sentence.child(verb, "dobj")
        subject = sentence.subject(verb)
        if subject is not None and done_to is not None:
            yield subject, done_to
    for preposition in sentence.once(prepositions):
        of = preposition.head
        owner = of if of.pos == "NOUN" else sentence.subject(of) if of.pos in ("VERB", "AUX") else None
        if preposition.text in ASYMMETRIC and owner is not None:
            yield owner, preposition.object
