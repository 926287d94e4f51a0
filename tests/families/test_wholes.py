import pytest
from sentences import Parse, word

from hardneg.families.wholes import is_whole_of


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
