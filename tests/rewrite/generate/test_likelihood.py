import math
from collections.abc import Sequence

from sentences import Parse

from hardneg.llm.interface import Chat, Fill, Hole, Usage
from hardneg.rewrite.generate.likelihood import gaps_of, with_gaps
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.rows import Generator


class ByLength:
    """Find longer texts less likely; texts of ten letters and more get no score."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.asked: list[str] = []

    def fresh(self) -> None:
        """Do nothing."""

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Raise: no test here fills a hole."""
        raise AssertionError(holes)

    def chat(self, chats: Sequence[Chat]) -> list[Fill]:
        """Raise: no test here writes."""
        raise AssertionError(chats)

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Return -1 for each letter; NaN from 10 letters on."""
        self.asked.extend(texts)
        return [math.nan if len(text) > 9 else -float(len(text)) for text in texts]


def test_each_negative_is_beside_its_own_caption() -> None:
    llm = ByLength()
    assert gaps_of(["abc", "unasked", "a"], [["ab", "abcdef"], [], ["abc"]], llm) == [[-1.0, 3.0], [], [2.0]]
    assert "unasked" not in llm.asked


def test_a_text_too_long_for_the_llm_has_no_gap() -> None:
    assert gaps_of(["abc", "abcdefghijk"], [["abcdefghijk"], ["ab"]], ByLength()) == [[None], [None]]


def test_without_an_llm_there_are_no_gaps() -> None:
    assert gaps_of(["abc"], [["ab", "a"]], None) == [[None, None]]


PLACES = ("street", "park", "yard", "field", "garden", "square", "station", "market", "harbour", "kitchen")
LONG = " ".join(f"In the {place} a tall woman in a coat stands beside a wooden fence." for place in PLACES)


class Likely(ByLength):
    """Find texts likelier the more often they contain `tall`."""

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Return 5 for each `tall`."""
        self.asked.extend(texts)
        return [5.0 * text.count("tall") for text in texts]


def shortened(*places: str) -> str:
    """Return the long caption with a short woman in these places."""
    text = LONG
    for place in places:
        text = text.replace(f"{place} a tall", f"{place} a short")
    return text


def test_of_a_long_caption_the_llm_reads_the_edited_sentence_and_its_neighbours() -> None:
    llm = Likely()
    assert gaps_of([LONG], [[shortened("yard"), shortened("market")]], llm) == [[5.0, 5.0]]
    assert max(map(len, llm.asked)) < len(LONG) / 3
    assert {"yard" in text for text in llm.asked} == {"market" in text for text in llm.asked} == {True, False}


def test_the_gap_of_several_changes_is_the_sum_of_theirs_and_nothing_more_is_read() -> None:
    single, several = Likely(), Likely()
    gaps_of([LONG], [[shortened("yard"), shortened("market")]], single)
    assert gaps_of([LONG], [[shortened("yard"), shortened("market"), shortened("yard", "market")]], several) == [[5.0, 5.0, 10.0]]
    assert several.asked == single.asked


def test_a_short_caption_is_read_whole() -> None:
    llm = Likely()
    caption = "A tall man rides a horse. A tall dog runs behind him. It barks."
    gaps_of([caption], [[caption.replace("horse", "cow"), caption.replace("dog", "cat")]], llm)
    assert llm.asked == [caption, caption.replace("horse", "cow"), caption.replace("dog", "cat")]


def test_a_proposal_that_has_a_gap_is_not_scored_again(parse: Parse) -> None:
    llm = ByLength()
    made = [Proposal((), (), text, Generator(method="rules"), lm_gap=gap) for text, gap in (("a dogs", 7.0), ("a cats!", None))]
    (caption,) = with_gaps([CaptionState("a", parse("a dog"), proposals=tuple(made))], llm)
    assert [each.lm_gap for each in caption.proposals] == [7.0, 2.0]
    assert sorted(llm.asked) == ["a cats!", "a dog"]
