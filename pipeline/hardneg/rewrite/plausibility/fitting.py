"""Fit the head to labels: logistic regression with a ridge penalty, then Platt calibration on held-out captions."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hardneg.rewrite.plausibility.head import Head
from hardneg.rewrite.plausibility.states import Features

Numbers = npt.NDArray[np.float64]
FOLDS = 5


def fit(features: Features, labels: Numbers, weights: Numbers, groups: Sequence[str], ridge: float) -> Head:
    """Fit a head to labels between 0 (senseless) and 1 (good), and calibrate its probabilities by folds of whole groups.

    Args:
        features: Features (n, width).
        labels: Label of each row; soft where another model gave it.
        weights: Weight of each row. The classes are rescaled to the same total.
        groups: Caption of each row. Rows of a group are in one fold.
        ridge: Factor on the squared weights, beside the loss summed over rows.
    """
    mean, scale = features.mean(0), features.std(0)
    scale = np.where(scale > 0, scale, 1.0).astype(np.float32)
    scaled = ((features - mean) / scale).astype(np.float64)
    balanced = weights * np.where(labels >= 0.5, 0.5 / _share(labels, weights), 0.5 / (1 - _share(labels, weights)))
    fold_of = {group: i % FOLDS for i, group in enumerate(sorted(set(groups)))}
    folds = np.array([fold_of[group] for group in groups])
    held_out = np.zeros(len(labels))
    for fold in range(FOLDS):
        learnt = folds != fold
        if learnt.all() or not learnt.any():
            continue
        vector, bias = logistic(scaled[learnt], labels[learnt], balanced[learnt], ridge)
        held_out[~learnt] = scaled[~learnt] @ vector + bias
    sure = np.isin(labels, (0.0, 1.0))
    slope, shift = logistic(held_out[sure, None], labels[sure], weights[sure], 1e-6)
    vector, bias = logistic(scaled, labels, balanced, ridge)
    return Head(mean, scale, (slope[0] * vector).astype(np.float32), float(slope[0] * bias + shift))


def auc(positive: npt.NDArray[np.bool_], scores: Numbers) -> float:
    """Return the share of pairs in which the positive row has the higher score, ties counting half."""
    one, two = scores[positive], scores[~positive]
    return float((one[:, None] > two).mean() + 0.5 * (one[:, None] == two).mean())


def interval(positive: npt.NDArray[np.bool_], scores: Numbers, draws: int = 1000) -> tuple[float, float]:
    """Return the 95% interval of `auc` by the bootstrap."""
    rng, found = np.random.default_rng(0), []
    for _ in range(draws):
        some = rng.integers(0, len(scores), len(scores))
        if 0 < positive[some].sum() < len(some):
            found.append(auc(positive[some], scores[some]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def _share(labels: Numbers, weights: Numbers) -> float:
    """Return the weighted share of good rows."""
    return float(np.clip(weights[labels >= 0.5].sum() / weights.sum(), 0.01, 0.99))


def logistic(scaled: Numbers, labels: Numbers, weights: Numbers, ridge: float) -> tuple[Numbers, float]:
    """Return the weights and the bias that minimise the loss, by L-BFGS."""
    from scipy.optimize import minimize

    signed = np.concatenate([scaled, np.ones((len(scaled), 1))], 1)

    def loss(vector: Numbers) -> tuple[float, Numbers]:
        logits = signed @ vector
        value = weights @ (np.logaddexp(0.0, logits) - labels * logits) + 0.5 * ridge * vector[:-1] @ vector[:-1]
        slope = signed.T @ (weights * (1 / (1 + np.exp(-np.clip(logits, -50, 50))) - labels))
        slope[:-1] += ridge * vector[:-1]
        return float(value), slope

    found = minimize(loss, np.zeros(signed.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return found[:-1], float(found[-1])
