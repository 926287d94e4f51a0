"""Decide by the lexicon whether two different nouns may name one thing."""

from hardneg.lexicon import noun_flags, related

# Shared flags that do not suffice for coreference.
_NOT_COREFERENT = frozenset({"mass", "plural", "either", "place", "nature", "surface", "stuff"})
# Hypernyms of all nouns that have a flag.
_GENERAL = {
    "vehicle": "vehicle", "animal": "animal", "creature": "animal", "bird": "bird", "person": "person", "individual": "person",
    "figure": "person", "structure": "building", "garment": "clothing", "device": "electronics", "boat": "watercraft",
}  # fmt: skip
_SHORT = 2  # letters of a word that is no second part of another


def may_be_coreferent(one: str, two: str) -> bool:
    """Return whether two nouns may name one thing, and are of a class that captions often mention twice."""
    if one == two:
        return False
    if len(two) > _SHORT and one.endswith(two):
        return True  # a sailboat, the boat
    if any(_GENERAL.get(mine) in noun_flags(yours) for mine, yours in ((one, two), (two, one))):
        return True
    return related(one, two) and bool((noun_flags(one) & noun_flags(two)) - _NOT_COREFERENT)
