import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence


def offered(sentence: Sentence, word: str) -> list[str]:
    """Return the candidates of the attribute `word`."""
    own = FAMILIES[Name.ATTRIBUTE]
    named = (target for target in own.find(sentence) if sentence.text[target.start : target.end] == word)
    return [text for target in named if own.candidates for text in own.candidates(sentence, target)]


@pytest.mark.parametrize(
    ("caption", "colour"),
    [
        ("A jar with a lime green lid.", "green"),
        ("A girl in a hot pink dress.", "pink"),
        ("A sky blue car on a street.", "blue"),
        ("An olive green tent in a field.", "green"),
        ("A navy blue sofa in a room.", "blue"),
        ("A burnt orange pillow on a bed.", "orange"),
    ],
)
def test_a_colour_of_two_words_is_not_edited_in_part(parse: Parse, caption: str, colour: str) -> None:
    assert offered(parse(caption), colour) == []


def test_a_shade_is_followed_by_another_colour(parse: Parse) -> None:
    found = offered(parse("A dark red sofa in a room."), "red")
    assert "blue" in found
    assert "black" not in found


def test_a_shaded_colour_does_not_change_places(parse: Parse) -> None:
    sentence = parse("A light gray wall with a black shelf.")
    assert list(FAMILIES[Name.SWAP_ATTRIBUTE].find(sentence)) == []


def test_soil_is_not_green(parse: Parse) -> None:
    found = offered(parse("A dog digs in the brown dirt."), "brown")
    assert "green" not in found
    assert found


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        ("The fence is decorated with red flags, adding a splash of color to the yard.", "red"),
        ("A metal lamp lends a touch of modernity to the table.", "metal"),
        ("A green bush brings a pop of color to the street.", "green"),
    ],
)
def test_an_attribute_with_an_effect_on_the_scene_stays(parse: Parse, caption: str, word: str) -> None:
    assert offered(parse(caption), word) == []


def test_attributes_after_an_effect_and_in_other_sentences_are_edited(parse: Parse) -> None:
    assert offered(parse("Flags add a splash of color to the yard. A red car stands beside a fence."), "red")
