"""Pronouns follow the noun that they stand for: a man with his dog -> two men with their dog."""

from pipeline.grammar.capitals import like
from pipeline.grammar.inflection import is_plural
from pipeline.grammar.phrases import NOUNS
from pipeline.grammar.sentence import Sentence, Word
from pipeline.grammar.splice import Edit
from pipeline.lexicon import noun_flags

_MEN = frozenset({"man", "boy", "guy", "father", "dad", "husband", "son", "brother", "gentleman", "king", "grandfather", "businessman"})
_WOMEN = frozenset({"woman", "girl", "lady", "mother", "mom", "wife", "daughter", "sister", "bride", "queen", "grandmother", "waitress"})
# Possessive, object and reflexive form; a subject (`he`) would need its verb repaired as well, and is left to others.
_FORMS = {
    "it": ("its", "it", "itself"),
    "he": ("his", "him", "himself"),
    "she": ("her", "her", "herself"),
    "they": ("their", "them", "themselves"),
}
_OF = {"its": "it", "it": "it", "itself": "it", "his": "he", "him": "he", "himself": "he", "her": "she", "herself": "she"} | {
    "their": "they", "them": "they", "themselves": "they"
}  # fmt: skip
_UNCLEAR = frozenset({"he", "she", "they", "hers", "theirs", "each", "both", "other", "another"})


def stands_for(noun: Word, plural: bool) -> str | None:
    """`it`, `he`, `she` or `they` for a noun in a number; None for somebody whose sex the word leaves open."""
    if plural:
        return "they"
    if "person" not in noun_flags(noun.lemma):
        return "it"
    return "he" if noun.lemma in _MEN else "she" if noun.lemma in _WOMEN else None


def possessive(noun: Word, plural: bool) -> str | None:
    """`its`, `his`, `her` or `their`, as `stands_for`."""
    pronoun = stands_for(noun, plural)
    return _FORMS[pronoun][0] if pronoun is not None else None


def pronoun_edits(sentence: Sentence, noun: Word, plural: bool) -> list[Edit] | None:
    """What the pronouns that stand for `noun` become when its number changes; None where that is not clear."""
    edits = []
    for word in sentence.words:
        if word.lower in _UNCLEAR and word.pos in ("PRON", "DET") and word.tag != "CD":
            return None
        if word.lower not in _OF or word.pos not in ("PRON", "DET") or word.tag == "EX":
            continue
        meant = _antecedents(sentence, word)
        if noun.i not in {other.i for other in meant}:
            continue
        new = stands_for(noun, plural)
        if len(meant) > 1 or new is None or word.dep in ("nsubj", "nsubjpass"):
            return None
        place = 0 if word.tag == "PRP$" else 2 if word.lower.endswith(("self", "selves")) else 1
        edits.append(Edit(word.start, word.end, word.text, like(_FORMS[new][place], word.text)))
    return edits


def _antecedents(sentence: Sentence, pronoun: Word) -> list[Word]:
    """The nouns before a pronoun that it may stand for, by number, and by sex where both say so."""
    kind = _OF[pronoun.lower]
    nouns = [word for word in sentence.words[: pronoun.i] if word.pos in NOUNS and word.dep != "compound"]
    if kind == "they":
        several = [noun for noun in nouns if is_plural(noun.tag) or any(True for _ in sentence.conjuncts(noun))]
        return several or [noun for noun in nouns if "person" in noun_flags(noun.lemma)]
    single = [noun for noun in nouns if not is_plural(noun.tag)]
    if kind == "it":
        return [noun for noun in single if "person" not in noun_flags(noun.lemma)]
    animate = [noun for noun in single if "animate" in noun_flags(noun.lemma)]
    opposite = _WOMEN if kind == "he" else _MEN
    return [noun for noun in animate if noun.lemma not in opposite]
