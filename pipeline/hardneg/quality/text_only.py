"""Train and test text-only classifiers on a set of pairs, overall and by family."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hardneg.errors import UserError
from hardneg.quality.accuracy import FEWEST, Accuracy, Scores, by_gap, pairwise
from hardneg.quality.independent_llm import weights
from hardneg.quality.ngrams import Features
from hardneg.quality.pairs import NO_FAMILY, Halves, Pair, Places, by_family, halve
from hardneg.wording import amount

ALL, CLOSED = "all", "replace and swap"
"""Rows of the tables in addition to the families: all pairs, and all without insertions and deletions, whose length may reveal them."""
OPEN = ("add", "negation")
FEWEST_READ = 10
"""Least number of pairs of a family for the accuracy of an independent LLM. With ten, the interval is wide."""
SIZES = tuple(500 * 2**power for power in range(12))
Classifier = Callable[[Sequence[Pair], Halves], Scores]
"""A classifier learns from one half, and returns for each pair of the other its score of the negative less that of the other text."""


class Point(NamedTuple):
    """Hold one point of a learning curve: the accuracy after training on `train` pairs."""

    train: int
    accuracy: Accuracy | None


class Figures(NamedTuple):
    """Hold the numbers of pairs of one family, or of all, and the accuracy of each classifier; None where pairs are too few.

    `ngrams` is trained on this family alone, `ngrams_of_all` and `transformer` on all families. `likelihood` and `judge`, an LLM that took
    no part in the run, are untrained, so they are measured on both halves. `judge` is measured on a sample; over several families each is
    weighted by its share of all pairs. `curve` is the learning curve of `ngrams`.
    """

    train: int
    test: int
    ngrams: Accuracy | None
    ngrams_of_all: Accuracy | None
    transformer: Accuracy | None
    likelihood: Accuracy | None
    judge: Accuracy | None
    curve: tuple[Point, ...]


def text_only_accuracies(pairs: Sequence[Pair], seed: int, transformer: Classifier | None, name: str) -> dict[str, Figures]:
    """Return accuracies by row: `ALL`, `CLOSED` if it differs, and each family.

    Raises:
        UserError: There are too few pairs.
    """
    halves = halve(pairs, seed)
    if not _enough(halves):
        captions = len(set(halves.group.tolist()))
        raise UserError(
            f"{name}: {amount(len(pairs), 'pair')} of {amount(captions, 'caption')} are too few; give {2 * FEWEST} or more, "
            f"so that each half has {FEWEST}"
        )
    features = Features(pairs, halves.train)
    margins = np.full(len(pairs), np.nan)
    margins[halves.test] = features.margins(features.learn(halves.train), halves.test)
    tuned = np.full(len(pairs), np.nan)
    if transformer is not None:
        tuned[halves.test] = transformer(pairs, halves)
    stands_for = weights(pairs)
    return {
        row: _figures(pairs, chosen, halves, features, margins, tuned if transformer is not None else None, stands_for, seed)
        for row, chosen in rows_of(pairs).items()
    }


def enough(pairs: Sequence[Pair], seed: int) -> bool:
    """Return whether each half has `FEWEST` pairs, as `text_only_accuracies` requires."""
    return _enough(halve(pairs, seed))


def _enough(halves: Halves) -> bool:
    return min(len(halves.train), len(halves.test)) >= FEWEST


def rows_of(pairs: Sequence[Pair]) -> Mapping[str, Places]:
    """Return the indices of the pairs of each row of the table."""
    families = by_family(pairs)
    found = {ALL: np.arange(len(pairs))}
    closed = {family: places for family, places in families.items() if not family.startswith(OPEN)}
    if closed and len(closed) < len(families):
        found[CLOSED] = np.sort(np.concatenate(list(closed.values())))
    return found | {family: places for family, places in families.items() if family != NO_FAMILY}


def _figures(
    pairs: Sequence[Pair],
    chosen: Places,
    halves: Halves,
    features: Features,
    margins: Scores,
    tuned: Scores | None,
    stands_for: Scores,
    seed: int,
) -> Figures:
    train, test = halves.train[np.isin(halves.train, chosen)], halves.test[np.isin(halves.test, chosen)]
    groups = halves.group[test]
    points = []
    if min(len(train), len(test)) >= FEWEST:
        for size in [*(size for size in SIZES if size < len(train)), len(train)]:
            learned = features.margins(features.learn(train[:size]), test) if size < len(halves.train) else margins[test]
            points.append(Point(size, pairwise(learned, groups, seed)))
    return Figures(
        train=len(train),
        test=len(test),
        ngrams=points[-1].accuracy if points else None,
        ngrams_of_all=pairwise(margins[test], groups, seed),
        transformer=pairwise(tuned[test], groups, seed) if tuned is not None else None,
        likelihood=by_gap([pairs[i].gap for i in chosen], halves.group[chosen], seed),
        judge=by_gap([pairs[i].judge_gap for i in chosen], halves.group[chosen], seed, stands_for[chosen], FEWEST_READ),
        curve=tuple(points),
    )
