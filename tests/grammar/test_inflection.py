import pytest

from hardneg.grammar.inflection import is_comparative, lemma_of, plural, uncountable, verb_form


@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        ("riding", "VERB", "ride"),
        ("lying", "VERB", "lie"),
        ("men", "NOUN", "man"),
        ("people", "NOUN", "person"),
        ("buses", "NOUN", "bus"),
        ("café", "NOUN", "café"),
        ("leaves", "NOUN", "leaf"),
        ("pants", "NOUN", "pants"),
    ],
)
def test_lemmas(form: str, pos: str, lemma: str) -> None:
    assert lemma_of(form, pos) == lemma


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("dog", "dogs"),
        ("person", "people"),
        ("fire hydrant", "fire hydrants"),
        ("knife", "knives"),
        ("sheep", "sheep"),
        ("bench", "benches"),
    ],
)
def test_plurals(lemma: str, form: str) -> None:
    assert plural(lemma) == form


@pytest.mark.parametrize(
    ("lemma", "tag", "form"),
    [
        ("sit", "VBG", "sitting"),
        ("lie", "VBG", "lying"),
        ("carry", "VBZ", "carries"),
        ("eat", "VBN", "eaten"),
        ("be", "VBP", "are"),
        ("run", "VBP", "run"),
    ],
)
def test_verb_forms(lemma: str, tag: str, form: str) -> None:
    assert verb_form(lemma, tag) == form


@pytest.mark.parametrize(
    ("lemma", "mass"),
    [("mulch", True), ("bark mulch", True), ("furniture", True), ("dog", False), ("sheep", False), ("moose", False), ("brzq", False)],
)
def test_nouns_without_a_plural(lemma: str, mass: bool) -> None:
    assert uncountable(lemma) is mass


@pytest.mark.parametrize(
    ("word", "comparative"),
    [("older", True), ("larger", True), ("old", False), ("leather", False), ("elderly", False)],
)
def test_comparatives(word: str, comparative: bool) -> None:
    assert is_comparative(word) is comparative
