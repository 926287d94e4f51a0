"""Find prepositions with a bare singular noun: `in flight`, `by hand`, `on stage`. In a caption with articles they are set phrases.

A caption without any article (`man on bench`) is telegraphic: there the noun is a thing like any other.
"""

from collections.abc import Iterator

from hardneg.families.fit import stands_without_article
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_PREPOSITIONS = frozenset({"in", "on", "at", "by", "to", "from", "off", "for", "into", "under", "over", "out", "via"})
_OPEN = frozenset({"mass", "either", "clothing", "wearable", "headwear", "person", "plural"})
_ARTICLES = frozenset({"a", "an", "the"})


def set_phrases(sentence: Sentence) -> frozenset[int]:
    """Return the indices of the words of such phrases."""
    if sentence.tags or not any(word.lower in _ARTICLES for word in sentence.words):
        return frozenset()
    nouns = [noun for noun in sentence.words if bare_object(sentence, noun) and not stands_without_article(noun.lemma)]
    return frozenset(i for noun in nouns for i in (noun.head, noun.i))


def bare_object(sentence: Sentence, noun: Word) -> bool:
    """Return whether a countable noun has no article, or any other word, between its preposition and itself."""
    preposition = sentence.head(noun)
    if noun.tag != "NN" or noun.dep != "pobj" or preposition.i != noun.i - 1 or preposition.lower not in _PREPOSITIONS:
        return False
    if noun_flags(noun.lemma) & _OPEN:
        return False
    return not any(
        child.dep != "punct" and (child.i < noun.i or child.dep == "conj" or child.lower == "of") for child in sentence.children[noun.i]
    )


def alternatives(sentence: Sentence) -> Iterator[int]:
    """Yield the nouns that `or` joins, with their compounds: `a bus or tram` stays true of a bus when the tram becomes something else."""
    for word in sentence.words:
        if word.lower != "or":
            continue
        head = sentence.head(word)
        if head.pos not in ("NOUN", "PROPN"):
            continue
        for noun in (head, *sentence.conjuncts(head)):
            yield noun.i
            yield from (child.i for child in sentence.children[noun.i] if child.dep in ("compound", "nmod"))
