import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.numbers import changes


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A table with two chairs.", "A table with 2 chairs."),
        ("A table with 3 chairs.", "A table with three chairs."),
        ("Two dogs run.", "A pair of dogs run."),
        ("Two small dogs.", "A couple of small dogs."),
        ("The two dogs run.", "The 2 dogs run."),
    ],
)
def test_a_number_is_written_in_another_way(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), changes)


@pytest.mark.parametrize(
    "caption",
    [
        "A number of dogs.",
        "Three dogs run.",  # a digit does not begin a sentence
        "One dog runs.",
        "A two story house.",
        "A bus at 10 o'clock.",
        "Room 3.",
        "Two of the dogs run.",
        "Two hundred people.",
        "Two thirds of the cake.",
        "Two scissors on a table.",  # a pair of scissors is one
        "Two or three dogs.",
        "Two more dogs.",
    ],
)
def test_what_is_no_number_of_things_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), changes) == []


@pytest.mark.parametrize("caption", ["The two dogs run.", "His two dogs run.", "A man with two pairs of skis.", "First two dogs."])
def test_a_pair_stands_only_where_two_stands_alone(parse: Parse, caption: str) -> None:
    assert [str(text).replace("2", "two") for text in texts(parse(caption), changes)] == [caption]
