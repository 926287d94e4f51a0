import numpy as np
import pytest

from hardneg.matching.matcher import Pairs, Scores
from hardneg.scenes.oracle import is_true
from hardneg.scenes.world import sample_at
from hardneg.training.matcher.scenes.scene_accuracy import FAMILIES, SceneTrial, best_threshold, figures_of, measured, scores_of, trial_of


class Oracle:
    """Score by the truth of the scenes of a seed, found by the bytes of their images."""

    revision = "oracle"
    threshold = None
    truncated = 0

    def __init__(self, seed: int, count: int, trial: SceneTrial) -> None:
        self.scenes = {trial.pictures[number].tobytes(): sample_at(seed, number).scene for number in range(count)}

    def score(self, images: list[object], texts: list[str], pairs: Pairs | None = None) -> Scores:
        assert pairs is not None
        truths = [is_true(texts[text], self.scenes[images[image].tobytes()]) for image, text in pairs]  # type: ignore[attr-defined]
        return np.array([{True: 3.0, None: 1.0, False: -1.0}[truth] for truth in truths], np.float32)

    def unlearnt(self, text: str) -> str | None:  # noqa: ARG002
        return None


@pytest.fixture(scope="module")
def trial() -> SceneTrial:
    return trial_of(120, 21)


def test_a_matcher_that_knows_the_truth_has_no_errors(trial: SceneTrial) -> None:
    figures = measured(Oracle(21, 120, trial), trial, 2.0)
    assert set(figures.pairwise.values()) == set(figures.balanced.values()) == {1.0}
    assert (figures.captions, figures.positives) == (1.0, 1.0)
    assert all(count > 20 for count in figures.counts.values())
    assert set(figures.counts) == set(FAMILIES)


def test_the_threshold_decides_balanced_accuracy_and_not_the_pairs(trial: SceneTrial) -> None:
    scores = scores_of(Oracle(21, 120, trial), trial)
    assert set(figures_of(scores, trial, 10.0).balanced.values()) == {0.5}
    assert set(figures_of(scores, trial, 10.0).pairwise.values()) == {1.0}
    assert -1.0 < best_threshold(scores, trial) <= 3.0


def test_the_same_seed_gives_the_same_trial_and_another_another(trial: SceneTrial) -> None:
    assert trial_of(5, 21).texts == trial.texts[: len(trial_of(5, 21).texts)]
    assert trial_of(5, 22).texts != trial_of(5, 21).texts


def test_without_a_pair_a_familys_figures_are_no_numbers() -> None:
    one = trial_of(1, 21)
    figures = figures_of(np.zeros(len(one.texts), np.float32), one, 0.0)
    assert all(np.isnan(figures.pairwise[family]) for family in FAMILIES if not figures.counts[family])
