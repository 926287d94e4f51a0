import pytest
from families.every import exchanged
from sentences import Parse

from hardneg.families import swap_object
from hardneg.grammar.splice import splice


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A black dog next to two white cats.", "A black cat next to two white dogs."),
        ("A red car behind two buses.", "A red bus behind two cars."),
        ("A cat chases a dog.", "A dog chases a cat."),
        ("A street scene with several vans and a bus.", "A street scene with several buses and a van."),
        ("A lamp between two chairs.", "A chair between two lamps."),
        ("A woman tossing a ball as a child looks on.", "A child tossing a ball as a woman looks on."),
        ("A bowl of rice and a plate of meat.", "A bowl of meat and a plate of rice."),
        ("Two giraffes standing next to a tree.", "Two trees standing next to a giraffe."),
    ],
)
def test_nouns_change_places_and_their_modifiers_stay(parse: Parse, caption: str, negative: str) -> None:
    assert exchanged(swap_object, parse(caption)) == [negative]


@pytest.mark.parametrize(
    "caption",
    [
        "A dog next to a cat.",
        "Several goats stand next to a stone wall.",
        "A yellow giraffe next to two trees.",
        "A little boy and girl playing.",  # the girl may be little too
        "A plate topped with a hamburger and hot dog.",
        "A runway with many old planes and helicopters.",
        "A fried egg next to two salads.",
        "A man shoots a rifle while a dog looks on.",
        "A dog and a cat.",
        "A slice of pizza.",
        "A man with a dog.",
        "A man kisses a woman.",
        "A laptop on a table.",  # no table stands on a laptop
        "A woman on a horse.",
        "A dad plays a game with his son.",
        "A boy fights with a girl.",
        "A spoon in a cup.",
        "The lounge has a brick fireplace and two green armchairs.",  # no armchair is of brick
        "A white cow next to another goat.",
        "Zebras and wildebeest graze in a field.",  # wildebeest may be many
    ],
)
def test_what_holds_both_ways_is_not_swapped(parse: Parse, caption: str) -> None:
    assert exchanged(swap_object, parse(caption)) == []


def test_an_abbreviation_keeps_its_capitals_where_it_goes(parse: Parse) -> None:
    sentence = parse("A TV stands behind two red laptops.")
    made = [swap_object.realise(sentence, target) for target in swap_object.find(sentence)]
    assert [splice(sentence.text, edits) for edits in made if edits] == ["A laptop stands behind two red TVs."]
