import pytest

from hardneg.grammar.inflection import lemma_of, plural, verb_form


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
