import pytest

from hardneg.grammar.splice import Edit
from hardneg.synthesise.instruct import instruction


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ([Edit(2, 7, "black", "brown")], "change black to brown: N"),
        ([Edit(2, 2, "", "red ")], "add red: N"),
        ([Edit(2, 6, "red ", "")], "remove red: N"),
        ([Edit(2, 5, "red", "black"), Edit(9, 14, "black", "red")], "swap red and black: N"),
        ([Edit(0, 1, "a", "two"), Edit(2, 5, "dog", "dogs")], "change a to two, change dog to dogs: N"),
    ],
)
def test_an_instruction_says_what_goes_and_what_comes(edits: list[Edit], said: str) -> None:
    assert instruction(edits, "N") == said
