import json
from pathlib import Path

import numpy as np
import pytest

from hardneg.errors import UserError
from hardneg.training.matcher.evaluate import CALIBRATION_SEED, evaluate
from hardneg.training.matcher.scenes.scene_accuracy import FAMILIES, figures_of, scores_of, trial_of

LEAST = 0.95


@pytest.mark.slow
def test_the_shipped_matcher_tells_every_family_of_negatives_on_fresh_scenes() -> None:
    from hardneg.matching.load import load_matcher

    matcher = load_matcher("scenes", device="cpu")
    trial = trial_of(200, 4_242)
    figures = figures_of(scores_of(matcher, trial), trial, matcher.threshold)  # type: ignore[attr-defined]
    assert {family: value for family, value in figures.pairwise.items() if value < LEAST} == {}
    assert np.mean(list(figures.balanced.values())) > LEAST
    assert figures.positives > LEAST


@pytest.mark.slow
def test_figures_are_said_and_written(tmp_path: Path) -> None:
    said: list[str] = []
    result = evaluate("scenes", 12, 5, str(tmp_path / "figures.json"), said.append)
    written = json.loads((tmp_path / "figures.json").read_text())
    assert written.keys() == result.keys()
    assert set(written["pairwise"]) == set(written["balanced"]) == set(written["before"]) == set(FAMILIES)
    assert written["counts"] == result["counts"]
    assert any("| relation |" in line for line in said)
    assert written["model"].startswith("scenes@")


def test_the_seed_that_thresholds_were_chosen_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="thresholds"):
        evaluate("scenes", 2, CALIBRATION_SEED, None, lambda _: None)


def test_a_file_that_cannot_be_written_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--json"):
        evaluate("scenes", 2, 5, str(tmp_path / "no" / "figures.json"), lambda _: None)
