import pytest

from benchmarks.bound import FIXED, Proposing, most_covered
from benchmarks.parse import parsed
from hardneg.config import load


def test_two_opposite_exchanges_are_covered_and_one_alone_is_not() -> None:
    there, back = {"cat": -1.0, "dog": 1.0}, {"cat": 1.0, "dog": -1.0}
    assert most_covered([there, back], [0, 1]) == pytest.approx(2)
    assert most_covered([there], [0]) == pytest.approx(0)
    assert most_covered([there, there, back], [0, 1, 2]) == pytest.approx(2)


def test_a_caption_counts_once() -> None:
    there, back = {"cat": -1.0, "dog": 1.0}, {"cat": 1.0, "dog": -1.0}
    assert most_covered([there, there, back], [0, 0, 1]) == pytest.approx(2)
    assert most_covered([there, back], [0, 0]) == pytest.approx(1)


def test_slack_allows_an_imbalance_of_words() -> None:
    there, back = {"cat": -1.0, "dog": 1.0}, {"cat": 1.0, "dog": -1.0}
    assert most_covered([there] * 4 + [back], range(5), 0.5) == pytest.approx(4)


def test_changes_of_word_order_alone_are_balanced() -> None:
    assert most_covered([{}, {}, {}], [0, 0, 1]) == 2


@pytest.mark.slow
def test_the_bound_is_over_the_proposals_of_the_selection() -> None:
    config = load(None, FIXED, {})
    assert not config.rewrite.uses_llm
    stage = Proposing(config)
    usage = stage.process(parsed("examples/captions.jsonl", 8, config)).usage
    assert sum(len(caption.proposals) for caption in stage.noted) == usage["balance_proposals"] > 8
