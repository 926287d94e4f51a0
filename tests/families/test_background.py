import pytest
from sentences import Parse

from hardneg.families.background import pairs


def test_what_stands_in_front_and_what_is_behind_change_places(parse: Parse) -> None:
    found = list(pairs(parse("A lone horse stands in a field with some trees in the background.")))
    assert [(one.text, two.text) for one, two in found] == [("horse", "trees")]


@pytest.mark.parametrize(
    "caption",
    [
        "A man riding a wave with a boat in the background.",
        "A muffin with a house in the background.",
        "A motorcycle on the back of a truck with a fence in the background.",
        "A man with a hat in the background.",
        "A view of a horse with a barn in the background.",
    ],
)
def test_what_only_one_of_the_two_does_stays(parse: Parse, caption: str) -> None:
    assert list(pairs(parse(caption))) == []
