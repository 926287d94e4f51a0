import pytest
from sentences import Parse, word

from hardneg.families.capable import age_conflict, can_do_verbs, comparable, gender_conflict


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [("man", "woman", True), ("man", "dog", True), ("dog", "fish", False), ("man", "baby", False), ("man", "car", False)],
)
def test_people_compare_with_people_and_pets(one: str, two: str, expected: bool) -> None:
    assert comparable(one, two) is expected


def test_an_adjective_of_age_prevents_an_age_conflict(parse: Parse) -> None:
    sentence = parse("A man and a boy.")
    assert age_conflict(sentence, word(sentence, "man"), word(sentence, "boy"))
    sentence = parse("An old man and a boy.")
    assert not age_conflict(sentence, word(sentence, "man"), word(sentence, "boy"))


@pytest.mark.parametrize(
    ("caption", "verb", "name", "other", "expected"),
    [
        ("A man runs.", "runs", "man", "dog", True),
        ("A man reads a book.", "reads", "man", "dog", False),
        ("A man reads a book.", "reads", "man", "woman", True),
    ],
)
def test_an_animal_replaces_a_person_only_in_acts_of_both(
    parse: Parse, caption: str, verb: str, name: str, other: str, expected: bool
) -> None:
    sentence = parse(caption)
    assert can_do_verbs(sentence, name, other, [word(sentence, verb)]) is expected


def test_a_beard_is_a_gender_conflict(parse: Parse) -> None:
    sentence = parse("A man with a beard talks to a woman.")
    assert gender_conflict(sentence, word(sentence, "man"), word(sentence, "woman"))
    sentence = parse("A man talks to a woman.")
    assert not gender_conflict(sentence, word(sentence, "man"), word(sentence, "woman"))
