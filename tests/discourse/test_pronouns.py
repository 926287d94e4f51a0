import pytest
from sentences import Parse

from hardneg.discourse.pronouns import accepts, in_gender


@pytest.mark.parametrize(
    ("lemma", "plural", "kinds"),
    [
        ("man", False, {"he", "they"}),
        ("fireman", False, {"he", "they"}),
        ("policewoman", False, {"she", "they"}),
        ("surfer", False, {"he", "she", "they"}),
        ("toddler", False, {"he", "she", "it", "they"}),
        ("dog", False, {"it", "he", "she"}),
        ("kite", False, {"it"}),
        ("crowd", False, {"it", "they"}),
        ("kite", True, {"they"}),
    ],
)
def test_a_noun_accepts_the_pronouns_that_may_stand_for_it(lemma: str, plural: bool, kinds: set[str]) -> None:
    assert accepts(lemma, plural) == kinds


@pytest.mark.parametrize(
    ("caption", "pronoun", "kind", "form"),
    [
        ("He sees a dog.", "He", "she", "She"),
        ("A dog sees him.", "him", "she", "her"),
        ("A man with his dog.", "his", "she", "her"),
        ("A man looks at himself.", "himself", "she", "herself"),
        ("A woman with her dog.", "her", "he", "his"),
        ("A dog looks at her.", "her", "he", "him"),
        ("A woman and a dog of hers.", "hers", "he", "his"),
        ("A dog barks as it runs.", "it", "they", "they"),
        ("A boy watches him run.", "him", "she", "her"),
    ],
)
def test_a_pronoun_takes_the_gender_and_keeps_case_and_capital(parse: Parse, caption: str, pronoun: str, kind: str, form: str) -> None:
    word = next(each for each in parse(caption).words if each.text == pronoun)
    assert in_gender(word, kind) == form
