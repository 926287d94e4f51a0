"""Give the samples of shards to torch: an `IterableDataset` that is divided over ranks and workers, and that can be resumed."""

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch.utils.data import IterableDataset, get_worker_info

from hardneg.errors import UserError
from hardneg.loading.options import Options
from hardneg.loading.stream import Opened, Place, Sample, samples, share_of

ORDER = 2
"""Version of the order in which samples of a block are shuffled. A state of another one would repeat samples, or lose some."""

WARNED = -2
"""Stands for the epoch that was read to its end where the warning that one is read again has been given."""


class Loader(IterableDataset):  # type: ignore[misc]
    """Yield one sample for each caption of the shards, or for each image. `hardneg.load` makes it and describes the samples.

    The workers of a `DataLoader` and the ranks share the captions: each is yielded once in an epoch, by one of them. Ranks may differ by up
    to a row group for each worker. With `even` they yield equally many, so that all take the same number of steps.

    Args:
        opened: The shards.
        options: What is read and drawn.
        rank: Number of this process among `world_size`.
        world_size: Number of processes that share the shards.
    """

    def __init__(self, opened: Opened, options: Options, rank: int, world_size: int) -> None:
        self.opened, self.options, self.rank, self.world_size = opened, options, rank, world_size
        self._epoch = torch.zeros((), dtype=torch.int64).share_memory_()  # workers that live on see it change
        self._ended = torch.full((), -1, dtype=torch.int64).share_memory_()  # the epoch that was read to its end last, or WARNED
        self._resume: tuple[int, Place] | None = None
        self._at: tuple[tuple[int, int], int, Place] | None = None

    @property
    def epoch(self) -> int:
        """Return the epoch of the next iteration."""
        return int(self._epoch)

    def set_epoch(self, epoch: int) -> None:
        """Set the epoch of the next iteration: another order, and other negatives. Call it before each epoch."""
        self._epoch.fill_(epoch)

    def steps(self, batch_size: int, workers: int = 0, drop_last: bool = False) -> int:
        """Return the number of batches that a `DataLoader` of this dataset yields in an epoch, on every rank. It needs `even`.

        Args:
            batch_size: That of the `DataLoader`.
            workers: Its `num_workers`.
            drop_last: Its `drop_last`: each worker drops its last batch if it is smaller than the others.

        Raises:
            UserError: The dataset was opened without `even`, or has too few samples for each worker to get one.
        """
        share = share_of(self.opened, self.options, self.world_size * max(1, workers))
        if share is None:
            raise UserError("hardneg.load: the number of steps is known before the epoch only with even='drop' or even='repeat'")
        return max(1, workers) * (share // batch_size if drop_last else -(-share // batch_size))

    def __iter__(self) -> Iterator[Sample]:
        """Yield the samples of this rank and worker, from the place of `load_state_dict` if that is in this epoch."""
        (reader, readers), epoch = self._reader(), self.epoch
        if self._resume is None and reader == 0 and self.options.shuffle and self._ended == epoch:
            warnings.warn(f"hardneg.load: epoch {epoch} is read again; call set_epoch before each epoch for other negatives", stacklevel=2)
            self._ended.fill_(WARNED)
        at, place = self._resume or (-1, Place())
        self._resume = None
        start = place if at == epoch else Place()
        self._at = (reader, readers), epoch, start
        for after, sample in samples(self.opened, self.options, reader, readers, epoch, start):
            self._at = (reader, readers), epoch, after
            yield sample
        self._at = (reader, readers), epoch, self._end
        if reader == 0 and self._ended != WARNED:
            self._ended.fill_(epoch)

    def state_dict(self) -> dict[str, Any]:
        """Return where this reader is: after the sample that it yielded last."""
        reader, readers = self._reader()
        place = Place()
        if self._resume is not None and self._resume[0] == self.epoch:
            place = self._resume[1]
        elif self._at is not None and self._at[:2] == ((reader, readers), self.epoch):  # a worker begins as a copy of the main process
            place = self._at[2]
        at = {"epoch": self.epoch, "block": place.block, "sample": place.sample, "given": place.given}
        return at | self._identity(readers)

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from a state: the next iteration of its epoch begins there. It sets the epoch.

        A state after the end of an epoch does not return to that epoch from a later one: torchdata loads it as late as in the first
        iteration, when the training loop has already set the next epoch.

        Raises:
            UserError: The state is of other shards, another seed, another number of ranks or workers, or of options by which other
                samples are read.
        """
        if missing := {"epoch", "block", "sample"} - set(state):
            raise UserError(f"hardneg.load: this is no state of a loader, since it has no {', '.join(sorted(missing))}")
        for name, mine in self._identity(self._reader()[1]).items():
            if state.get(name) != mine:
                raise UserError(
                    f"hardneg.load: the state has {name} {state.get(name)}, but now it is {mine}; resume with what it was saved with"
                )
        place = Place(state["block"], state["sample"], state.get("given", 0))  # states of 0.1 have no `given`
        if place >= self._end and self.epoch > state["epoch"]:
            return
        self.set_epoch(state["epoch"])
        self._resume = state["epoch"], place

    @property
    def _end(self) -> Place:
        """Return the place after all samples."""
        return Place(len(self.opened.groups) + 1)

    def _reader(self) -> tuple[int, int]:
        """Return the number of this reader, and how many there are."""
        worker = get_worker_info()
        workers, number = (worker.num_workers, worker.id) if worker is not None else (1, 0)
        return self.rank * workers + number, self.world_size * workers

    def _identity(self, readers: int) -> dict[str, Any]:
        """Return what a state depends on: the shards, how they are divided, and which captions are samples."""
        of = self.options
        shards = {"row_groups": len(self.opened.groups), "rows": sum(group.rows for group in self.opened.groups)}
        excluded = sorted(family for family, weight in (of.family_weights or {}).items() if not weight)
        order = {"shuffle": of.shuffle, "order": ORDER if of.shuffle else None}
        samples = {"group": of.group, "images": of.images, "needs_image": of.needs_image, "excluded": excluded}
        shares = {"even": of.even} | ({} if self.opened.counts is None else {"samples": sum(self.opened.counts)})
        return {"readers": readers, "seed": of.seed} | shards | order | samples | shares
