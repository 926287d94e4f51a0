from pathlib import Path

import numpy as np
import pytest
from matching import tiny

from hardneg.matching.entailment import EntailmentFilter
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.reasons import Reason

CAPTION = "A black dog sleeps on a red couch."
TEXTS = ["A red couch with a black dog asleep on it.", "A white dog sleeps on a red couch."]


def test_what_follows_goes_and_what_contradicts_stays() -> None:
    judged = EntailmentFilter(MatchConfig(text_model="text")).judge([CAPTION] * 2, TEXTS, ["attribute"] * 2)
    assert judged.said[0] is not None
    assert judged.said[0][0] == Reason.STILL_TRUE
    assert judged.said[1] is None
    assert judged.p_valid[0] < 0.5 < judged.p_valid[1]
    assert judged.usage == {"texts_truncated": 0, "text_pairs": 2}


def test_nothing_to_judge_is_no_error() -> None:
    judged = EntailmentFilter(MatchConfig(text_model="text")).judge([], [], [])
    assert (judged.said, len(judged.p_valid), judged.usage["text_pairs"]) == ([], 0, 0)


@pytest.mark.parametrize("most", [-1e9, 1e9])
def test_without_a_calibration_the_score_alone_decides(tmp_path: Path, most: float) -> None:
    asked = EntailmentFilter(MatchConfig(text_model=str(tiny.entailment(tmp_path)), text_score_max=most))
    judged = asked.judge([CAPTION] * 2, TEXTS, ["attribute"] * 2)
    assert [said is not None for said in judged.said] == [most < 0] * 2
    assert np.isnan(judged.p_valid).all()
