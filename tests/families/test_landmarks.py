import pytest
from families.every import exchanged
from sentences import Parse

from hardneg.families import swap_object


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A cat on a chair next to a table.", "A cat on a table next to a chair."),
        ("A lamp on a desk beside a bed.", "A lamp on a bed beside a desk."),
        ("A dog lies on a couch in front of a desk.", "A dog lies on a desk in front of a couch."),
    ],
)
def test_two_things_that_place_a_third_change_places(parse: Parse, caption: str, negative: str) -> None:
    assert exchanged(swap_object, parse(caption)) == [negative]


@pytest.mark.parametrize(
    "caption",
    [
        "A cat between a chair and a table.",
        "A cat next to a chair near a table.",  # near and next to hold of both
        "A cup on a table in a kitchen.",
    ],
)
def test_things_that_say_no_different_place_stay(parse: Parse, caption: str) -> None:
    assert exchanged(swap_object, parse(caption)) == []
