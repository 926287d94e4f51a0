from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hardneg.schemas.calibration import Bound, Calibration, Curve, Guarantee
from hardneg.schemas.family import Family

STEPS: dict[str, Any] = {"method": "isotonic", "feature": "margin", "x": [-1.0, 0.0, 2.0], "y": [0.1, 0.5, 0.9]}
STEPS |= {"valid": 3, "invalid": 2, "log_loss": 0.4}
LINE = STEPS | {"method": "platt", "x": [], "y": [0.01, 0.99], "slope": 2.0}
BOUND = {"alpha": 0.02, "delta": 0.05, "claimed": True, "threshold": 0.9, "kept": 90, "invalid": 1, "upper": 0.02, "valid_kept": 0.8}
WHOLE = {
    "version": 1, "matcher": "m@1", "data": "abc", "source": "a test", "rows": 9, "rows_fit": 5, "rows_bound": 4, "invalid_share": 0.2,
    "pooled": STEPS, "families": {"count": LINE}, "assumptions": "independent",
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": [-1.0, 0.0]},
        {"x": [], "y": []},
        {"x": [0.0, -1.0, 2.0]},  # steps go one way
        {"method": "platt"},  # three y
        {"method": "platt", "y": []},
        {"method": "spline"},
        {"feature": "ratio"},
    ],
)
def test_a_curve_that_is_not_whole_is_refused(wrong: dict[str, Any]) -> None:
    assert Curve.model_validate(STEPS)
    with pytest.raises(ValidationError):
        Curve.model_validate(STEPS | wrong)


@given(st.lists(st.floats(-9, 9), min_size=1))
def test_an_isotonic_curve_is_taken_where_its_x_rise(x: list[float]) -> None:
    made = STEPS | {"x": x, "y": [0.5] * len(x)}
    if all(one <= two for one, two in pairwise(x)):
        assert Curve.model_validate(made).x == x
    else:
        with pytest.raises(ValidationError):
            Curve.model_validate(made)


def test_a_calibration_comes_back_from_json_with_its_families() -> None:
    record = Calibration.model_validate(WHOLE)
    again = Calibration.model_validate_json(record.model_dump_json())
    assert again == record
    assert again.families[Family.COUNT].slope == 2.0


@pytest.mark.parametrize("wrong", [{"families": {"colour": LINE}}, {"pooled": STEPS | {"x": [1.0]}}, {"bounds": [BOUND]}])
def test_a_calibration_of_wrong_parts_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Calibration.model_validate(WHOLE | wrong)


def test_a_matcher_without_calibration_guarantees_nothing() -> None:
    bare = Guarantee(matcher="m@1")
    assert (bare.bounds, bare.calibration, bare.rows_bound, bare.claimed) == ([], None, 0, False)
    assert Guarantee(matcher="m@1", bounds=[Bound.model_validate(BOUND)]).claimed
