from typing import Any

import numpy as np
import pyarrow as pa

from hardneg.filter.judgements import disputed, first_judgements, is_judged, reasons
from hardneg.schemas.reasons import Reason

NEGATIVES = pa.table(
    {
        "judged_by": pa.array(["first@1", None, None], pa.string()),
        "p_valid": pa.array([0.9, None, None], pa.float32()),
    }
)
STILL_TRUE = (Reason.STILL_TRUE, "p_valid 0.1000, below 0.5000")


def columns(**found: Any) -> dict[str, list[Any]]:
    return {name: values.to_pylist() for name, values in found.items()}


def test_the_first_judgement_stays_and_a_later_matcher_writes_what_it_alone_judged() -> None:
    assert is_judged(NEGATIVES).tolist() == [True, False, False]
    found = columns(**first_judgements(NEGATIVES, "second@2", np.array([True, True, False]), np.array([0.25, 0.5, np.nan])))
    assert found["judged_by"] == ["first@1", "second@2", None]
    assert np.allclose(np.array(found["p_valid"], float), [0.9, 0.5, np.nan], equal_nan=True)


def test_a_disagreement_is_disputed_with_both_opinions_and_other_reasons_do_not_undo_the_first() -> None:
    found = disputed(NEGATIVES, "second@2", [STILL_TRUE, STILL_TRUE, None])
    assert found[0] is not None
    assert found[0][0] is Reason.DISPUTED
    assert "first@1" in found[0][1]
    assert "0.9000" in found[0][1]
    assert STILL_TRUE[1] in found[0][1]
    assert found[1:] == [STILL_TRUE, None]
    assert disputed(NEGATIVES, "second@2", [(Reason.TOO_EASY, "margin 9"), None, None]) == [None] * 3


def test_verdicts_become_columns() -> None:
    reason, detail = reasons([STILL_TRUE, None])
    assert (reason.to_pylist(), detail.to_pylist()) == (["still_true", None], [STILL_TRUE[1], None])
