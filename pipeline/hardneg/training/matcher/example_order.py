"""Order the training examples of a run, so that any step finds its own without those before it, and hold some captions out.

As in `hardneg.loading`, each epoch permutes the row groups and joins them into blocks, in which examples are shuffled. One or two
blocks are in memory. The number of examples in each row group is counted once, without reading images.
"""

import hashlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from hardneg.errors import UserError
from hardneg.loading.plan import RowGroup, Unit, blocks, permutation
from hardneg.training.matcher.run_examples import Data, RunExample

BLOCKS = 2
"""Blocks in memory: a batch may be in two."""


class Epoch(NamedTuple):
    """Hold the blocks of an epoch, and the place of the end of each."""

    number: int
    blocks: list[list[Unit]]
    ends: list[int]


class Use(Enum):
    """Say what an example is for."""

    TRAINING = "training"
    EVALUATION = "evaluation"
    CALIBRATION = "calibration"


def use_of(group: str, share: float, calibration: float = 0.0) -> Use:
    """Return what the examples of a group are for, by a hash of its name, so that the split is stable when the data grow.

    Args:
        group: See `RunExample`.
        share: Share of the groups that are held out from training, to evaluate it.
        calibration: Share of them that is kept for the calibration, and is seen neither in training nor in its evaluation.
    """
    place = int.from_bytes(hashlib.blake2b(group.encode(), digest_size=8).digest(), "big") / 2.0**64
    if place >= 1.0 - calibration:
        return Use.CALIBRATION
    return Use.EVALUATION if place < share else Use.TRAINING


class ExampleOrder:
    """Give the training example at each place of an endless sequence, and the examples that are held out.

    Args:
        data: The examples.
        name: What the user called them.
        share: Share of the groups that are held out.
        max_held_out: Upper bound on the held-out examples, which are all in memory.
        seed: Seed of the order.
        calibration: Share of the groups that the order leaves to a calibration.

    Raises:
        UserError: There are too few examples.
    """

    def __init__(self, data: Data, name: str, share: float, max_held_out: int, seed: int, calibration: float = 0.0) -> None:
        self.data, self.share, self.seed, self.calibration = data, share, seed, calibration
        self.held_out: list[RunExample] = []
        self.counts: dict[int, int] = {}
        found = 0
        for number in permutation(len(data.groups), True, 0, 0):  # not in order: parts may be sorted by topic
            known = [self._use(each) for each in data.count(data.groups[number])]
            found += len(known)
            self.counts[number] = known.count(Use.TRAINING)
            if Use.EVALUATION in known and len(self.held_out) < max_held_out:
                self.held_out += [each for each in data.read(data.groups[number]) if self._use(each) is Use.EVALUATION]
        del self.held_out[max_held_out:]
        self.total = sum(self.counts.values())
        if found < 2:
            raise UserError(
                f"--data {name}: {found} captions have an image and a negative, 2 are needed; run the pipeline on captions with images"
            )
        if not self.held_out or not self.total:
            raise UserError(f"--data {name}: {found} captions are too few for a held-out split; give a hundred or more")
        self._epoch = self._ordered(0)
        self._loaded: OrderedDict[tuple[int, int], list[RunExample]] = OrderedDict()

    def at(self, place: int) -> RunExample:
        """Return the training example at a place. The first `total` places are the first epoch."""
        number, within = divmod(place, self.total)
        if self._epoch.number != number:
            self._epoch = self._ordered(number)
        block = bisect_right(self._epoch.ends, within)
        return self._block(block)[within - (self._epoch.ends[block - 1] if block else 0)]

    def used(self) -> Iterator[list[RunExample]]:
        """Yield the examples of training and evaluation, a row group at a time, in the order of the files."""
        for group in self.data.groups:
            yield [each for each in self.data.read(group) if self._use(each) is not Use.CALIBRATION]

    def _use(self, example: RunExample) -> Use:
        return use_of(example.group, self.share, self.calibration)

    def _ordered(self, epoch: int) -> Epoch:
        order = [Unit(number) for number in permutation(len(self.data.groups), True, self.seed, epoch)]
        found = blocks(order, self.data.groups, shuffle=True)
        return Epoch(epoch, found, list(accumulate(sum(self.counts[unit.group] for unit in block) for block in found)))

    def _block(self, block: int) -> list[RunExample]:
        key = self._epoch.number, block
        if key not in self._loaded:
            while len(self._loaded) >= BLOCKS:
                self._loaded.popitem(last=False)
            groups: list[RowGroup] = [self.data.groups[unit.group] for unit in self._epoch.blocks[block]]
            examples = [each for group in groups for each in self.data.read(group) if self._use(each) is Use.TRAINING]
            rng = np.random.default_rng((self.seed, self._epoch.number, 1 + self._epoch.blocks[block][0].group))
            self._loaded[key] = [examples[i] for i in rng.permutation(len(examples)).tolist()]
        return self._loaded[key]
