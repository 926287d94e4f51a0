import numpy as np
import pytest

from hardneg.rewrite.plausibility.fitting import auc, fit, interval


def rows(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, list[str]]:  # type: ignore[type-arg]
    chance = np.random.default_rng(seed)
    features = chance.normal(size=(count, 12)).astype(np.float32)
    good = features[:, 0] + 0.5 * features[:, 1] + chance.normal(size=count) > -0.7
    return features, good.astype(float), [f"caption {i % 90}" for i in range(count)]


def test_a_head_distinguishes_rows_that_it_has_not_seen_and_says_how_surely() -> None:
    features, good, groups = rows(900)
    head = fit(features, good, np.ones(len(good)), groups, 10.0)
    other, truth, _ = rows(900, 1)
    found = head.probabilities(other)
    assert auc(truth > 0, found) > 0.8
    assert found.mean() == pytest.approx(truth.mean(), abs=0.05)
    sure = found > 0.9
    assert truth[sure].mean() > 0.88


def test_soft_labels_count_by_their_weight() -> None:
    features, good, groups = rows(600)
    thought = np.where(good > 0, 0.1, 0.9)  # the opposite of what is true
    both, twice = np.concatenate([features, features]), np.concatenate([good, thought])
    light = fit(both, twice, np.repeat([1.0, 0.01], 600), groups * 2, 10.0)
    heavy = fit(both, twice, np.repeat([0.01, 1.0], 600), groups * 2, 10.0)
    assert auc(good > 0, light.probabilities(features)) > 0.8
    assert auc(good > 0, features @ (heavy.weights / heavy.scale)) != pytest.approx(auc(good > 0, features @ (light.weights / light.scale)))


def test_auc_counts_ties_half_and_its_interval_holds_it() -> None:
    positive = np.array([True, True, False, False])
    assert auc(positive, np.array([1.0, 0.0, 0.0, -1.0])) == 0.875
    features, good, _ = rows(300)
    low, high = interval(good > 0, features[:, 0].astype(float))
    assert low < auc(good > 0, features[:, 0].astype(float)) < high
