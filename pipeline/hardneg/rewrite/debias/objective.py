"""The objective of herding: how much a linear text-only classifier could learn from the selected candidates.

A candidate has features f_k; each changes its sign where caption and candidate are exchanged. With S_k the sum of f_k over the selected
candidates and n_k the sum of |f_k| over them, the objective is

    E = sum over features k of weight_k / (n_k + RARE) * S_k^2 - 2 * sum over the selected candidates of their bonus

The bonus of a negative is the term of concreteness (`hardneg.rewrite.concreteness`), which is 0 for all where `rewrite.concreteness` is 0;
that of a positive depends on its kind (`positives`). `Objective` holds the first sum; `selection` deducts the bonus from cost and score.

`hardneg.rewrite.debias.herding` says why small sums hide which text is the negative, and minimises E by coordinate descent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

Feature = tuple[str, str]
"""The sort of a feature, which has a weight, and which feature of that sort it is."""
Features = Mapping[Feature, float]

RARE = 2.0
"""Smoothing, in candidates: a feature that few of them have counts less, since a classifier cannot learn it either."""
POOLED = 0.3
"""Weight of the sums over all candidates, where each family has its own sums with weight 1."""
ALL = ""
"""The scope of sums over all families."""
SIGN = 3.0
"""Weight of the sign of the log-likelihood gap, where its size has weight 1."""
WEIGHTS: Mapping[str, float] = {
    "1": 1.0,  # n-grams of words
    "2": 0.5,
    "3": 0.2,
    "frequency": 1.0,  # how many other captions have a word
    "words": 1.0,  # length
    "letters": 0.5,
    "gap": 4.0,  # size of the log-likelihood gap; `balance.likelihood`
    "gap sign": 12.0,
    "cooccurrence": 2.0,  # size of the gain
    "cooccurrence sign": 6.0,
    "score": 4.0,  # size of the score of a text-only classifier
    "score sign": 12.0,
    "order": 1.0,  # of two phrases that change places (`exchange_order`)
    "first": 1.0,
    "sorts": 2.0,
    "starts": 2.0,
    "longer": 2.0,
}


class Scoped(NamedTuple):
    """Hold features of a candidate, and the scopes in whose sums they count. Each scope, such as a family, has a weight."""

    features: Features
    scopes: Mapping[str, float]


class Objective:
    """Compute E by the sums of the features of the selected candidates.

    Args:
        rows: Features of each candidate.
        shares: Prior probability of each candidate to be selected: n_k is estimated by it until `recount` is called.
        likelihood: Weight of the size of the log-likelihood gap.
    """

    def __init__(self, rows: Sequence[Sequence[Scoped]], shares: Sequence[float], likelihood: float = WEIGHTS["gap"]) -> None:
        weight = {**WEIGHTS, "gap": likelihood, "gap sign": likelihood * SIGN}
        self.names: dict[tuple[str, Feature], int] = {}
        support: dict[int, float] = defaultdict(float)
        self.rows: list[tuple[Any, Any, Any]] = []
        for row, share in zip(rows, shares, strict=True):
            indices, values, weights = [], [], []
            for features, scopes in row:
                for key, value in features.items():
                    for scope, factor in scopes.items():
                        index = self.names.setdefault((scope, key), len(self.names))
                        support[index] += share * abs(value)
                        indices.append(index)
                        values.append(value)
                        weights.append(factor * weight[key[0]])
            self.rows.append((np.array(indices, np.int64), np.array(values), np.array(values) * np.array(weights)))
        self.support = np.array([support[i] for i in range(len(self.names))])
        """Support n_k of each feature."""
        self.sums = np.zeros(len(self.names))
        """Sum S_k of each feature."""

    def add(self, j: int, sign: float) -> None:
        """Add candidate `j` to the sums (sign 1), or remove it (sign -1)."""
        index, value, _ = self.rows[j]
        self.sums[index] += sign * value

    def recount(self, selected: Iterable[int]) -> None:
        """Set n_k to the sum of |f_k| over these candidates."""
        self.support[:] = 0.0
        for j in selected:
            index, value, _ = self.rows[j]
            self.support[index] += np.abs(value)

    def score(self, j: int) -> float:
        """Return how surely a naive classifier, fitted to the selected candidates, recognises `j`; 0 is a guess."""
        index, _, weighted = self.rows[j]
        return float(self.sums[index] @ (weighted / (self.support[index] + RARE)))

    def cost(self, j: int) -> float:
        """Return half of what E increases by if `j` is added."""
        index, value, weighted = self.rows[j]
        return float((self.sums[index] + 0.5 * value) @ (weighted / (self.support[index] + RARE)))
