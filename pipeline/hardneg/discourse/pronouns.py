"""Match pronouns with nouns: by number, by gender, and by whether the noun is a person, an animal or a thing."""

from functools import lru_cache

from hardneg.grammar.capitals import like
from hardneg.grammar.sentence import Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags
from hardneg.lexicon.gender import INFANTS, MEN, WOMEN

MALE = MEN | {"rooster", "bull", "stallion"}
FEMALE = WOMEN | {"hen", "mare", "lioness"}
COLLECTIVE = frozenset({
    "group", "crowd", "team", "couple", "pair", "family", "class", "herd", "flock", "band", "audience", "duo", "trio", "crew",
})  # fmt: skip
# Subject, object, possessive before a noun, possessive by itself, reflexive.
_FORMS = {
    "he": ("he", "him", "his", "his", "himself"),
    "she": ("she", "her", "her", "hers", "herself"),
    "it": ("it", "it", "its", "its", "itself"),
    "they": ("they", "them", "their", "theirs", "themselves"),
}
PRONOUNS = {form: kind for kind, forms in _FORMS.items() for form in forms}
"""Kind (`he`, `she`, `it` or `they`) of each third-person pronoun."""
SUBJECTS = ("nsubj", "nsubjpass")
_HUMAN = frozenset({"he", "she", "they"})
_ANY = frozenset({"he", "she", "it", "they"})


@lru_cache(maxsize=50_000)
def accepts(lemma: str, plural: bool = False) -> frozenset[str]:
    """Return the kinds of pronoun that may refer to a noun: {"he", "they"} for a man, {"it"} for a kite."""
    if plural:
        return frozenset({"they"})
    head = lemma.rpartition(" ")[2]
    if head in MALE or head.endswith("man"):
        return frozenset({"he", "they"}) if head not in FEMALE and not head.endswith("woman") else frozenset({"she", "they"})
    if head in FEMALE:
        return frozenset({"she", "they"})
    flags = noun_flags(lemma) or noun_flags(head)
    if "person" in flags:
        return _ANY if head in INFANTS else frozenset({"it", "they"}) if head in COLLECTIVE else _HUMAN
    if "animate" in flags:
        return frozenset({"it", "he", "she"})
    return frozenset({"it", "they"}) if head in COLLECTIVE else frozenset({"it"})


def in_gender(pronoun: Word, kind: str) -> str:
    """Return the form of a kind of pronoun (`he`, `she`, `it`, `they`) in the case and the capitals of another pronoun: him -> her."""
    forms = _FORMS[PRONOUNS[pronoun.lower]]
    if pronoun.lower.endswith(("self", "selves")):
        place = 4
    elif pronoun.tag == "PRP$" or pronoun.dep == "poss":
        place = 2
    elif pronoun.lower == forms[0] and (pronoun.lower != forms[1] or pronoun.dep in SUBJECTS):
        place = 0
    else:
        place = 1 if pronoun.lower == forms[1] else 3
    return like(_FORMS[kind][place], pronoun.text)


def possessive_of(kind: str) -> str:
    """Return `his`, `her`, `its` or `their` for a kind of pronoun."""
    return _FORMS[kind][2]


def pronoun_edit(pronoun: Word, kind: str) -> Edit:
    """Return the edit that replaces a pronoun by one of another kind, in its case and capitals."""
    return Edit(pronoun.start, pronoun.end, pronoun.text, in_gender(pronoun, kind))
