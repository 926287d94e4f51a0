"""Find nouns that replace names which a data set has removed: `person`, `film character`, `organisation` without a determiner.

A web caption such as `actor and person at the premiere` names two people. No picture shows another role instead, and their order means
nothing.
"""

from collections.abc import Iterator

from hardneg.grammar.phrases import MODIFIERS
from hardneg.grammar.sentence import Sentence, Word

_NAMES = frozenset({
    "person", "actor", "artist", "character", "organisation", "organization", "sitcom", "politician", "author", "celebrity", "founder",
    "company", "award", "programme", "franchise", "brand",
})  # fmt: skip
_DETERMINERS = ("det", "poss", "nummod", "predet")
_QUANTITIES = frozenset({"no", "one", "each", "every", "another", "many", "other"})


def placeholders(sentence: Sentence) -> frozenset[int]:
    """Return the indices of bare singular nouns that replace names, and of the words before them in their phrase."""
    found = {i for word in sentence.words if replaces_name(sentence, word) for i in _phrase(sentence, word)}
    return frozenset(found)


def replaces_name(sentence: Sentence, word: Word) -> bool:
    """Return whether a noun is such a placeholder. One with a visible adjective (`young person`) is described, so it is none."""
    if word.lower not in _NAMES or word.dep == "compound" or word.pos not in ("NOUN", "PROPN") or not bare(sentence, word):
        return False
    return word.lower != "person" or not any(child.dep == "amod" for child in sentence.children[word.i])


def bare(sentence: Sentence, noun: Word) -> bool:
    """Return whether a singular noun has no article, possessor or number, neither its own nor that of a noun that it is joined to."""
    if noun.tag not in ("NN", "NNP"):
        return False
    first = noun
    while first.dep == "conj" and sentence.head(first).i < first.i:
        first = sentence.head(first)
    return all(
        sentence.child(each, *_DETERMINERS) is None and not any(child.lower in _QUANTITIES for child in sentence.children[each.i])
        for each in {noun.i: noun, first.i: first}.values()
    )


def _phrase(sentence: Sentence, noun: Word) -> Iterator[int]:
    yield noun.i
    for child in sentence.children[noun.i]:
        if child.i < noun.i and child.dep in MODIFIERS:
            yield from (each.i for each in sentence.below(child))
