import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.definiteness import changes


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A dog on the bed.", ["The dog on the bed.", "A dog on a bed."]),
        ("A dog on an old bed.", ["The dog on an old bed.", "A dog on the old bed."]),
        ("An apple on the ugly table.", ["The apple on the ugly table.", "An apple on an ugly table."]),
        ("A man on a phone.", ["The man on a phone.", "A man on the phone."]),
    ],
)
def test_a_becomes_the_and_the_becomes_a(parse: Parse, caption: str, reworded: list[str]) -> None:
    assert texts(parse(caption), changes) == reworded


@pytest.mark.parametrize(
    "caption",
    [
        "The tallest giraffe at night.",
        "The first dog in the sky.",
        "The dog and another dog in the sky.",
        "A dog and a dog.",
        "The Eiffel Tower.",
        "The top of the hill.",
        "A couple of dogs.",
        "There is a dog.",  # there is the dog
        "This is a dog.",
        "What a dog!",
        "No dog sits on the bed.",  # one dog may be on another
        "Nobody sits on the bed.",
        "People without a dog.",
    ],
)
def test_what_there_is_one_of_or_is_denied_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), changes) == []
