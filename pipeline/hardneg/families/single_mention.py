"""Find things that a description names once and never mentions again, by a pronoun, a hypernym or a part."""

from collections import Counter

from hardneg.discourse import chain_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, related

_INDEFINITE = frozenset({"a", "an", "one", "some", "several", "another", "many", "few"})
_SAYS_MORE = frozenset({"relcl", "acl", "appos"})
_PART = 4  # letters from which on a word is searched inside longer ones: a coat, the raincoat


def named_once(sentence: Sentence, noun: Word) -> bool:
    """Return whether nothing else in the caption names the thing, refers to it, or is of its kind."""
    chain = chain_of(sentence, noun)
    return chain is not None and chain.singleton and not _named_again(sentence, noun)


def named_by_one_noun(sentence: Sentence, noun: Word) -> bool:
    """Return whether no other noun of the caption names the thing or is of its kind; pronouns may refer to it."""
    chain = chain_of(sentence, noun)
    if chain is None or chain.same_noun or chain.hypernyms or chain.quantities or len(chain.nouns) > 1:
        return False
    return not _named_again(sentence, noun)


def _named_again(sentence: Sentence, noun: Word) -> bool:
    if sentence.once(_times)[noun.lemma] != 1:
        return True
    return any(other != noun.lemma and akin(noun.lemma, other) for other in sentence.once(_nouns))


def introduced(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun introduces a thing: it has `a` or a number, or is a bare plural."""
    openings = [child for child in sentence.children[noun.i] if child.i < noun.i and child.dep in ("det", "nummod", "poss", "predet")]
    if not openings:
        return noun.tag in ("NNS", "NN")
    return all(child.lower in _INDEFINITE or child.tag == "CD" for child in openings)


def described_further(sentence: Sentence, noun: Word) -> bool:
    """Return whether a clause or an apposition adds to a noun: a sign that reads STOP."""
    return any(child.dep in _SAYS_MORE and child.i > noun.i for child in sentence.children[noun.i])


def enumerated(sentence: Sentence, noun: Word) -> bool:
    """Return whether a clause or an apposition behind a noun distinguishes its things: two men, one of them in red."""
    return any(child.dep in ("relcl", "appos") and child.i > noun.i for child in sentence.children[noun.i])


def _times(sentence: Sentence) -> Counter[str]:
    return Counter(word.lemma for word in sentence.words)


def _nouns(sentence: Sentence) -> frozenset[str]:
    return frozenset(word.lemma for word in sentence.words if word.pos in NOUNS)


def akin(one: str, other: str) -> bool:
    """Return whether two nouns may name the same thing, or one is part of the other's name."""
    short, long = sorted((one, other), key=len)
    if len(short) >= _PART and (long.endswith(short) or long.startswith(short)):
        return True
    return related(one, other) and bool(noun_classes(other))
