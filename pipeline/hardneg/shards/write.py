"""Collect the rows of a shard from the runs, and publish it. Memory holds a slot of the shard, and the compressed shard."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.engine.parts import write_record
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import SplitCounts, WriterCounts
from hardneg.schemas.record import Record
from hardneg.schemas.rows import ShardRow
from hardneg.shards.counts import Writer, counts_of, total, writer_counts, writers_of
from hardneg.shards.drawn import with_files
from hardneg.shards.order import cuts, first_rows, keys, order
from hardneg.shards.shuffle import SLOTS, Shard, batches_of, offsets_of, run_path

ROWS_WITH_IMAGES = 1_000
"""Upper bound on the rows of a row group where images are stored."""

REPEATED = ["caption_id", "caption", "family", "kind", "run_id", "image.bytes", "image.path", "source.input", "source.key"]
REPEATED += [f"generator.{name}" for name in ("method", "model", "prompt", "prompt_version", "prompt_hash")]
"""Columns whose values the negatives of a caption share. They are stored once a row group, which matters for images."""

Indices = npt.NDArray[np.int64]

IDS = ["id", "caption_id", "family", "image_id", "source"]
"""Columns that say where a row goes."""


class Written(Record):
    """Describe a published shard, with its counts and the SHA-256 of the files of images beside it by name."""

    rows: int
    sha256: str
    counts: SplitCounts
    writers: list[WriterCounts]
    files: dict[str, str]


class Writing(NamedTuple):
    """Hold the task to write a shard.

    Attributes:
        folder: Folder of the shards.
        made: Folder of the `runs` runs, where the description of the shard is kept until all are written.
        first: First slot of the shard, of `slots` slots in all.
        schema: Schema of the shard, with the types of `datasets`.
        stored: Whether any shard stores images.
    """

    folder: str
    made: str
    shard: Shard
    runs: int
    first: int
    slots: int
    schema: pa.Schema
    stored: bool
    config: Config


def write_shard(task: Writing) -> Written:
    """Publish a shard unless it is published already: its rows sorted, and the image of the caption in each."""
    marker = storage.join(task.made, f"{task.shard.file}.json")
    if there := _published(marker, storage.join(task.folder, task.shard.file)):
        return there
    config = task.config
    size = min(config.shards.row_group_rows, ROWS_WITH_IMAGES) if task.stored else config.shards.row_group_rows
    counts, writers, files = SplitCounts(), Counter[Writer](), dict[str, str]()
    made, captions, caption = 0, 0, None
    sink = pa.BufferOutputStream()
    options = {"compression": "zstd", "compression_level": config.shards.compression_level, "write_page_index": True}
    dictionary = {"use_dictionary": REPEATED, "dictionary_pagesize_limit": 2**30}
    with pq.ParquetWriter(sink, task.schema, **options, **dictionary) as writer:
        for rows in _row_groups(task, size):
            if config.synthesise.enabled and config.synthesise.store == "files":
                rows, drawn = with_files(rows, task.folder, config.synthesise.format)
                files |= drawn
            ids = rows["caption_id"]
            captions += pc.count_distinct(ids).as_py() - (ids[0].as_py() == caption)  # its rows may be in two row groups
            caption = ids[-1].as_py()
            made += len(rows)
            counts = total([counts, counts_of(rows)])
            writers += writers_of(rows)
            writer.write_table(rows, row_group_size=size)
    sha256 = storage.write(storage.join(task.folder, task.shard.file), memoryview(sink.getvalue()))
    counts = counts.model_copy(update={"captions": captions})
    written = Written(rows=made, sha256=sha256, counts=counts, writers=writer_counts([writers]), files=files)
    write_record(marker, written.model_dump(mode="json"))
    return written


def _row_groups(task: Writing, size: int) -> Iterator[pa.Table]:
    """Yield the row groups of a shard, which are those of all its sorted rows, since no image is in two slots.

    The last row group of a slot waits for the rows of the next, which may belong to it.
    """
    left = arrow_schema(ShardRow).empty_table()
    paths = [run_path(task.made, number) for number in range(task.runs)]
    offsets = [offsets_of(path, task.first, task.slots) for path in paths]
    for slot in range(SLOTS):
        bounds = [(path, of_run[slot], of_run[slot + 1]) for path, of_run in zip(paths, offsets, strict=True)]
        batches = [batch for path, start, end in bounds if start < end for batch in batches_of(path, start, end)]
        if not batches:
            continue
        ids = pa.Table.from_batches([batch.select(IDS) for batch in batches])
        indices, first = order(ids), first_rows(ids)
        held = len(left)
        for start, end in cuts(np.concatenate([keys(left), keys(ids)[indices]]), size):
            if start:
                yield left
            here = indices[max(start - held, 0) : end - held]
            rows = _with_images(batches, here, first[here]) if len(here) else left.slice(0, 0)
            left = pa.concat_tables([left, rows]).combine_chunks() if held and not start else rows
    if len(left):
        yield left


def _with_images(batches: list[pa.RecordBatch], indices: Indices, firsts: Indices) -> pa.Table:
    """Return rows of `batches`, each with the image of the first row of its caption."""
    rows = _take(batches, indices)
    images = _take([batch.select(["image"]) for batch in batches], firsts)["image"]
    return rows.set_column(rows.schema.get_field_index("image"), rows.schema.field("image"), images)


def _take(batches: list[pa.RecordBatch], indices: Indices) -> pa.Table:
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


def _published(marker: str, shard: str) -> Written | None:
    try:
        made = Written.model_validate_json(storage.read(marker))
    except (FileNotFoundError, ValidationError):
        return None
    return made if storage.holds(shard, made.sha256) else None
