"""Stream the samples of one reader of the shards, from any place in an epoch."""

import posixpath
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.errors import UserError
from hardneg.loading.captions import Captions
from hardneg.loading.options import Options
from hardneg.loading.pictures import add_pictures
from hardneg.loading.plan import RowGroup, Unit, blocks, permutation, units
from hardneg.loading.row_groups import Shards, footers
from hardneg.shards.files import shard_files
from hardneg.shards.grouped import image_places

SHOWN = 10
"""Upper bound on the skipped images that a reader names. Further ones are skipped without a warning."""

Sample = dict[str, Any]


class Place(NamedTuple):
    """Identify a place in the samples of a reader: `sample` of a block is the next one."""

    block: int = 0
    sample: int = 0


class Opened(NamedTuple):
    """Describe the opened shards of a split. It is small whatever their size, and is pickled to every worker."""

    files: list[str]
    groups: list[RowGroup]
    places: ImagePlaces


def open_split(out: str, split: str, options: Options) -> Opened:
    """Find the shards of a split and read their footers.

    Raises:
        UserError: There are no shards, or no rows, or a shard is damaged or of another version.
    """
    files = shard_files(out, split)
    groups = []
    for file, footer in enumerate(footers(files, options.columns(), options.group)):
        if footer.fault is not None:
            _skip(f"{files[file]}: is not a readable shard ({footer.fault})", options)
        groups += [RowGroup(file, number, rows, size) for number, (rows, size) in enumerate(footer.sizes) if rows]
    if not groups:
        raise UserError(f"{out}: the split {split} has no rows; give another one, or raise shards.val_share")
    return Opened(files, groups, image_places(out))


def samples(opened: Opened, options: Options, reader: int, readers: int, epoch: int, start: Place) -> Iterator[tuple[Place, Sample]]:
    """Yield the samples of a reader in an epoch, each with the place after it.

    What is drawn follows from seed, epoch and row group, so it does not depend on the number of readers, and resuming repeats nothing.

    Args:
        opened: The shards.
        options: What is read and drawn.
        reader: Number of this reader.
        readers: Number of all readers; together they yield each caption once.
        epoch: The epoch.
        start: Where to begin.
    """
    order = permutation(len(opened.groups), options.shuffle, options.seed, epoch)
    mine = blocks(units(len(opened.groups), readers, reader, order), opened.groups, options.shuffle)
    shards = Shards(opened.files, options.columns(), options.group)
    skipped = given = 0
    try:
        for number, block in enumerate(mine):
            if number < start.block:
                continue
            loaded = [found for unit in block if (found := _loaded(unit, shards, opened, options, epoch)) is not None]
            places = [(at, member) for at, (_, members, _) in enumerate(loaded) for member in range(len(members))]
            if options.shuffle:
                rng = np.random.default_rng((options.seed, epoch, 1 + block[0].group, block[0].slice))
                places = [places[each] for each in rng.permutation(len(places)).tolist()]
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
                        _skip(str(error), options, skipped)
                        continue
                given += 1
                yield Place(number, place + 1), sample
            del loaded
        if not given and start == Place():
            advice = "use fewer workers" if readers > 1 else "needs_image and family_weights exclude all negatives"
            warnings.warn(f"hardneg.load: reader {reader} of {readers} got no caption in epoch {epoch}; {advice}", stacklevel=2)
    finally:
        shards.close()


def _loaded(unit: Unit, shards: Shards, opened: Opened, options: Options, epoch: int) -> tuple[Captions, list[list[int]], str] | None:
    """Return the captions of a unit, the members of its samples, and the folder of its shard; None where it is skipped."""
    of = opened.groups[unit.group]
    try:
        rows = shards.read(of)
    except UserError as error:
        _skip(str(error), options)
        return None
    rng = np.random.default_rng((options.seed, epoch, 0, unit.group))
    captions = Captions(rows, options, rng)
    return captions, captions.members[unit.slice :: unit.of], posixpath.dirname(opened.files[of.file])


def _skip(fault: str, options: Options, count: int = 0) -> None:
    """Warn of what is skipped.

    Raises:
        UserError: Nothing is to be skipped.
    """
    if options.on_error == "raise":
        raise UserError(fault)
    if count <= SHOWN:
        warnings.warn(f"hardneg.load skips: {fault}" + ("; further ones are not shown" if count == SHOWN else ""), stacklevel=2)
