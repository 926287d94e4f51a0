"""Disambiguate nouns: `a pen` beside sheep is no pen to write with, `a pitcher of water` no player."""

from collections.abc import Iterable

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import has_senses, noun_classes, noun_flags, sense_class

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_PLACE = ("pobj",)


def class_of(sentence: Sentence, noun: Word, lemma: str) -> str | None:
    """Return the class of the sense of the noun `lemma` in the caption; None where it is unclear, or must not be edited."""
    if not has_senses(lemma):
        classes = noun_classes(lemma)
        return classes[0] if classes else None
    return sense_class(lemma, _cues(sentence, noun))


def _cues(sentence: Sentence, noun: Word) -> dict[str, frozenset[str]]:
    return {
        "prep": frozenset(_prepositions(sentence, noun)),
        "verb": frozenset(_verbs(sentence, noun)),
        "before": frozenset(_before(sentence, noun)),
        "of": frozenset(_names(_of(sentence, noun))),
        "near": frozenset(_names(word for word in sentence.words if word.i != noun.i and word.pos in _CONTENT)),
    }


def _prepositions(sentence: Sentence, noun: Word) -> Iterable[str]:
    """Yield the preposition before the noun, the words that open it (`next to`), and the verb with it (`made of`)."""
    head = sentence.head(noun)
    if noun.dep not in _PLACE or head.i >= noun.i:
        return
    yield head.lower
    before = sentence.before(head)
    if before is not None:
        yield f"{before.lower} {head.lower}"
    above = sentence.head(head)
    if above.pos == "VERB":
        yield f"{above.lower} {head.lower}"


def _verbs(sentence: Sentence, noun: Word) -> Iterable[str]:
    """Yield the verbs whose subject or object is the noun."""
    head = sentence.head(noun)
    if head.pos == "VERB" and noun.dep in ("dobj", "nsubj", "nsubjpass"):
        yield head.lemma
    yield from (child.lemma for child in sentence.children[noun.i] if child.pos == "VERB")


def _before(sentence: Sentence, noun: Word) -> Iterable[str]:
    """Yield the words before the noun in its phrase."""
    for child in sentence.children[noun.i]:
        if child.i < noun.i and child.dep in ("amod", "compound", "nmod", "poss"):
            yield from (child.lower, child.lemma)
    before = sentence.before(noun)
    if before is not None:
        yield from (before.lower, before.lemma)


def _of(sentence: Sentence, noun: Word) -> Iterable[Word]:
    for child in sentence.children[noun.i]:
        if child.lower == "of":
            yield from (grand for grand in sentence.children[child.i] if grand.dep == "pobj")


def _names(words: Iterable[Word]) -> Iterable[str]:
    """Yield lemma, form, classes and flags of words."""
    for word in words:
        yield from (word.lemma, word.lower)
        if word.pos in ("NOUN", "PROPN"):
            yield from noun_classes(word.lemma)[:1]
            yield from noun_flags(word.lemma)
