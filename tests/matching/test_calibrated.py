import json
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.matching.calibrated import NOT_CALIBRATED, find_calibrated
from hardneg.models.matcher_folder import find_matcher
from hardneg.schemas.config import MatchConfig

ASKED = MatchConfig(alpha=0.05)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a folder that passes for a model until it is loaded."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "clip"}))
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def test_of_a_model_without_a_calibration_nothing_is_claimed(model: Path) -> None:
    chosen = find_calibrated(str(model), None, None, ASKED)
    guarantee = chosen.guarantee(ASKED, mismatch_below=-1.5)
    assert (chosen.calibration, chosen.bounds) == (None, [])
    assert chosen.revision == find_matcher(str(model)).revision
    (bound,) = guarantee.bounds
    assert (bound.claimed, bound.why, bound.alpha) == (False, NOT_CALIBRATED, 0.05)
    assert (guarantee.calibration, guarantee.mismatch_below) == (None, -1.5)


def test_the_shipped_text_matcher_has_a_bound_that_its_revision_and_guarantee_name() -> None:
    chosen = find_calibrated("text", None, None, ASKED)
    assert chosen.calibration is not None
    assert {bound.alpha for bound in chosen.bounds} == {0.05}
    assert chosen.revision == f"{chosen.located.revision}+{chosen.calibration.hash}"
    guarantee = chosen.guarantee(ASKED)
    assert (guarantee.calibration, guarantee.bounds) == (chosen.calibration.hash, chosen.bounds)
    assert guarantee.rows_bound > 0


def test_a_calibration_that_is_not_there_names_model_and_folder(model: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        find_calibrated(str(model), None, str(tmp_path), ASKED)
    assert f"matcher {model}: no calibration.json in {tmp_path}" in str(caught.value)


def test_a_matcher_without_a_calibration_judges_nothing_unless_it_is_told_to(model: Path) -> None:
    abstains = find_calibrated(str(model), None, None, ASKED)
    assert not abstains.judges(["object", "count"]).any()
    assert abstains.guarantee(ASKED).abstains["object"] == NOT_CALIBRATED  # type: ignore[index]
    assert find_calibrated(str(model), None, None, ASKED.model_copy(update={"uncalibrated": "judge"})).judges(["object"]).all()


def test_the_shipped_text_matcher_judges_what_its_calibration_shows_and_no_additions() -> None:
    chosen = find_calibrated("text", None, None, ASKED)
    assert chosen.judges(["object", "attribute", "count", "relation", "action", "word_order"]).all()
    assert not chosen.judges(["add_object", "add_attribute", "negation", "temporal"]).any()
    assert not find_calibrated("text", None, None, ASKED.model_copy(update={"auc_min": 0.98})).judges(["attribute"]).any()
