"""The energy that `herding` makes small: weighted squares of the sums of features, as proposals are counted in and out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

Feature = tuple[str, str]  # of what sort, and which
Features = Mapping[Feature, float]

RARE = 2.0  # pairs; a feature of few pairs counts less, since a classifier cannot learn it either
POOLED = 0.3  # weight of the sums over all families beside those of each
# Of words, pairs, triples; of how many captions have a word; of more words or letters than there were.
# `company` and `fits`: how much better what goes in fits the rest of the caption, and whether it does.
# `call` and `called`: how surely a judge that reads calls the negative, and whether it does.
# The last five: which of two things that change places comes first (`exchange_order`).
WEIGHTS = {
    "1": 1.0,
    "2": 0.5,
    "3": 0.2,
    "frequency": 1.0,
    "words": 1.0,
    "letters": 0.5,
    "company": 2.0,
    "fits": 6.0,
    "call": 4.0,
    "called": 12.0,
    "order": 1.0,
    "first": 1.0,
    "sorts": 2.0,
    "starts": 2.0,
    "longer": 2.0,
}
SIGN = 3.0  # weight of the sign of the gap beside that of its size, in units of `balance.likelihood`


class Energy:
    """E, by the sums of the features of the proposals that are counted in.

    Args:
        features: Of each proposal.
        families: Of each proposal: E has the sums over each, and those over all of them that are not one-way.
        shares: Of each proposal, how likely it is chosen, as far as one can say before: n_k is the sum of what these move, until `count`.
        likelihood: Weight of the size of the gap.
        one_way: The one-way families.
    """

    def __init__(
        self,
        features: Sequence[Features],
        families: Sequence[str],
        shares: Sequence[float],
        likelihood: float,
        one_way: Collection[str] = frozenset(),
    ) -> None:
        weight = {**WEIGHTS, "gap": likelihood, "sign": likelihood * SIGN}
        self.names: dict[tuple[str, Feature], int] = {}
        moved: dict[int, float] = defaultdict(float)
        self.rows: list[tuple[Any, Any, Any]] = []
        for of_pair, family, share in zip(features, families, shares, strict=True):
            at, values, weights = [], [], []
            scopes = {family: 1.0} | ({} if family in one_way else {"": POOLED})
            for key, value in of_pair.items():
                for scope, factor in scopes.items():
                    index = self.names.setdefault((scope, key), len(self.names))
                    moved[index] += share * abs(value)
                    at.append(index)
                    values.append(value)
                    weights.append(factor * weight[key[0]])
            self.rows.append((np.array(at, np.int64), np.array(values), np.array(values) * np.array(weights)))
        self.moved = np.array([moved[i] for i in range(len(self.names))])
        self.sums = np.zeros(len(self.names))
        self.words = {index: scope for (scope, (sort, _)), index in self.names.items() if sort == "1" and scope}

    def add(self, j: int, sign: float) -> None:
        """Count proposal `j` in, or out."""
        index, value, _ = self.rows[j]
        self.sums[index] += sign * value

    def count(self, chosen: Iterable[int]) -> None:
        """From now on, n_k is how many of these pairs move feature k."""
        self.moved[:] = 0.0
        for j in chosen:
            index, value, _ = self.rows[j]
            self.moved[index] += np.abs(value)

    def call(self, j: int) -> float:
        """How sure the pairs counted in are that `j` is a negative; 0 is a guess."""
        index, _, weighted = self.rows[j]
        return float(self.sums[index] @ (weighted / (self.moved[index] + RARE)))

    def cost(self, j: int) -> float:
        """By how much E grows if `j` is counted in."""
        index, value, weighted = self.rows[j]
        return float((2.0 * self.sums[index] + value) @ (weighted / (self.moved[index] + RARE)))
