import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name


def texts(parse: Parse, caption: str) -> set[str]:
    """Return all attributes and nouns that are offered in a caption."""
    sentence, found = parse(caption), set()
    for name in (Name.ATTRIBUTE, Name.OBJECT):
        family = FAMILIES[name]
        assert family.candidates is not None
        found |= {text for target in family.find(sentence) for text in family.candidates(sentence, target)}
    return found


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("A staircase made of wood.", {"clay", "cardboard", "leather"}),
        ("A fence made of wood.", {"clay", "cardboard", "leather"}),
        ("Fried eggs on toast.", {"raw"}),
        ("Grilled mushrooms on bread.", {"raw"}),
        ("A dog chases a ball across a field.", {"table", "bed"}),
        ("A boy in a knit cap.", {"helmet"}),
        ("A skateboard with red wheels lies on the grass.", {"snowboard", "surfboard"}),
        ("Trees line the street.", {"poles"}),
    ],
)
def test_a_thing_is_made_of_what_bears_it_and_has_the_parts_of_the_caption(parse: Parse, caption: str, wrong: set[str]) -> None:
    assert not texts(parse, caption) & wrong


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("A staircase made of wood.", "metal"),
        ("Cooked meat in a pan.", "raw"),
        ("A bowl made of wood.", "clay"),
        ("A row of cacti in a desert.", "flowers"),
    ],
)
def test_other_makings_are_offered(parse: Parse, caption: str, expected: str) -> None:
    assert expected in texts(parse, caption)
