"""Sort the rows of the flat parts into runs by the shard that they go to, so that a shard can be collected without reading every part.

A *run* is one file of the rows of some consecutive flat parts, in `OUT/shards/.runs/FINGERPRINT/`. It holds an Arrow record batch for each
*slot*. A shard has `SLOTS` slots, which divide its range of keys, so that it is collected a slot at a time. The offsets of the slots
are at the end of the file. Runs are of Arrow and not of Parquet, whose footer is read as a whole: with a thousand slots it would be larger
than the rows that a shard needs.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.engine.parts import read_or_discard, rows_path, write_record
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.record import Record
from hardneg.schemas.rows import ShardRow
from hardneg.shards.features import IMAGES
from hardneg.shards.order import TRAIN, VAL, keys, shard, validation

FLAT = "flat"

OFFSET = np.dtype("<i8")

SLOTS = 8
"""Slots of a shard. A shard of 256 MB of text is about 1.6 GB in memory, and a slot of it 0.2 GB."""

RUN_BYTES = 32e6
"""Bytes on disk of the flat parts of a run, unless one part is larger. Text is seven times as large in memory."""

ROW_BYTES = 128
"""Least bytes that a flat row counts in a run, which so has at most 250,000 rows."""


class Shard(NamedTuple):
    """Identify shard `number` of the `of` shards of a split."""

    split: str
    number: int
    of: int

    @property
    def file(self) -> str:
        """Return the name of the shard in `OUT/shards/`."""
        return f"{self.split}-{self.number:05d}-of-{self.of:05d}.parquet"


class Run(Record):
    """Describe a published run. It is written beside the file, which exists only with it.

    Attributes:
        sha256: Hash of the file.
        filled: The splits that have rows here.
        stored: Whether images are stored.
        paths: The image columns that hold paths without bytes.
    """

    sha256: str
    filled: list[str]
    stored: bool
    paths: list[str]


class Cutting(NamedTuple):
    """Hold the task to write run `number` of the consecutive flat parts `parts`. `shards` is the number of shards of each split."""

    out: str
    folder: str
    number: int
    parts: Sequence[int]
    shards: Mapping[str, int]
    val_share: float


def weight(size: int, rows: int) -> int:
    """Return what a flat part of `size` bytes on disk counts in a run. Rows that compress well are as large in memory as others."""
    return max(size, rows * ROW_BYTES)


def grouped(sizes: Sequence[int], most: float) -> list[list[int]]:
    """Return the numbers of consecutive parts whose sizes add up to at most `most`, or of a single part that is larger."""
    groups: list[list[int]] = []
    size = 0
    for part, more in enumerate(sizes):
        if not groups or size + more > most:
            groups.append([])
            size = 0
        groups[-1].append(part)
        size += more
    return groups


def size_in_shards(flat: str) -> int:
    """Estimate the bytes of the rows of a flat part in shards. Images do not compress, so their lengths are added, once a caption."""
    size = 0
    with fsspec.open(flat, "rb") as file:
        parquet = pq.ParquetFile(file)
        for group in range(parquet.num_row_groups):
            columns = [parquet.metadata.row_group(group).column(i) for i in range(parquet.metadata.num_columns)]
            size += sum(column.total_compressed_size for column in columns if column.path_in_schema != "image.bytes")
            images = parquet.read_row_group(group, columns=["image.bytes"])["image"]
            size += pc.sum(pc.binary_length(pc.struct_field(images, "bytes"))).as_py() or 0
    return size


def sizes_in_shards(task: tuple[str, Sequence[int]]) -> int:
    """Return the sum of `size_in_shards` over flat parts of the folder or URL `out`."""
    out, some = task
    return sum(size_in_shards(rows_path(out, FLAT, part)) for part in some)


def cut(task: Cutting) -> Run:
    """Write a run unless it is published, and return its description."""
    path = run_path(task.folder, task.number)
    if there := _published(path):
        return there
    sink = pa.BufferOutputStream()
    firsts = dict(zip(task.shards, accumulate(task.shards.values(), initial=0), strict=False))
    pieces: dict[int, list[pa.RecordBatch]] = {}
    filled: set[str] = set()
    stored, paths = False, set[str]()
    for part in task.parts:
        rows = read_or_discard(task.out, FLAT, part)
        split = np.where(validation(rows, task.val_share), VAL, TRAIN)
        place = keys(rows)
        slots = np.zeros(len(rows), np.int64)
        for name, of in task.shards.items():
            slots = np.where(split == name, firsts[name] * SLOTS + shard(place, of * SLOTS), slots)
        filled |= set(split.tolist())
        _collect(rows, slots, pieces)
        has_bytes = {name: pc.struct_field(rows[name], "bytes").is_valid() for name in IMAGES}
        stored = stored or any(_any(each) for each in has_bytes.values())
        paths |= {name for name in IMAGES if _any(pc.and_(rows[name].is_valid(), pc.invert(has_bytes[name])))}
    _write(sink, pieces, sum(task.shards.values()) * SLOTS)
    sha256 = storage.write(path, memoryview(sink.getvalue()))
    made = Run(sha256=sha256, filled=sorted(filled), stored=stored, paths=sorted(paths))
    write_record(f"{path}.json", made.model_dump())
    return made


def offsets_of(path: str, first: int, slots: int) -> list[int]:
    """Return where the `SLOTS` slots from `first` on begin in the run at `path`, of `slots` slots, and where the last of them ends."""
    table = -OFFSET.itemsize * (slots + 1)
    start, end = (table + OFFSET.itemsize * at for at in (first, first + SLOTS + 1))
    return [int(at) for at in np.frombuffer(storage.read(path, start, end or None), OFFSET)]


def batches_of(path: str, start: int, end: int) -> list[pa.RecordBatch]:
    """Return the batches between two offsets of the run at `path`."""
    schema, batches = arrow_schema(ShardRow), []
    data = pa.BufferReader(storage.read(path, start, end) if start < end else b"")
    while data.tell() < data.size():
        batches.append(pa.ipc.read_record_batch(pa.ipc.read_message(data), schema))
    return batches


def run_path(folder: str, number: int) -> str:
    """Return the path of a run."""
    return storage.join(folder, f"run-{number:05d}.arrow")


def _collect(rows: pa.Table, slots: np.ndarray, pieces: dict[int, list[pa.RecordBatch]]) -> None:
    """Add the rows to the pieces of their slots, in their order. Batches are not joined, because images may be large."""
    start = 0
    for batch in rows.to_batches():
        here = slots[start : start + batch.num_rows]
        start += batch.num_rows
        order = np.argsort(here, kind="stable")
        ordered, found = batch.take(pa.array(order)), here[order]
        bounds = [*np.flatnonzero(np.diff(found, prepend=-1)).tolist(), len(found)]
        for first, end in pairwise(bounds):
            pieces.setdefault(int(found[first]), []).append(ordered.slice(first, end - first))


def _write(sink: pa.BufferOutputStream, pieces: dict[int, list[pa.RecordBatch]], slots: int) -> None:
    """Write the batches of each slot, and the table of their offsets."""
    schema = arrow_schema(ShardRow)
    offsets = []
    with pa.ipc.new_stream(sink, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_batch(pa.RecordBatch.from_pylist([], schema))  # with it comes the schema, which is no part of a slot
        for slot in range(slots):
            offsets.append(sink.tell())
            for batch in pa.Table.from_batches(pieces.pop(slot, []), schema).combine_chunks().to_batches():
                writer.write_batch(batch)
        offsets.append(sink.tell())
    sink.write(np.array(offsets, OFFSET).tobytes())


def _published(path: str) -> Run | None:
    """Return the description of a run that a killed packing left, unless it is damaged."""
    try:
        made = Run.model_validate_json(storage.read(f"{path}.json"))
    except (FileNotFoundError, ValidationError):
        return None
    return made if storage.holds(path, made.sha256) else None


def _any(flags: pa.ChunkedArray) -> bool:
    return bool(pc.any(flags).as_py())
