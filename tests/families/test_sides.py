import pytest
from sentences import Parse

from hardneg.families.sides import OTHER, side_words


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("A dog is on the left.", ["left"]),
        ("A dog on the left and a cat on the right.", []),  # the two exclude each other's change
        ("A man turns left.", []),
        ("The left hand of a man.", []),
    ],
)
def test_only_a_side_that_stands_alone_is_found(parse: Parse, caption: str, words: list[str]) -> None:
    assert [each.text for each in side_words(parse(caption))] == words


def test_sides_are_opposites_of_each_other() -> None:
    assert OTHER["left"] == "right"
    assert all(OTHER[OTHER[side]] == side for side in OTHER)
