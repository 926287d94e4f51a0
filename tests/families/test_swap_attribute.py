import pytest
from sentences import Parse

from hardneg.families import swap_attribute
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice


def swapped(sentence: Sentence) -> list[str]:
    return [
        splice(sentence.text, swap_attribute.realise(sentence, target) or [])
        for target in swap_attribute.find(sentence)
        if target.kind not in ("moved", "number")
    ]


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A black dog sits on a red couch.", "A red dog sits on a black couch."),
        ("An orange cup next to a red plate.", "A red cup next to an orange plate."),
        ("A small dog sits on a brown couch.", "A brown dog sits on a small couch."),
        ("A large building with a black clock.", "A black building with a large clock."),
        ("A wooden table topped with four white bowls.", "A white table topped with four wooden bowls."),
        ("A row of parked motorcycles next to a white bus.", "A row of white motorcycles next to a parked bus."),
        ("A black dog chases a brown dog.", "A brown dog chases a black dog."),
        ("Two black goats and one brown goat stand on a hill.", "Two brown goats and one black goat stand on a hill."),
        (
            "A gray dog runs along a pool while a brown dog jumps into the water.",
            "A brown dog runs along a pool while a gray dog jumps into the water.",
        ),
        ("A blue and white house and two red clocks.", "A red house and two blue and white clocks."),
        ("A black and white cat sits on a brown chair.", "A brown cat sits on a black and white chair."),
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
        "A small dog on a green couch.",
        "A young man in a red shirt.",
        "A white plate on a wooden bench near a girl.",
        "A black dog and a white dog race in a field.",
        "A tall building next to a large bus.",
        "Black smoke above a small truck.",
        "A man on a wooden bench next to an old woman.",
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


def test_animals_have_markings_of_their_own_colours_and_a_material_stands_next_to_its_noun(parse: Parse) -> None:
    assert not any("red markings" in negative for negative in swapped(parse("A white dog with brown markings jumps for a red ring.")))
    assert not any("wooden white" in negative for negative in swapped(parse("A large white bed with a wooden bench.")))
