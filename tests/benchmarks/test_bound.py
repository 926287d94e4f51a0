import pytest

from benchmarks.bound import Proposing, most_covered
from benchmarks.parse import parsed
from hardneg.schemas.config import Config


def test_two_that_change_places_are_both_covered_and_one_alone_is_not() -> None:
    there, back = {"cat": -1.0, "dog": 1.0}, {"cat": 1.0, "dog": -1.0}
    assert most_covered([there, back], [0, 1]) == pytest.approx(2)
    assert most_covered([there], [0]) == pytest.approx(0)
    assert most_covered([there, there, back], [0, 1, 2]) == pytest.approx(2)


def test_a_caption_counts_once() -> None:
    there, back = {"cat": -1.0, "dog": 1.0}, {"cat": 1.0, "dog": -1.0}
    assert most_covered([there, there, back], [0, 0, 1]) == pytest.approx(2)
    assert most_covered([there, back], [0, 0]) == pytest.approx(1)


def test_slack_lets_words_be_off_by_a_share() -> None:
    there, back = {"cat": -1.0, "dog": 1.0}, {"cat": 1.0, "dog": -1.0}
    assert most_covered([there] * 4 + [back], range(5), 0.5) == pytest.approx(4)


def test_words_in_another_order_have_nothing_to_make_up_for() -> None:
    assert most_covered([{}, {}, {}], [0, 0, 1]) == 2


def test_what_is_bounded_is_what_balance_chooses_among() -> None:
    config = Config.model_validate({"rewrite": {"method": "rules", "positives_per_caption": 0}})
    stage = Proposing(config)
    usage = stage.process(parsed("examples/captions.jsonl", 8, config)).usage
    assert sum(map(len, stage.proposed)) == usage["balance_proposals"] > 8
