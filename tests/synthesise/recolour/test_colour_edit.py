import pytest

from hardneg.grammar.difference import edits_between
from hardneg.parse.model import Parser
from hardneg.synthesise.recolour.colour_edit import ColourEdit, alike, colour_edit


@pytest.fixture(scope="module")
def parse() -> Parser:
    return Parser("en_core_web_sm", 8)


def change(parse: Parser, caption: str, negative: str) -> ColourEdit | str:
    (sentence,) = parse.parse([caption])
    return colour_edit(sentence, edits_between(caption, negative))


@pytest.mark.parametrize(
    ("caption", "negative", "expected"),
    [
        ("A man in a red shirt is waving.", "A man in a blue shirt is waving.", ColourEdit("red", "blue", "shirt", False)),
        ("A man in an orange hat is waving.", "A man in a gray hat is waving.", ColourEdit("orange", "grey", "hat", False)),
        ("Two black dogs swim.", "Two brown dogs swim.", ColourEdit("black", "brown", "dogs", True)),
        ("The car is yellow.", "The car is green.", ColourEdit("yellow", "green", "car", False)),
        ("A brown and white dog runs.", "A black and white dog runs.", ColourEdit("brown", "black", "dog", False)),
    ],
)
def test_colours_and_the_thing_are_read_from_the_edits(parse: Parser, caption: str, negative: str, expected: ColourEdit) -> None:
    assert change(parse, caption, negative) == expected


@pytest.mark.parametrize(
    ("caption", "negative", "said"),
    [
        ("A red car passes.", "A red bus passes.", "car is no colour"),
        ("A spotted dog runs.", "A black dog runs.", "spotted is no colour that pixels alone show"),
        ("A man in a gray hat is waving.", "A man in a silver hat is waving.", "gray and silver are one colour of pixels"),
        ("A red dog and a blue cat.", "A blue dog and a red cat.", "something else than one colour"),
        ("A dog runs on green grass.", "A dog runs on brown grass.", "grass: not one thing with an outline"),
        ("A girl with black hair is waving.", "A girl with brown hair is waving.", "hair: not one thing with an outline"),
        ("A yellow dog runs.", "A black dog runs.", "of an animal, yellow names another colour"),
        ("A boy in a red shirt and a red cap.", "A boy in a blue shirt and a red cap.", "the caption also names red"),
        ("A boy in a red shirt and a pink cap.", "A boy in a blue shirt and a pink cap.", "the caption also names pink"),
    ],
)
def test_what_recolouring_cannot_show_is_said(parse: Parser, caption: str, negative: str, said: str) -> None:
    found = change(parse, caption, negative)
    assert isinstance(found, str)
    assert said in found


def test_no_thing_in_the_parse_is_said(parse: Parser) -> None:
    found = change(parse, "Red.", "Blue.")
    assert isinstance(found, str)
    assert "finds no thing" in found


def test_only_colours_that_look_alike_are_alike() -> None:
    assert alike("red", "red")
    assert alike("pink", "red")
    assert not alike("red", "green")
