"""Look up the gender that a noun states, and nouns that presuppose another person or animal: wives, owners, young animals."""

from typing import Literal

from hardneg.lexicon.nouns import noun_flags
from hardneg.lexicon.tables import canonical

Pronoun = Literal["it", "he", "she", "they"]

BABIES = frozenset({"baby", "infant", "newborn", "toddler"})
INFANTS = BABIES | {"child", "kid"}
"""Children whom a caption may call `it`."""

MEN = frozenset({
    "man", "boy", "guy", "father", "dad", "daddy", "husband", "son", "brother", "gentleman", "king", "prince", "grandfather",
    "grandpa", "uncle", "nephew", "groom", "boyfriend", "businessman", "waiter", "actor", "policeman", "fireman", "cowboy",
    "priest", "monk", "lad", "male", "dude", "fellow", "schoolboy", "mailman", "fisherman", "salesman", "cameraman", "batsman",
    "grandson", "stepfather", "bloke", "chap", "craftsman", "workman",
})  # fmt: skip
WOMEN = frozenset({
    "woman", "girl", "lady", "mother", "mom", "mum", "mommy", "wife", "daughter", "sister", "bride", "queen", "princess",
    "grandmother", "grandma", "aunt", "niece", "girlfriend", "businesswoman", "waitress", "actress", "policewoman", "cowgirl",
    "nun", "bridesmaid", "female", "gal", "schoolgirl", "saleswoman", "granddaughter", "stepmother", "housewife", "ballerina",
    "mermaid", "hostess",
})  # fmt: skip
SPOUSES = frozenset({"wife", "husband", "bride", "groom", "fiance", "fiancee", "girlfriend", "boyfriend", "spouse", "fiancé", "fiancée"})
"""Partners. Their possessive depends on the gender of the other one, so neither is edited where a caption names both."""

YOUNG = frozenset({
    "puppy", "kitten", "calf", "foal", "colt", "lamb", "cub", "chick", "duckling", "gosling", "cygnet", "piglet", "fawn", "kid", "joey",
    "tadpole", "litter", "pup", "hatchling", "nestling", "kit",
})  # fmt: skip
"""Young animals: `a cow and its calf` holds of no other pair."""

# An animal may have these as well as a person.
_OF_ANIMALS = frozenset({"mother", "mom", "father", "baby", "owner", "trainer", "handler", "rider", "young", "keeper", "friend", "sibling"})
_KIN = (MEN | WOMEN | SPOUSES | frozenset({
    "parent", "child", "grandparent", "grandchild", "sibling", "twin", "cousin", "family", "relative", "partner", "friend", "classmate",
    "teammate", "colleague", "coach", "teacher", "boss", "neighbor", "godmother", "nanny", "babysitter", "fan", "guest",
})) - {"man", "woman", "male", "female", "gentleman", "lady"}  # fmt: skip
_ONLY_MEN = frozenset({"beard", "mustache", "moustache", "goatee", "sideburns", "stubble"})


def pronoun_of(lemma: str) -> Pronoun | None:
    """Return `he`, `she` or `it` for a noun; None for a person whose gender the noun leaves open."""
    if "person" not in noun_flags(lemma) and lemma not in MEN | WOMEN:
        return "it"
    head = lemma.rpartition(" ")[2]
    return "he" if head in MEN else "she" if head in WOMEN else None


def can_refer_to(pronoun: str, lemma: str) -> bool:
    """Return whether a third-person singular pronoun (`it`, `he`, `she`) can refer to a noun: animals are `he`, `she` or `it`."""
    own = pronoun_of(lemma)
    if own is None:
        return pronoun != "it" or lemma in INFANTS
    return own == pronoun or (own == "it" and "animate" in noun_flags(lemma))


def presupposes_person(lemma: str) -> bool:
    """Return whether only a person has such a relative: a man and his wife, never a rabbit and his wife."""
    lemma = canonical(lemma)
    return lemma in _KIN and lemma not in _OF_ANIMALS


def presupposes_animal(lemma: str) -> bool:
    """Return whether only an animal has one: a dog and its owner, a cow and its calf."""
    return canonical(lemma) in YOUNG - {"kid"} or lemma == "owner"


def grows_on_men(lemma: str) -> bool:
    """Return whether no woman or child has it: a beard."""
    return lemma in _ONLY_MEN
