import pytest
from sentences import Parse, word

from hardneg.families.wholes import is_whole_of, part_of_a_thing


@pytest.mark.parametrize(
    ("caption", "part", "whole"),
    [
        ("The other side of the garage.", "garage", "house"),
        ("A man cooks in a kitchen.", "kitchen", "house"),
        ("A clock on a wall.", "wall", "building"),
        ("A bird on a branch.", "branch", "tree"),
        ("A cat on a keyboard.", "keyboard", "computer"),
        ("A man walks on a sidewalk.", "sidewalk", "street"),
        ("A village on a hillside.", "hillside", "mountain"),
    ],
)
def test_what_is_at_a_part_is_at_its_whole(parse: Parse, caption: str, part: str, whole: str) -> None:
    sentence = parse(caption)
    assert is_whole_of(sentence, word(sentence, part), part, whole)


@pytest.mark.parametrize(
    ("caption", "old", "new"),
    [
        ("The other side of the house.", "house", "garage"),  # the house may have none
        ("A bird in a tree.", "tree", "branch"),
        ("A green door.", "door", "house"),  # the house may be white
        ("A man cooks in a kitchen.", "kitchen", "bathroom"),
        ("The other side of the garage.", "garage", "barn"),
    ],
)
def test_other_nouns_exclude_each_other(parse: Parse, caption: str, old: str, new: str) -> None:
    sentence = parse(caption)
    assert not is_whole_of(sentence, word(sentence, old), old, new)


@pytest.mark.parametrize(
    ("caption", "noun", "class_name", "expected"),
    [
        ("The leg of a table.", "leg", "body_part", True),
        ("A stool has a green seat.", "seat", "furniture", True),
        ("A drawing of a desk with chairs and a lamp.", "chairs", "furniture", True),
        ("A room has a green couch.", "couch", "furniture", False),
        ("A girl with a chair.", "chair", "furniture", False),
        ("An oak table with four stools.", "table", "furniture", True),
        ("A painting of a table with stools and food on it.", "table", "furniture", True),
        ("A table with four plates.", "table", "furniture", False),
        ("A crow on a branch of a tree.", "branch", "plant_part", True),
        ("A crow on a branch.", "branch", "plant_part", False),
        ("Goats on the slopes of a mountain.", "mountain", "landscape", True),
        ("Goats on a mountain.", "mountain", "landscape", False),
    ],
)
def test_furniture_that_other_furniture_has_is_part_of_it(parse: Parse, caption: str, noun: str, class_name: str, expected: bool) -> None:
    sentence = parse(caption)
    assert part_of_a_thing(sentence, word(sentence, noun), class_name) is expected
