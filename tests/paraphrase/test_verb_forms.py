import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.verb_forms import changes, who


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A dog sits on a couch.", "A dog is sitting on a couch."),
        ("Two dogs are sitting on a couch.", "Two dogs sit on a couch."),
        ("A man standing in a field.", "A man who is standing in a field."),
        ("A man who is standing in a field.", "A man standing in a field."),
        ("A person sitting on a bench.", "A person seated on a bench."),
        ("Two giraffe standing in a field.", "Two giraffe that are standing in a field."),
        ("No dog sits on a couch.", "No dog is sitting on a couch."),
    ],
)
def test_a_verb_has_another_form(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), changes)


@pytest.mark.parametrize(
    "caption",
    [
        "A man has a dog.",  # a state has no progressive
        "A house belongs to a man.",
        "A man is not sitting on a couch.",
        "A man does not sit on a couch.",
        "A dog is going to sit on a couch.",  # a future event
        "A man was sitting on a couch.",
        "A man is sitting and eating.",
        "A man sits and eats.",
        "A man at a table drinking wine.",  # a table does not drink
        "A man in a car holding a cat.",
        "A sign saying stop.",
        "A sitting dog.",
        "A room with a bed and two night stands",
        "Swimming is fun.",
        "A dog is being chased.",
        "Is a dog sitting on a couch?",
    ],
)
def test_what_has_no_other_form_of_the_same_meaning_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), changes) == []


@pytest.mark.parametrize(("caption", "pronoun"), [("A woman.", "who"), ("A surfer.", "who"), ("A dog.", "that"), ("A bus.", "that")])
def test_persons_are_who_and_the_rest_is_that(parse: Parse, caption: str, pronoun: str) -> None:
    assert who(parse(caption).words[1]) == pronoun
