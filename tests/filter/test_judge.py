import numpy as np
import pyarrow as pa

from hardneg.filter.judge import JudgeInput, lm_gap_within
from hardneg.schemas.config import FilterConfig


def test_the_window_includes_its_ends_and_negatives_without_a_score() -> None:
    gaps = pa.table({"lm_gap": pa.array([None, -2.0, 3.0, -2.25, 3.25, float("inf")], pa.float32())})
    judge = lm_gap_within(FilterConfig(lm_gap_min=-2, lm_gap_max=3))
    verdicts = judge(JudgeInput(pa.table({}), gaps, np.zeros(6, np.int64)))
    assert verdicts.reason.to_pylist() == [None, None, None, "too_likely", "unlikely", "unlikely"]
    assert verdicts.detail.to_pylist()[:4] == [None, None, None, "lm_gap -2.25 outside -2..3"]
