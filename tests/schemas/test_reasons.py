import json

import pytest

from hardneg.schemas.arrow import to_table
from hardneg.schemas.reasons import ImageReason, Reason
from hardneg.schemas.rows import Reject


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_is_the_same_in_rows_in_json_and_in_texts(reason: Reason) -> None:
    row = to_table([Reject(id="c", stage="any", reason=reason)], Reject).to_pylist()[0]
    assert row["reason"] == json.loads(json.dumps(reason)) == f"{reason}" == reason.value
    assert Reject.model_validate(row).reason is reason


@pytest.mark.parametrize("reasons", [Reason, ImageReason])
def test_no_reason_has_two_names(reasons: type[Reason] | type[ImageReason]) -> None:
    assert len(reasons.__members__) == len(set(reasons))
