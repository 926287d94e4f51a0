"""Decide whether a word is derived from another by a suffix that keeps its meaning: wooden from wood, quickly from quick, surfer from surf.

An equal beginning is no derivation: a corner has nothing of corn. So the suffix must be one that makes the derived part of speech.
"""

from collections.abc import Iterator

from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Word
from hardneg.lexicon.attributes import attribute_kind
from hardneg.lexicon.hypernyms import is_listed
from hardneg.lexicon.nouns import noun_classes, noun_flags

_SUFFIXES = {
    ("NOUN", "ADJ"): ("y", "ed", "ful", "al", "ous"),
    ("ADJ", "ADJ"): ("ish",),
    ("ADJ", "ADV"): ("ly",),
    ("VERB", "NOUN"): ("ion", "ation", "ment"),
}
"""Suffixes by the parts of speech of base and derived word."""
_MATERIAL = ("en", "ic")
"""Suffixes of adjectives of a material, also where they name its colour: golden."""
_KINDS = ("material", "colour")
_AGENT = ("er", "or", "ist")
"""Suffixes of persons who do what a verb says, or who use what a noun names."""
_USED = frozenset({"vehicle", "board", "instrument"})
_LETTERS = 4
"""Least letters of the last word of a compound: snowflake has one, and carpet has none."""
_SHORT = frozenset({"top", "way"})
"""Shorter last words: hilltop, doorway."""
_VOWELS = frozenset("aeiouy")
_OTHERWISE = frozenset({
    "barred", "batty", "busy", "clammy", "cocky", "corny", "dogged", "early", "fishy", "forty", "fruitful", "funny", "handy",
    "hardly", "heady", "heavy", "holy", "lately", "lofty", "manned", "many", "nosy", "partial", "personal", "petty", "phony",
    "racy", "ragged", "rugged", "shiny", "shortly", "silly", "skinny", "slippery", "spotty", "steady", "sticky", "story", "tiny",
    "tired", "total",
})  # fmt: skip
"""Words that only look as if they were derived, or that have come to mean something else."""


def is_derived(word: str, pos: str, base: str, base_pos: str) -> bool:
    """Return whether `word` is derived from `base`; both are lemmas in lower case with universal parts of speech."""
    return word not in _OTHERWISE and any(word in _joined(base, suffix) for suffix in _suffixes(word, pos, base, base_pos))


def verb_of(word: str, pos: str) -> str:
    """Return the verb of a participle or gerund, such as smile of smiling; else the word itself. A building is a thing of its own."""
    if pos not in ("NOUN", "ADJ") or not word.endswith(("ing", "ed", "en")) or word in _OTHERWISE or noun_classes(word):
        return word
    return lemma_of(word, "VERB")


def names(word: Word, noun: str) -> bool:
    """Return whether a content word of a caption also names what a noun names.

    It is a form of the noun or of its verb, is derived from it (muddy), or is a compound that begins with it (snowflake). A carrot is no
    compound of car.
    """
    lemma = word.lemma.lower()
    forms = {lemma} if word.pos == "VERB" else {lemma, word.lower, lemma_of(word.lower, "NOUN"), verb_of(lemma, word.pos)}
    if noun in forms or is_derived(lemma, _class(word), noun, "NOUN"):
        return True
    head = lemma.removeprefix(noun)
    if head == lemma:
        return False
    return head in _SHORT or (len(head) >= _LETTERS and (bool(noun_classes(head)) or is_listed(head, "noun")))


def _class(word: Word) -> str:
    """Return the part of speech of a word; of a noun that the lexicon does not list an adjective, which taggers call nouns and names."""
    unlisted = word.pos in NOUNS and not noun_classes(word.lemma.lower())
    return "ADJ" if unlisted else "NOUN" if word.pos in NOUNS else word.pos


def _suffixes(word: str, pos: str, base: str, base_pos: str) -> tuple[str, ...]:
    if (base_pos, pos) == ("NOUN", "ADJ") and attribute_kind(word) in _KINDS:
        return (*_SUFFIXES["NOUN", "ADJ"], *_MATERIAL)
    if pos == "NOUN" and "person" in noun_flags(word):
        return _AGENT if base_pos == "VERB" or (base_pos == "NOUN" and noun_flags(base) & _USED) else ()
    if pos == "NOUN" and noun_classes(word):  # a thing, not what someone does
        return ()
    return _SUFFIXES.get((base_pos, pos), ())


def _joined(base: str, suffix: str) -> Iterator[str]:
    """Yield the spellings of a base with a suffix: snowy, sunny, icy, happily, simply."""
    yield base + suffix
    yield base.removesuffix("y") + "i" + suffix
    if suffix[0] in _VOWELS:
        yield base + base[-1:] + suffix
        yield base.removesuffix("e") + suffix
        yield base.removesuffix("y") + suffix
    else:
        yield base.removesuffix("le") + suffix
