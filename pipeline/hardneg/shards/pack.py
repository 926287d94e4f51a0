"""Merge the flat parts into shards. The content and order of a shard follow from the rows, never from the order of work.

There are two passes. The first cuts every flat part into one row group per shard (a *run*, in `OUT/shards/.runs/`). The second collects the
row groups of a shard from all runs, sorts them, and writes the shard. So memory holds one flat part or one shard at a time.
"""

import math
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import fsspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hardneg.engine import storage
from hardneg.engine.parts import digest, read_dones, read_or_discard, rows_path
from hardneg.engine.source import code
from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config, ShardsConfig, fingerprinted
from hardneg.schemas.manifest import Packed, SplitCounts
from hardneg.schemas.rows import ShardRow
from hardneg.shards.counts import Writer, counts_of, total, writer_counts, writers_of
from hardneg.shards.describe import CROISSANT, DONE, README, SUMS, describe, refresh
from hardneg.shards.drawn import FOLDER as DRAWN
from hardneg.shards.drawn import with_files
from hardneg.shards.features import IMAGES, with_features
from hardneg.shards.order import TRAIN, VAL, cuts, first_rows, keys, order, shard, validation

ROWS_WITH_IMAGES = 1_000
"""Upper bound on the rows of a row group where images are stored."""

REPEATED = ["caption_id", "caption", "family", "kind", "run_id", "image.bytes", "image.path", "source.input", "source.key"]
REPEATED += [f"generator.{name}" for name in ("method", "model", "prompt", "prompt_version", "prompt_hash")]
"""Columns whose values the negatives of a caption share. They are stored once a row group, which matters for images."""

IDS = ["id", "caption_id", "family", "image_id", "source"]
"""Columns that say where a row goes."""

FLAT = "flat"
RUNS = ".runs"


class Shard(NamedTuple):
    """Identify shard `number` of the `of` shards of a split."""

    split: str
    number: int
    of: int

    @property
    def file(self) -> str:
        """Return the name of the shard in `OUT/shards/`."""
        return f"{self.split}-{self.number:05d}-of-{self.of:05d}.parquet"


class Run(NamedTuple):
    """Describe a flat part cut by shard: the row group of each shard in the file at `path`.

    `stored` says whether images are stored, and `paths` which image columns hold paths without bytes.
    """

    path: str
    groups: Mapping[Shard, int]
    stored: bool
    paths: frozenset[str]


def pack(out: str, config: Config, run_id: str, parts: int) -> bool:
    """Make `OUT/shards/` from `OUT/flat/` unless it is current, and return whether it was made.

    Where only the card changed, it alone is written, with the files that list its hash.

    Raises:
        UserError: A flat part is not finished.
    """
    fingerprint = _fingerprint(out, parts, config, run_id)
    folder = storage.join(out, "shards")
    if _is_current(folder, fingerprint):
        return refresh(out, config)
    for name in (DONE, RUNS, DRAWN):
        storage.remove(storage.join(folder, name))
    shards = _plan([rows_path(out, FLAT, part) for part in range(parts)], config.shards)
    runs = [cut(out, part, shards, config.shards) for part in range(parts)]
    packed = _packed(fingerprint, run_id, _write_shards(folder, runs, shards, config))
    kept = {README, CROISSANT, SUMS, *(name.split("/", 1)[0] for name in packed.sha256)}
    for name in storage.names(folder):
        if name not in kept:
            storage.remove(storage.join(folder, name))
    describe(out, config, packed)
    return True


