import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.families.shapes import of_shapes


@pytest.mark.parametrize(
    ("caption", "drawn"),
    [
        ("A red circle above a blue square.", True),
        ("The picture shows a small star left of two hearts.", True),
        ("A red heart.", False),
        ("A woman draws a red circle above a blue square.", False),
        ("A dog next to a blue square.", False),
    ],
)
def test_captions_of_shapes_name_two_of_them_and_nothing_else(parse: Parse, caption: str, drawn: bool) -> None:
    assert parse(caption).once(of_shapes) is drawn


@pytest.mark.parametrize(
    "caption",
    ["A pink square is drawn below a dotted cross. There is a blue circle.", "A black square appears under a brown cross."],
)
def test_a_shape_may_be_anywhere(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    family = FAMILIES[Name.RELATION]
    assert family.candidates is not None
    assert [text for target in family.find(sentence) for text in family.candidates(sentence, target)]
