import pytest
from sentences import Parse

from hardneg.families.contents import pairs
from hardneg.grammar.sentence import Sentence


def held(sentence: Sentence) -> list[tuple[str, str]]:
    return [(one.text, two.text) for (_, one), (_, two) in pairs(sentence)]


def test_contents_that_either_unit_holds_are_exchanged(parse: Parse) -> None:
    assert held(parse("A bowl of rice and a plate of broccoli on a table.")) == [("rice", "broccoli")]
    assert held(parse("A cup of coffee next to a glass of milk.")) == [("coffee", "milk")]


@pytest.mark.parametrize(
    "caption",
    [
        "A plate of rice and a cup of coffee.",  # no plate of coffee
        "A bowl of rice and a bowl of broccoli.",
        "A cup of black coffee and a glass of milk.",  # no black milk
        "A picture of a dog and a painting of a cat.",
    ],
)
def test_contents_that_only_one_unit_holds_stay(parse: Parse, caption: str) -> None:
    assert held(parse(caption)) == []
