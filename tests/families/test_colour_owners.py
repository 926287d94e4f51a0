import pytest
from sentences import Parse, word

from hardneg.families.colour_owners import owner


@pytest.mark.parametrize(
    ("caption", "colour", "noun"),
    [
        ("A red kettle stands here.", "red", "kettle"),
        ("The kettle is painted in a deep red.", "red", "kettle"),
        ("The scarf is a pale yellow.", "yellow", "scarf"),
        ("A scarf in shades of yellow hangs here.", "yellow", "scarf"),
        ("A blue and yellow scarf hangs here.", "yellow", "scarf"),
        ("Yellow is bright.", "yellow", None),
    ],
)
def test_the_owner_of_a_colour_is_found_through_the_syntax(parse: Parse, caption: str, colour: str, noun: str | None) -> None:
    sentence = parse(caption)
    colours = [each for each in sentence.words if each.lower == colour]
    found = owner(sentence, colours[0])
    assert (found.text if found is not None else None) == noun
    assert noun is None or found == word(sentence, noun)
