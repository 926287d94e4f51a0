"""Divide row groups among readers, and order them. Everything follows from seed and epoch, so readers agree without talking.

A reader is one worker of one rank. The row groups of an epoch are permuted and dealt out in turn. Where there are more readers than row
groups, each row group is divided into slices, and readers take different slices of it. Where all readers must yield equally many samples,
each takes a range of the permuted samples instead. Successive row groups of a reader form a block, in which captions are shuffled, those of
an image far from each other; the block is small, so memory is bounded.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

BLOCK_ROWS = 40_000
BLOCK_BYTES = 64 * 2**20
"""Upper bounds on a block: rows, and compressed bytes of the columns that are read. A block has at least one row group."""


Even = Literal["drop", "repeat"]


class RowGroup(NamedTuple):
    """Identify a row group of a shard by the index of the file, with its size."""

    file: int
    number: int
    rows: int
    bytes: int


class Unit(NamedTuple):
    """Describe what one reader takes of the row group at index `group`: the samples `[start:stop:step]` of it."""

    group: int
    start: int = 0
    step: int = 1
    stop: int | None = None


def units(groups: int, readers: int, reader: int, order: Sequence[int]) -> list[Unit]:
    """Return the units of a reader, in the order of `order`, which permutes the row groups."""
    slices = -(-readers // groups)
    return [Unit(group, number, slices) for group in order for number in range(slices)][reader::readers]


def share(samples: int, readers: int, even: Even) -> int:
    """Return how many samples each reader yields in an epoch where all yield equally many."""
    return samples // readers if even == "drop" else -(-samples // readers)


def even_units(counts: Sequence[int], size: int, reader: int, order: Sequence[int], first: int) -> list[Unit]:
    """Return the units of a reader that takes `size` samples.

    The samples of the row groups, in the order of `order`, form a circle that begins at the sample `first`. Readers take successive ranges
    of it. At the end of the epoch less than one sample for each reader is left, or has been yielded twice.

    Args:
        counts: Samples of each row group.
        size: Samples of a reader, at most all of them.
        reader: Number of this reader.
        order: A permutation of the row groups.
        first: Index of the first sample of reader 0.
    """
    total = sum(counts)
    begin = (first + reader * size) % total
    wrapped = max(0, begin + size - total)
    return [*_range(counts, order, begin, begin + size - wrapped), *_range(counts, order, 0, wrapped)]


def _range(counts: Sequence[int], order: Sequence[int], begin: int, end: int) -> Iterator[Unit]:
    """Yield the units that hold the samples `[begin:end]` of the row groups in this order."""
    for group, after in zip(order, accumulate(counts[each] for each in order), strict=True):
        before = after - counts[group]
        if max(begin, before) < min(end, after):
            yield Unit(group, max(begin, before) - before, 1, min(end, after) - before)


def first_sample(samples: int, groups: int, shuffle: bool, seed: int, epoch: int) -> int:
    """Return where the circle of samples begins in an epoch, so that each epoch drops or repeats others."""
    return int(np.random.default_rng((seed, epoch, 0, groups)).integers(samples)) if shuffle else 0


def permutation(count: int, shuffle: bool, seed: int, epoch: int) -> list[int]:
    """Return the order of the row groups in an epoch."""
    if not shuffle:
        return list(range(count))
    return [int(each) for each in np.random.default_rng((seed, epoch)).permutation(count)]


def spread(images: Sequence[str], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return a random order of samples, in which those of an image are far apart: in a batch, most losses take them for negatives.

    The samples of an image get evenly spaced places, of which the first is random. Each is then moved by up to half a space, so that
    images do not meet again and again.

    Args:
        images: Name of the image of each sample.
        rng: Draws the order.
    """
    numbers: dict[str, int] = {}
    shuffled = rng.permutation(len(images))
    image = np.array([numbers.setdefault(images[each], len(numbers)) for each in shuffled.tolist()], np.int64)
    sizes = np.bincount(image)
    turn = np.empty(len(images), np.int64)
    turn[np.argsort(image, kind="stable")] = np.arange(len(images)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = (turn + rng.random(len(sizes))[image] + rng.random(len(images)) / 2) / sizes[image] % 1
    return shuffled[np.argsort(place, kind="stable")]


def blocks(some: Sequence[Unit], groups: Sequence[RowGroup], shuffle: bool) -> list[list[Unit]]:
    """Join successive units into blocks within the bounds; without shuffling each unit is a block."""
    found: list[list[Unit]] = []
    rows = size = 0
    for unit in some:
        of = groups[unit.group]
        rows, size = rows + of.rows // unit.step, size + of.bytes // unit.step
        if not shuffle or not found or rows > BLOCK_ROWS or size > BLOCK_BYTES:
            found.append([])
            rows, size = of.rows // unit.step, of.bytes // unit.step
        found[-1].append(unit)
    return found
