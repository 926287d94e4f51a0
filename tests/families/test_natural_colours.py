import pytest
from sentences import Parse, word

from hardneg.families.natural_colours import NATURAL_OF, may_change


@pytest.mark.parametrize(
    ("caption", "noun", "expected"),
    [
        ("A gray sky is above the hill.", "sky", True),
        ("A blue sky is above the hill on a sunny day.", "sky", False),
        ("A green lawn is in front of the barn.", "lawn", True),
        ("A green lawn is fresh in spring.", "lawn", False),
        ("A red kite is on a sunny lawn.", "kite", True),
    ],
)
def test_weather_and_seasons_fix_the_colour_of_sky_and_lawn(parse: Parse, caption: str, noun: str, expected: bool) -> None:
    sentence = parse(caption)
    assert may_change(sentence, word(sentence, noun)) is expected


def test_a_natural_thing_gets_none_but_its_own_colours() -> None:
    assert "blue" not in NATURAL_OF["grass"]
    assert NATURAL_OF["nose"] == {"black", "pink", "brown"}
