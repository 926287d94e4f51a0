import pytest
from families.every import negatives, offered
from sentences import Parse

from hardneg.families.colour_names import may_be_called
from hardneg.schemas.family import Family as Name


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A man in a navy blue shirt.", "A man in a red shirt."),
        ("A lime green car.", "A white car."),
        ("Lee Men Navy Blue Shirt", "Lee Men Yellow Shirt"),
    ],
)
def test_a_colour_of_two_words_is_replaced_as_one(parse: Parse, caption: str, negative: str) -> None:
    assert negative in negatives(parse(caption), Name.ATTRIBUTE)


def test_no_colour_replaces_one_that_it_may_name(parse: Parse) -> None:
    assert may_be_called("navy", "black")
    assert not may_be_called("navy", "red")
    assert not {"black", "blue", "purple"} & offered(parse("A man in a navy blue shirt."), Name.ATTRIBUTE)


def test_a_word_that_means_something_else_is_no_part_of_a_colour(parse: Parse) -> None:
    assert "Two baby brown elephants." not in negatives(parse("Two baby gray elephants."), Name.ATTRIBUTE)
    assert "Two brown elephants." not in negatives(parse("Two baby gray elephants."), Name.ATTRIBUTE)
