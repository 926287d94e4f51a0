from collections.abc import Callable

import pytest

from pipeline.families import swap_attribute
from pipeline.grammar.sentence import Sentence
from pipeline.grammar.splice import splice

Parse = Callable[[str], Sentence]


def swapped(sentence: Sentence) -> list[str]:
    return [splice(sentence.text, swap_attribute.realise(sentence, target) or []) for target in swap_attribute.find(sentence)]


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A black dog sits on a red couch.", "A red dog sits on a black couch."),
        ("An orange cup next to a red plate.", "A red cup next to an orange plate."),
        ("Black shoes and white socks", "White shoes and black socks"),
        (
            "The goat on the left is brown and the goat on the right is black.",
            "The goat on the left is black and the goat on the right is brown.",
        ),
        (
            "The door on the left is open, the door on the right is closed.",
            "The door on the left is closed, the door on the right is open.",
        ),
    ],
)
def test_attributes_change_places(parse: Parse, caption: str, negative: str) -> None:
    assert swapped(parse(caption)) == [negative]


@pytest.mark.parametrize(
    "caption",
    [
        "A red car next to a red bus.",
        "A big red car.",
        "A black and white cat on a bed.",
        "A small dog on a red couch.",
        "A black dog and a black cat.",
        "A red car next to a blue car.",
        "The goats on the left are brown and the goats on the right are black.",
        "A goat on the left is brown and a goat on the right is black.",
    ],
)
def test_nothing_is_swapped_that_would_say_the_same_or_nonsense(parse: Parse, caption: str) -> None:
    assert swapped(parse(caption)) == []


def test_no_thing_gets_a_second_material(parse: Parse) -> None:
    made = swapped(parse("A brown wooden chair beside a metal stool."))
    assert made
    assert not any("metal wooden" in negative or "wooden metal" in negative for negative in made)


def test_two_words_of_one_noun_do_not_change_places_nor_is_hair_put_on_a_thing(parse: Parse) -> None:
    assert swapped(parse("A blue plastic lid on a jar.")) == []
    assert swapped(parse("A blonde woman with black nails sits in a room.")) == []
    assert swapped(parse("A woman with blond hair and a black dress.")) == []
