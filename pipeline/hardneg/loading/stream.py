"""Stream the samples of one reader of the shards, from any place in an epoch."""

import posixpath
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.errors import UserError
from hardneg.loading.captions import Captions
from hardneg.loading.counting import count_samples
from hardneg.loading.options import Options
from hardneg.loading.pictures import add_pictures
from hardneg.loading.plan import RowGroup, Unit, blocks, even_units, first_sample, permutation, share, spread, units
from hardneg.loading.row_groups import Shards, footers
from hardneg.loading.skipping import NO_NEGATIVES, skip
from hardneg.shards.files import shard_files
from hardneg.shards.grouped import image_places
from hardneg.wording import amount

Sample = dict[str, Any]


class Place(NamedTuple):
    """Identify a place in the samples of a reader: `sample` of a block is the next one.

    `given` is the number of samples yielded in this epoch, where all readers yield equally many.
    """

    block: int = 0
    sample: int = 0
    given: int = 0


class Opened(NamedTuple):
    """Describe the opened shards of a split. It is small whatever their size, and is pickled to every worker."""

    files: list[str]
    groups: list[RowGroup]
    places: ImagePlaces
    counts: list[int] | None = None
    """Samples of each row group, where all readers yield equally many."""


def open_split(out: str, split: str, options: Options) -> Opened:
    """Find the shards of a split and read their footers.

    Raises:
        UserError: There are no shards, or no rows, or a shard is damaged or of another version.
    """
    files = shard_files(out, split)
    groups = []
    for file, footer in enumerate(footers(files, options.columns(), options.group)):
        if footer.fault is not None:
            skip(f"{files[file]}: is not a readable shard ({footer.fault})", options)
        groups += [RowGroup(file, number, rows, size) for number, (rows, size) in enumerate(footer.sizes) if rows]
    if not groups:
        raise UserError(f"{out}: the split {split} has no rows; give another one, or raise shards.val_share")
    return Opened(files, groups, image_places(out), None if options.even is None else count_samples(files, groups, options))


def samples(opened: Opened, options: Options, reader: int, readers: int, epoch: int, start: Place) -> Iterator[tuple[Place, Sample]]:
    """Yield the samples of a reader in an epoch, each with the place after it.

    What is drawn follows from seed, epoch and row group, so it does not depend on the number of readers, and resuming repeats nothing.
    Where all readers yield equally many samples, one that skips some begins again with its first, until it has yielded its share.

    Args:
        opened: The shards.
        options: What is read and drawn.
        reader: Number of this reader.
        readers: Number of all readers; together they yield each caption once.
        epoch: The epoch.
        start: Where to begin.

    Raises:
        UserError: Something cannot be read, or there are too few samples for equal shares.
    """
    wanted = share_of(opened, options, readers)
    mine = _units(opened, options, reader, readers, epoch)
    if wanted is not None:
        yield from _exactly(wanted, opened, options, mine, epoch, start)
        return
    place = start
    for place, sample in _pass(opened, options, mine, epoch, start):
        yield place, sample
    if place == start == Place():
        advice = "use fewer workers" if readers > 1 else NO_NEGATIVES
        warnings.warn(f"hardneg.load: reader {reader} of {readers} got no caption in epoch {epoch}; {advice}", stacklevel=2)


def share_of(opened: Opened, options: Options, readers: int) -> int | None:
    """Return how many samples each reader yields in an epoch, or None where they yield different numbers.

    Raises:
        UserError: There are too few samples for each reader to get one.
    """
    if options.even is None or opened.counts is None:
        return None
    total = sum(opened.counts)
    found = share(total, readers, options.even)
    if not found:
        advice = "use fewer workers, or even='repeat'" if total else NO_NEGATIVES
        raise UserError(f"hardneg.load: {amount(total, 'sample')} for {amount(readers, 'reader')} are too few; {advice}")
    return found


def _units(opened: Opened, options: Options, reader: int, readers: int, epoch: int) -> list[Unit]:
    """Return what a reader takes in an epoch."""
    groups = len(opened.groups)
    order = permutation(groups, options.shuffle, options.seed, epoch)
    size = share_of(opened, options, readers)
    if size is None or opened.counts is None:
        return units(groups, readers, reader, order)
    first = first_sample(sum(opened.counts), groups, options.shuffle, options.seed, epoch)
    return even_units(opened.counts, size, reader, order, first)


def _exactly(wanted: int, opened: Opened, options: Options, mine: list[Unit], epoch: int, start: Place) -> Iterator[tuple[Place, Sample]]:
    """Yield the samples of these units until they are as many as wanted: beyond a pass only where some are skipped."""
    given = start.given if start.block <= len(opened.groups) else wanted
    while given < wanted:
        before = given
        for place, sample in _pass(opened, options, mine, epoch, start):
            given += 1
            yield place._replace(given=given), sample
            if given == wanted:
                return
        if given == before and start == Place():
            raise UserError(f"hardneg.load: all samples of a reader were skipped in epoch {epoch}; `hardneg verify` checks a run")
        start = Place()


def _pass(opened: Opened, options: Options, mine: list[Unit], epoch: int, start: Place) -> Iterator[tuple[Place, Sample]]:
    """Yield the samples of these units once, each with the place after it."""
    shards = Shards(opened.files, options.columns(), options.group)
    skipped = 0
    try:
        for number, block in enumerate(blocks(mine, opened.groups, options.shuffle)):
            if number < start.block:
                continue
            loaded = [found for unit in block if (found := _loaded(unit, shards, opened, options, epoch)) is not None]
            places = [(at, member) for at, (_, members, _) in enumerate(loaded) for member in range(len(members))]
            if options.shuffle:
                rng = np.random.default_rng((options.seed, epoch, 1 + block[0].group, block[0].start))
                images = [loaded[at][0].image_names[loaded[at][1][member][0]] for at, member in places]
                places = [places[each] for each in spread(images, rng).tolist()]
            first = start.sample if number == start.block else 0
            for place in range(first, len(places)):
                at, member = places[place]
                captions, members, folder = loaded[at]
                caption = captions.drawn(members[member])
                sample, rows = captions.sample(caption, members[member])
                if captions.images is not None:
                    try:
                        add_pictures(sample, captions.images, caption, rows, folder, opened.places)
                    except UserError as error:
                        skipped += 1
                        skip(str(error), options, skipped)
                        continue
                yield Place(number, place + 1), sample
            del loaded
    finally:
        shards.close()


def _loaded(unit: Unit, shards: Shards, opened: Opened, options: Options, epoch: int) -> tuple[Captions, list[list[int]], str] | None:
    """Return the captions of a unit, the members of its samples, and the folder of its shard; None where it is skipped."""
    of = opened.groups[unit.group]
    try:
        rows = shards.read(of)
    except UserError as error:
        skip(str(error), options)
        return None
    rng = np.random.default_rng((options.seed, epoch, 0, unit.group))
    captions = Captions(rows, options, rng)
    return captions, captions.members[unit.start : unit.stop : unit.step], posixpath.dirname(opened.files[of.file])
