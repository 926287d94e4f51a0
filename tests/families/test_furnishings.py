import pytest
from families.every import offered
from sentences import Parse

from hardneg.families import Name


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("A bedroom with two beds and a lamp.", {"kitchen", "bathroom", "barn"}),
        ("A woman stands at a stove in a kitchen.", {"bedroom", "living room", "bathroom"}),
        ("A room with a couch and a poster on the wall.", {"tent", "barn"}),
        ("A nurse reads in an empty hospital room.", {"tent", "barn"}),
        ("Girls ride a carousel at an amusement park.", {"library", "museum", "school"}),
        ("Fans wait in a stadium before the game.", {"airport", "library", "church"}),
    ],
)
def test_a_room_becomes_none_that_lacks_what_is_in_it(parse: Parse, caption: str, never: set[str]) -> None:
    assert offered(parse(caption), Name.OBJECT).isdisjoint(never)


@pytest.mark.parametrize(
    ("caption", "some"),
    [
        ("A woman reads at a window in a kitchen.", {"bedroom", "living room"}),
        ("A girl sits on a chair in a bedroom.", {"kitchen", "bathroom", "living room"}),
    ],
)
def test_a_room_becomes_another_that_may_have_it_too(parse: Parse, caption: str, some: set[str]) -> None:
    assert offered(parse(caption), Name.OBJECT) & some