def cut(out: str, part: int, shards: Mapping[str, int], config: ShardsConfig) -> Run:
    """Write the rows of a flat part as a run. `shards` is the number of shards of each split."""
    rows = read_or_discard(out, FLAT, part)
    held_out = validation(rows, config.val_share)
    split = np.where(held_out, VAL, TRAIN)
    place = keys(rows)
    sink = pa.BufferOutputStream()
    groups: dict[Shard, int] = {}
    with pq.ParquetWriter(sink, rows.schema, compression="lz4", **_dictionary()) as writer:
        for name, of in shards.items():
            number = np.where(split == name, shard(place, of), -1)
            for one in np.unique(number[number >= 0]).tolist():
                piece = rows.filter(pa.array(number == one))
                groups[Shard(name, one, of)] = len(groups)
                writer.write_table(piece, row_group_size=piece.num_rows)
    path = storage.join(out, "shards", RUNS, f"run-{part:05d}.parquet")
    storage.write(path, memoryview(sink.getvalue()))
    stored = {name: pc.struct_field(rows[name], "bytes").is_valid() for name in IMAGES}
    paths = {name: pc.and_(rows[name].is_valid(), pc.invert(has_bytes)) for name, has_bytes in stored.items()}
    return Run(path, groups, any(_any(each) for each in stored.values()), frozenset(name for name, each in paths.items() if _any(each)))


class Written(NamedTuple):
    """Describe a published shard, with its counts and the files of images beside it by name."""

    rows: int
    sha256: str
    counts: SplitCounts
    writers: Counter[Writer]
    files: Mapping[str, str]


def write_shard(folder: str, one: Shard, runs: list[Run], schema: pa.Schema, config: Config) -> Written:
    """Collect the rows of a shard from the runs, sort them, add the image of the caption to each, and publish the shard."""
    stored, counts, writers, files = any(run.stored for run in runs), SplitCounts(), Counter[Writer](), dict[str, str]()
    batches = [batch for run in runs if one in run.groups for batch in _row_group(run.path, run.groups[one]).to_batches()]
    ids = pa.Table.from_batches([batch.select(IDS) for batch in batches], _ids(schema))
    indices, first = order(ids), first_rows(ids)
    size = min(config.shards.row_group_rows, ROWS_WITH_IMAGES) if stored else config.shards.row_group_rows
    sink = pa.BufferOutputStream()
    options = {"compression": "zstd", "compression_level": config.shards.compression_level, "write_page_index": True}
    with pq.ParquetWriter(sink, schema, **options, **_dictionary()) as writer:
        for start, end in cuts(keys(ids)[indices], size):
            here = indices[start:end]
            rows = _take(batches, here)
            images = _take([batch.select(["image"]) for batch in batches], first[here])["image"]
            rows = rows.set_column(rows.schema.get_field_index("image"), rows.schema.field("image"), images)
            if config.synthesise.enabled and config.synthesise.store == "files":
                rows, written = with_files(rows, folder, config.synthesise.format)
                files |= written
            counts = total([counts, counts_of(rows)])
            writers += writers_of(rows)
            writer.write_table(rows, row_group_size=size)
    sha256 = storage.write(storage.join(folder, one.file), memoryview(sink.getvalue()))
    counts = counts.model_copy(update={"captions": pc.count_distinct(ids["caption_id"]).as_py()})
    return Written(len(indices), sha256, counts, writers, files)


def _fingerprint(out: str, parts: int, config: Config, run_id: str) -> str:
    dones = read_dones(out, FLAT, parts)
    missing = [part for part, done in enumerate(dones) if done is None]
    if missing:
        raise UserError(f"{rows_path(out, FLAT, missing[0])} is not finished: run `hardneg run {out}` first")
    made_of = [[done.fingerprint, done.sha256] for done in dones if done is not None]
    files = config.synthesise.store if config.synthesise.enabled else None
    return digest({"code": code(__name__), "config": fingerprinted(config.shards), "images": files, "run_id": run_id, "parts": made_of})


def _is_current(folder: str, fingerprint: str) -> bool:
    path = storage.join(folder, DONE)
    if not storage.exists(path):
        return False
    packed = Packed.model_validate_json(storage.read(path))
    return packed.fingerprint == fingerprint and all(storage.exists(storage.join(folder, name)) for name in packed.sha256)


