"""The objective of herding: how much a linear text-only classifier could learn from the selected candidates.

A candidate has features f_k; each changes its sign where caption and candidate are exchanged. With S_k the sum of f_k over the selected
candidates and n_k the sum of |f_k| over them, the objective is

    E = sum over features k of weight_k / (n_k + RARE) * S_k^2 - 2 * sum over the selected candidates of their bonus

The bonus of a negative is the term of concreteness (`hardneg.rewrite.concreteness`), which is 0 for all where `rewrite.concreteness` is 0;
that of a positive depends on its kind (`positives`). `Objective` holds the first sum; `selection` deducts the bonus from cost and score.

`hardneg.rewrite.debias.herding` says why small sums hide which text is the negative, and minimises E by coordinate descent.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

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
_BLOCK = 20_000
"""So many names of sums are Python strings at a time, of millions in a part."""
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

    The features of a part are kept as flat arrays. Most names are n-grams of one candidate, which as Python objects would take more memory
    than all else that is known of the part.

    Args:
        rows: Features of each candidate, which are read once.
        shares: Prior probability of each candidate to be selected: n_k is estimated by it until `recount` is called.
        likelihood: Weight of the size of the log-likelihood gap.
    """

    def __init__(self, rows: Iterable[Sequence[Scoped]], shares: Sequence[float], likelihood: float = WEIGHTS["gap"]) -> None:
        weight = {**WEIGHTS, "gap": likelihood, "gap sign": likelihood * SIGN}
        names, kinds, ends = _Names(), array("i"), array("q", [0])
        known: dict[tuple[float, float], int] = {}  # values and weights are few
        for row in rows:
            for features, scopes in row:
                for (sort, name), value in features.items():
                    for scope, factor in scopes.items():
                        names.add(f"{scope}\t{sort}\t{name}")
                        kinds.append(known.setdefault((value, factor * weight[sort]), len(known)))
            ends.append(len(kinds))
        self._index, self._names = names.numbered()
        self._kinds, self._ends = np.frombuffer(kinds, np.intc), ends  # without a copy
        self._values = np.array([value for value, _ in known])
        self._weighted = self._values * np.array([weight for _, weight in known])
        self.support = np.zeros(len(self._names))
        """Support n_k of each feature."""
        for j, share in enumerate(shares):
            index, value, _ = self.row(j)
            np.add.at(self.support, index, share * np.abs(value))
        self.sums = np.zeros(len(self._names))
        """Sum S_k of each feature."""
        self._scaled = np.empty(len(kinds))
        self._rescale()

    def row(self, j: int) -> tuple[Any, Any, Any]:
        """Return the indices of the sums that candidate `j` is in, its features there, and these times their weights."""
        own = self._own(j)
        kinds = self._kinds[own]
        return self._index[own], self._values[kinds], self._weighted[kinds]

    def named(self) -> Iterator[tuple[str, Feature, int]]:
        """Yield scope, feature and index of each sum."""
        for index, name in enumerate(self._names):
            scope, sort, feature = name.as_py().split("\t", 2)
            yield scope, (sort, feature), index

    def add(self, j: int, sign: float) -> None:
        """Add candidate `j` to the sums (sign 1), or remove it (sign -1)."""
        index, value, _ = self.row(j)
        self.sums[index] += sign * value

    def recount(self, selected: Iterable[int]) -> None:
        """Set n_k to the sum of |f_k| over these candidates."""
        self.support[:] = 0.0
        for j in selected:
            index, value, _ = self.row(j)
            self.support[index] += np.abs(value)
        self._rescale()

    def score(self, j: int) -> float:
        """Return how surely a naive classifier, fitted to the selected candidates, recognises `j`; 0 is a guess."""
        own = self._own(j)
        return float(self.sums[self._index[own]] @ self._scaled[own])

    def cost(self, j: int) -> float:
        """Return half of what E increases by if `j` is added."""
        own = self._own(j)
        return float((self.sums[self._index[own]] + 0.5 * self._values[self._kinds[own]]) @ self._scaled[own])

    def _own(self, j: int) -> slice:
        return slice(self._ends[j], self._ends[j + 1])

    def _rescale(self) -> None:
        """Divide the weighted features by their support, once for all candidates."""
        for start in range(0, len(self._scaled), _BLOCK):
            some = slice(start, start + _BLOCK)
            np.divide(self._weighted[self._kinds[some]], self.support[self._index[some]] + RARE, out=self._scaled[some])


class _Names:
    """A `_Names` numbers names in the order in which they first occur, and keeps them in Arrow arrays."""

    def __init__(self) -> None:
        self._blocks: list[pa.DictionaryArray] = []
        self._waiting: list[str] = []

    def add(self, name: str) -> None:
        """Add the next occurrence of a name."""
        self._waiting.append(name)
        if len(self._waiting) == _BLOCK:
            self._encode()

    def numbered(self) -> tuple[Any, pa.StringArray]:
        """Return the number of the name at each occurrence, and the names."""
        self._encode()
        blocks = pa.chunked_array(self._blocks).unify_dictionaries()
        return np.concatenate([block.indices.to_numpy() for block in blocks.chunks]), blocks.chunk(0).dictionary

    def _encode(self) -> None:
        self._blocks.append(pa.array(self._waiting, pa.string()).dictionary_encode())
        self._waiting.clear()
