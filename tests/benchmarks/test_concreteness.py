import pytest

from benchmarks.concreteness import Measured, line, measure
from benchmarks.parse import parsed
from hardneg.rewrite.stage import make
from hardneg.schemas.config import Config


@pytest.mark.slow
def test_a_value_is_measured_on_the_rows_of_the_stage() -> None:
    config = Config.model_validate({"rewrite": {"writer": "lexicon", "positives_per_caption": 0}})
    rows = parsed("examples/captions.jsonl", 12, config)
    found = measure(make(config), rows, 2.0)
    made = make(Config.model_validate({"rewrite": {"writer": "lexicon", "positives_per_caption": 0, "concreteness": 2.0}})).process(rows)
    negatives = [each for row in made.rows.to_pylist() for each in row["negatives"]]
    assert found.per_caption * 12 == len(negatives)
    assert sum(found.shares.values()) == 1.0
    assert found.concreteness is not None
    assert 1.0 < found.concreteness < 5.0


def test_a_line_says_what_was_not_measured() -> None:
    assert line(Measured(1.0, 4.5, None, 4.0, 2.0, {"object": 1.0}, [])) == "| 1 | 4.500 | - | 4.000 | 2.00 | - | object 100.0% |"
