import pytest
from families.every import edited
from sentences import Parse

from hardneg.families import count


def test_what_somebody_is_said_to_be_follows_the_number(parse: Parse) -> None:
    assert "Three women are nurses." in edited(count, parse("A woman is a nurse."))
    assert "Three women are young nurses." in edited(count, parse("A woman is a young nurse."))


@pytest.mark.parametrize(
    "caption", ["A boy dressed as a pirate is waving at a dog.", "Two women are nurses.", "A statue that looks like a horse."]
)
def test_a_number_stays_where_a_role_cannot_follow(parse: Parse, caption: str) -> None:
    made = edited(count, parse(caption))
    assert not any("as a pirate" in each and "boys" in each for each in made)
    assert not any("One woman" in each or "look like a" in each or "three horses" in each for each in made)
