"""Measure the text-only accuracy of rows that are trained on in both directions.

A row whose caption and negative each have an image is two training pairs. Over the two, a classifier that sees the texts alone is right
exactly once; `hardneg.schemas.own_image` has the proof. So the accuracy of such rows is one half, and the leakage that a run has to answer
for is that of the other rows. `parted` separates the two kinds; `both_directions` writes out the two pairs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hardneg.quality.pairs import Pair


class Parted(NamedTuple):
    """Hold the pairs that are trained on in one direction, and those that have two images and are trained on in both."""

    one: list[Pair]
    both: list[Pair]


def parted(pairs: Sequence[Pair]) -> Parted:
    """Divide `pairs` by whether both of their texts have an image."""
    return Parted([pair for pair in pairs if not pair.own_image], [pair for pair in pairs if pair.own_image])


def both_directions(pairs: Sequence[Pair]) -> list[Pair]:
    """Return each pair followed by its reverse, in which the negative is the true text and the caption the false one."""
    return [each for pair in pairs for each in (pair, reverse(pair))]


def reverse(pair: Pair) -> Pair:
    """Exchange the caption and its negative; the gaps change their sign. Positives are true of the caption's image, so they are dropped."""
    gap, judge_gap = (None if gap is None else -gap for gap in (pair.gap, pair.judge_gap))
    return pair._replace(caption=pair.negative, negative=pair.caption, positives=(), edits=None, gap=gap, judge_gap=judge_gap)


def accuracy_of_all(one: float, sizes: tuple[int, int]) -> float:
    """Return the accuracy over all training pairs of a run.

    Args:
        one: Accuracy of the rows that are trained on in one direction.
        sizes: How many rows are trained on in one direction, and how many in both.
    """
    single, double = sizes
    return (one * single + 0.5 * 2 * double) / (single + 2 * double)
