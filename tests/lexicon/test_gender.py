import pytest

from hardneg.lexicon.gender import can_refer_to, grows_on_men, presupposes_animal, presupposes_person, pronoun_of


@pytest.mark.parametrize(("lemma", "pronoun"), [("king", "he"), ("waitress", "she"), ("person", None), ("table", "it"), ("dog", "it")])
def test_a_noun_has_the_pronoun_of_the_gender_that_it_states(lemma: str, pronoun: str | None) -> None:
    assert pronoun_of(lemma) == pronoun


@pytest.mark.parametrize(
    ("pronoun", "lemma", "can"),
    [
        ("she", "dog", True),
        ("it", "dog", True),
        ("it", "baby", True),
        ("it", "doctor", False),
        ("she", "doctor", True),
        ("she", "king", False),
        ("he", "table", False),
    ],
)
def test_animals_and_people_of_open_gender_take_more_than_one_pronoun(pronoun: str, lemma: str, can: bool) -> None:
    assert can_refer_to(pronoun, lemma) is can


def test_a_wife_presupposes_a_person_and_a_calf_an_animal() -> None:
    assert presupposes_person("wife")
    assert not presupposes_person("mother")  # a puppy has one too
    assert presupposes_animal("calf")
    assert presupposes_animal("owner")
    assert not presupposes_animal("kid")  # most kids are children


def test_only_men_have_a_beard() -> None:
    assert grows_on_men("beard")
    assert not grows_on_men("hair")
