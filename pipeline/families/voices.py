"""Sounds that one sort of thing makes and no other: what barks is a dog, what ticks is a clock."""

from pipeline.grammar.sentence import Sentence

_OF_ONE = frozenset({
    "bark", "bleat", "bray", "caw", "chirp", "clop", "cluck", "coo", "croak", "crow", "flush", "gobble", "hoot", "idle", "meow", "mew",
    "moo", "neigh", "oink", "purr", "quack", "rev", "tick", "tweet", "twitter", "warble", "whinny",
})  # fmt: skip


def sounding(sentence: Sentence) -> frozenset[int]:
    """Indices of the nouns that make a sound by which they are known, so that no other can stand in their place."""
    subjects = (sentence.subject(word) for word in sentence.words if word.pos == "VERB" and word.lemma in _OF_ONE)
    return frozenset(subject.i for subject in subjects if subject is not None)
