"""Measure pairwise accuracy, how often a text-only classifier names the negative of two texts, and its confidence interval."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.seeding import seed_for

Scores = npt.NDArray[np.float64]
FEWEST = 40
"""Least number of pairs for an accuracy: with fewer, its 95% interval would be wider than 0.3."""
_RESAMPLES = 1000


class Accuracy(NamedTuple):
    """Hold the share of pairs whose negative was recognised (ties count half), with its 95% interval."""

    value: float
    low: float
    high: float
    pairs: int


def pairwise(
    margins: Scores, groups: npt.NDArray[np.int64], seed: int, weights: Scores | None = None, fewest: int = FEWEST
) -> Accuracy | None:
    """Return the accuracy of a classifier, by its score of the negative less that of the other text; None for fewer than `fewest` pairs.

    The interval is a percentile bootstrap over `groups` (captions, images), not over pairs, since the pairs of one caption are correlated
    (Efron and Tibshirani 1993, chapter 13). Where all pairs are right, or none, it would have no width; there the interval is Wilson's.

    Args:
        margins: Score of each negative less that of the other text.
        groups: Group of each pair.
        seed: Seed of the bootstrap.
        weights: Number of pairs that each pair represents, where the sample is stratified.
        fewest: With fewer pairs there is no accuracy.
    """
    pairs = len(margins)
    if pairs < fewest:
        return None
    weights = np.ones(pairs) if weights is None else weights
    right = ((margins > 0) + 0.5 * (margins == 0)) * weights
    value = float(right.sum() / weights.sum())
    _, member = np.unique(groups, return_inverse=True)
    sums, sizes = np.bincount(member, right), np.bincount(member, weights)
    if value in (0.0, 1.0):
        return Accuracy(value, *wilson(value, len(sizes)), pairs)
    drawn = np.random.default_rng(seed_for(seed, "", "quality", "bootstrap"))
    times = drawn.multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=_RESAMPLES)
    low, high = np.quantile((times @ sums) / (times @ sizes), [0.025, 0.975])
    return Accuracy(value, float(low), float(high), pairs)


def wilson(share: float, size: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95% interval of a share observed in `size` independent cases (Wilson 1927)."""
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * float(np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2)))
    return max(0.0, middle - half), min(1.0, middle + half)


def by_gap(
    gaps: Sequence[float | None], groups: npt.NDArray[np.int64], seed: int, weights: Scores | None = None, fewest: int = FEWEST
) -> Accuracy | None:
    """Return the accuracy of naming the less likely text, over the pairs that have a gap. The other arguments are those of `pairwise`."""
    known = np.array([number for number, gap in enumerate(gaps) if gap is not None], np.int64)
    margins = np.array([gaps[number] for number in known], np.float64)
    return pairwise(margins, groups[known], seed, weights[known] if weights is not None else None, fewest)
