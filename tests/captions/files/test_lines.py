import pytest

from hardneg.captions.files.lines import captions_of

CAPTIONS = [
    "a red bird on a branch\na small bird that sits on a twig\nthe bird has a red breast and a short beak",
    "this bird has a yellow belly.\nthe bird is small and has grey wings.\nit is a bird with a long tail.\na bird with a thin beak",
    "A man rides a bicycle down a hill.\nA cyclist in a blue shirt goes downhill.",
    "this bird has a grey head\nthe bird is small with brown wings\nit is a bird with a long tail and a white belly",
    "Man on a bicycle in the rain\nCyclist with a blue jacket on\nSomeone rides through puddles today",
    "two kids on a swing\nchildren play in a park while their parents watch them",
    "3 cats on a mat\n3 kittens lie on a small rug",
    "A lamp on a desk .\r\nA desk with a lamp and books .\r\n",
]
ONE = [
    "A man rides a bicycle down a steep hill, with a\ndog that runs beside him and a child on the\nseat behind.",
    "a man rides a bicycle down a steep hill and a\ndog runs beside him",
    "A man rides a bicycle down a hill.\nHe wears a blue shirt.\nThe road is wet.\nIt is lined by trees.",
    "A kitchen with a white stove.\nIn the background, there is a window.",
    "A kitchen with a white stove.\nThe stove has a pan on it.\nIt is lit from the left.",
    "A kitchen with a white stove. A pan is on it.\n\nA window is open. Light falls on the floor.",
    "Kitchen\nA kitchen with a white stove and a pan",
    "one line only",
    "A photograph shows two dogs that are running\nalong the shore of a lake",
]


@pytest.mark.parametrize("text", CAPTIONS)
def test_separate_lines_are_captions(text: str) -> None:
    assert captions_of(text, "auto") == [line.strip() for line in text.split("\n") if line.strip()]
    assert captions_of(text, "join") == [text]


@pytest.mark.parametrize("text", ONE)
def test_wrapped_lines_and_paragraphs_are_one_caption(text: str) -> None:
    assert captions_of(text, "auto") == [text]


def test_lines_are_captions_where_the_format_is_set() -> None:
    assert captions_of("Kitchen\nA stove", "split") == ["Kitchen", "A stove"]
