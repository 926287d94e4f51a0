import pytest
from sentences import Parse

from hardneg.families.agreement import disagreements


@pytest.mark.parametrize(
    "text",
    [
        "Three dogs is running on a beach.",
        "A dog are running on a beach.",
        "This dogs are brown.",
        "These dog is brown.",
        "Men shouting before and after a woman speak",
        "A man holds a umbrellas.",
        "Two men who sits on a wall wave.",
        "A man looks at herself.",
        "A woman washes his car.",
        "A cat sits beside his wife.",
    ],
)
def test_a_disagreement_is_found(parse: Parse, text: str) -> None:
    assert list(disagreements(parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Three dogs are running on a beach.",
        "A group of people are standing in a field.",
        "A dog and a cat are sitting on a mat.",
        "A herd of sheep is grazing.",
        "A man looks at himself in a mirror.",
        "A child washes her car.",
        "A dog with his bone.",
        "A woman takes a photo of a man and his dog.",
        "A few people sit.",
        "A pair of scissors lies on the table.",
        "People wash his car.",
        "A two story house.",
        "Two stop signs: the one on the left is red, the one on the right is broken.",
        "Three mugs: the one in front is full.",
    ],
)
def test_english_that_agrees_passes(parse: Parse, text: str) -> None:
    assert list(disagreements(parse(text))) == []
