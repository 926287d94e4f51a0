"""Divide row groups among readers, and order them. Everything follows from seed and epoch, so readers agree without talking.

A reader is one worker of one rank. The row groups of an epoch are permuted and dealt out in turn. Where there are more readers than row
groups, each row group is divided into slices, and readers take different slices of it. Successive row groups of a reader form a block, in
which captions are shuffled; the block is small, so memory is bounded.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

BLOCK_ROWS = 40_000
BLOCK_BYTES = 64 * 2**20
"""Upper bounds on a block: rows, and compressed bytes of the columns that are read. A block has at least one row group."""


class RowGroup(NamedTuple):
    """Identify a row group of a shard by the index of the file, with its size."""

    file: int
    number: int
    rows: int
    bytes: int


class Unit(NamedTuple):
    """Describe what one reader takes of the row group at index `group`: the samples whose ordinal is `slice` modulo `of`."""

    group: int
    slice: int = 0
    of: int = 1


def units(groups: int, readers: int, reader: int, order: Sequence[int]) -> list[Unit]:
    """Return the units of a reader, in the order of `order`, which permutes the row groups."""
    slices = -(-readers // groups)
    return [Unit(group, number, slices) for group in order for number in range(slices)][reader::readers]


def permutation(count: int, shuffle: bool, seed: int, epoch: int) -> list[int]:
    """Return the order of the row groups in an epoch."""
    if not shuffle:
        return list(range(count))
    return [int(each) for each in np.random.default_rng((seed, epoch)).permutation(count)]


def blocks(some: Sequence[Unit], groups: Sequence[RowGroup], shuffle: bool) -> list[list[Unit]]:
    """Join successive units into blocks within the bounds; without shuffling each unit is a block."""
    found: list[list[Unit]] = []
    rows = size = 0
    for unit in some:
        of = groups[unit.group]
        rows, size = rows + of.rows // unit.of, size + of.bytes // unit.of
        if not shuffle or not found or rows > BLOCK_ROWS or size > BLOCK_BYTES:
            found.append([])
            rows, size = of.rows // unit.of, of.bytes // unit.of
        found[-1].append(unit)
    return found
