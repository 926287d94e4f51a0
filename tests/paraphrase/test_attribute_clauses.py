import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.attribute_clauses import changes


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A black dog sits on a bed.", "A dog that is black sits on a bed."),
        ("Two small dogs run.", "Two dogs that are small run."),
        ("A young man runs.", "A man who is young runs."),
        ("wet stones, pink neon, nobody around", "wet stones, neon that is pink, nobody around"),
        ("A cup on a wooden table.", "A cup on a table made of wood."),
        ("A man in a red shirt.", "A man wearing a red shirt."),
        ("A man with a beard.", "A man who has a beard."),
        ("A clock with black hands.", "A clock that has black hands."),
    ],
)
def test_what_is_said_of_a_thing_stands_elsewhere(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), changes)


@pytest.mark.parametrize(
    "caption",
    [
        "A black and white cat.",
        "A small, black dog sits.",  # a comma would remain
        "Two young, blond women stand.",
        "A very small dog sits.",
        "A hot dog on a plate.",
        "A red traffic light.",
        "A red wine glass.",
        "A red bus driven by a man.",  # a bus that is red driven by
        "A glass of red wine.",
        "A man in a car.",
        "A man with a suitcase.",
        "A man with a coat on his shoulder and a suitcase by his foot.",
        "The old man with a cane.",
        "The White House at night.",
        'A sign says "small dog".',
    ],
)
def test_what_goes_with_its_noun_and_what_is_not_worn_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), changes) == []
