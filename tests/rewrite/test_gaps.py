import math
from collections.abc import Sequence

from pipeline.rewrite.gaps import gaps_of
from pipeline.rewrite.llm.interface import Fill, Hole, Usage


class ByLength:
    """Finds a text the less likely the longer it is; what is too long it cannot score."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.asked: list[str] = []

    def fresh(self) -> None:
        """Nothing to forget."""

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Not asked here."""
        raise AssertionError(holes)

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """-1 a letter; NaN from 10 on."""
        self.asked.extend(texts)
        return [math.nan if len(text) > 9 else -float(len(text)) for text in texts]


def test_each_negative_is_beside_its_own_caption() -> None:
    llm = ByLength()
    assert gaps_of(["abc", "unasked", "a"], [["ab", "abcdef"], [], ["abc"]], llm) == [[-1.0, 3.0], [], [2.0]]
    assert "unasked" not in llm.asked


def test_what_does_not_fit_has_no_gap() -> None:
    assert gaps_of(["abc", "abcdefghijk"], [["abcdefghijk"], ["ab"]], ByLength()) == [[None], [None]]


def test_without_an_llm_there_are_no_gaps() -> None:
    assert gaps_of(["abc"], [["ab", "a"]], None) == [[None, None]]