def _plan(flat: list[str], config: ShardsConfig) -> dict[str, int]:
    """Return the number of shards of each split, by the size of the flat parts. An image counts once a caption, as it is stored."""
    shard_bytes = config.shard_mb * 1e6
    size = sum(_bytes_on_disk(path) for path in flat)
    shares = {TRAIN: 1 - config.val_share, VAL: config.val_share}
    return {split: max(1, math.ceil(size * share / shard_bytes)) for split, share in shares.items()}


def _bytes_on_disk(flat: str) -> int:
    """Estimate the bytes of the rows of a flat part in shards. Images do not compress, so their lengths are added."""
    size = 0
    with fsspec.open(flat, "rb") as file:
        parquet = pq.ParquetFile(file)
        for group in range(parquet.num_row_groups):
            columns = [parquet.metadata.row_group(group).column(i) for i in range(parquet.metadata.num_columns)]
            size += sum(column.total_compressed_size for column in columns if column.path_in_schema != "image.bytes")
            images = parquet.read_row_group(group, columns=["image.bytes"])["image"]
            size += pc.sum(pc.binary_length(pc.struct_field(images, "bytes"))).as_py() or 0
    return size


def _write_shards(folder: str, runs: list[Run], shards: Mapping[str, int], config: Config) -> dict[Shard, Written]:
    """Publish the shards of every split that has rows. The split `train` is always there, so that its schema can be read."""
    filled = {one.split for run in runs for one in run.groups} or {TRAIN}
    plan = [Shard(split, number, of) for split, of in shards.items() if split in filled for number in range(of)]
    paths = frozenset[str]().union(*(run.paths for run in runs))
    if config.synthesise.enabled and config.synthesise.store == "files":
        paths |= {"negative_image"}
    schema = with_features(arrow_schema(ShardRow), decoded=[name for name in IMAGES if name not in paths])
    return {one: write_shard(folder, one, runs, schema, config) for one in plan}


def _packed(fingerprint: str, run_id: str, written: Mapping[Shard, Written]) -> Packed:
    """Return the done marker of the shards, without the files that describe them."""
    rows = {one.file: made.rows for one, made in written.items()}
    digests = {one.file: made.sha256 for one, made in written.items()}
    for made in written.values():
        digests |= made.files
    splits = {one.split: total(made.counts for other, made in written.items() if other.split == one.split) for one in written}
    writers = writer_counts(made.writers for made in written.values())
    return Packed(fingerprint=fingerprint, run_id=run_id, rows=rows, sha256=digests, splits=splits, writers=writers)


def _row_group(path: str, number: int) -> pa.Table:
    with fsspec.open(path, "rb") as file:
        return pq.ParquetFile(file).read_row_group(number, use_threads=False)


def _any(flags: pa.ChunkedArray) -> bool:
    return bool(pc.any(flags).as_py())


def _ids(schema: pa.Schema) -> pa.Schema:
    return pa.schema([schema.field(name) for name in IDS])


def _take(batches: list[pa.RecordBatch], indices: npt.NDArray[np.int64]) -> pa.Table:
    """Return rows of `batches` by their index over all batches.

    `Table.take` would join the batches first, which may be more than an Arrow array can hold.
    """
    ends = np.cumsum([batch.num_rows for batch in batches])
    which = np.searchsorted(ends, indices, side="right")
    pieces, places = [], []
    for number in np.unique(which).tolist():
        here = np.flatnonzero(which == number)
        batch = batches[number]
        pieces.append(batch.take(pa.array(indices[here] - (ends[number] - batch.num_rows))))
        places.append(here)
    back = np.argsort(np.concatenate(places))
    return pa.Table.from_batches(pieces).combine_chunks().take(pa.array(back))


def _dictionary() -> dict[str, object]:
    return {"use_dictionary": REPEATED, "dictionary_pagesize_limit": 2**30}
