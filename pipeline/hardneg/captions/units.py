"""Read large inputs in units that do not depend on each other, and cut their records into the same parts as `cut.cut` does.

    read      each unit (some small files, or a section of a large one) leaves its records in chunks, and their hashes sorted
    compare   each range of hashes gives the records that repeat an earlier one, by position, with the key of the first
    publish   each group of parts is put together from the chunks, with the duplicates marked

Units and ranges leave files in `OUT/input/.units/FINGERPRINT/`, so an ingest that was killed continues from the units that were read. No
process holds more than a chunk, a part, or the hashes of a unit or of one range. A unit of another size would give the same parts.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import ValidationError

from hardneg.captions.cut import SourceRecord, hashes_of, records_of_source, table_of
from hardneg.captions.fields.records import Broken
from hardneg.captions.files.sources import Source
from hardneg.engine import storage
from hardneg.engine.parts import digest, write_record
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.record import Record
from hardneg.schemas.rows import InputRow

CHUNK_ROWS = 16_384
CHUNK_BYTES = 64e6
"""Upper bounds of the rows, and of the bytes of captions and images, of a chunk."""

HASHES = pa.schema([("hash", pa.uint64()), ("position", pa.int64()), ("key", pa.string())])
REPEATS = pa.schema([("position", pa.int64()), ("key", pa.string())])
GROUP = 16_384
"""Rows of a row group of hashes, whose smallest and largest value say whether a range needs it."""


class Unit(NamedTuple):
    """Hold the task to read some sources into `folder`."""

    folder: str
    sources: Sequence[Source]
    config: Config

    @property
    def name(self) -> str:
        """Return the name of its files, which follows from what it reads."""
        return digest([[source.name, source.section] for source in self.sources])[:16]


class Read(Record):
    """Describe a unit that was read: the rows of its chunks, and the SHA-256 of its files by their names.

    `broken` names sources that are damaged inside a section.
    """

    rows: list[int]
    sha256: dict[str, str]
    broken: list[str] = []


class Chunk(NamedTuple):
    """Locate a chunk: `start` is the position of its first record in the whole input."""

    path: str
    start: int
    rows: int


class HashRange(NamedTuple):
    """Hold the task to find the repeated records whose hash is from `low` to `high`.

    `units` holds for each unit the path of its hashes, and the position of its first record.
    """

    path: str
    units: Sequence[tuple[str, int]]
    low: int
    high: int


class Stretch(NamedTuple):
    """Hold the records from `start` to `end` of the input: the chunks with them, in order, and the files of repeats."""

    chunks: Sequence[Chunk]
    repeats: Sequence[str]
    start: int
    end: int


def read_unit(unit: Unit) -> Read:
    """Write the chunks and the hashes of a unit, unless they are there, and return its description.

    A file that is damaged inside a section has to be read as a whole, because what follows the damage does not count.
    """
    marker = storage.join(unit.folder, f"{unit.name}.json")
    if there := _there(unit.folder, marker):
        return there
    rows, broken, hashes, keys = list[int](), list[str](), list[np.ndarray](), list[pa.Array]()
    positions, sha256 = list[np.ndarray](), dict[str, str]()
    for number, some in enumerate(_chunked(_records(unit, broken))):
        where, found = hashes_of(some, unit.config)
        hashes.append(np.array(found, np.uint64))
        positions.append(np.array(where, np.int64) + sum(rows))
        keys.append(pa.array([some[at].record.key for at in where], pa.string()))
        path = chunk_path(unit.folder, unit.name, number)
        sha256[path.rsplit("/", 1)[-1]] = storage.write(path, storage.parquet(table_of(some)))
        rows.append(len(some))
    if not broken:
        table = pa.table([np.concatenate(hashes), np.concatenate(positions), pa.concat_arrays(keys)], schema=HASHES) if rows else None
        path = hashes_path(unit.folder, unit.name)
        sha256[path.rsplit("/", 1)[-1]] = _write(path, (table or HASHES.empty_table()).sort_by("hash"))
    made = Read(rows=rows, sha256=sha256, broken=broken)
    write_record(marker, made.model_dump())
    return made


def find_repeats(task: HashRange) -> str:
    """Write the records of a range of hashes that repeat an earlier one, sorted by position, and return the path."""
    tables = []
    for path, start in task.units:
        found = _between(path, "hash", task.low, task.high)
        tables.append(found.set_column(1, HASHES.field(1), pc.add(found["position"], start)))
    table = pa.concat_tables([HASHES.empty_table(), *tables]).combine_chunks()
    hashes, positions = table["hash"].to_numpy(), table["position"].to_numpy()
    order = np.lexsort((positions, hashes))
    hashes = hashes[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])[: len(hashes)])
    first = np.repeat(starts, np.diff(np.append(starts, len(hashes))))
    again = np.flatnonzero(first != np.arange(len(hashes)))
    repeats = pa.table([positions[order[again]], table["key"].take(pa.array(order[first[again]]))], schema=REPEATS)
    _write(task.path, repeats.sort_by("position"))
    return task.path


def tables_of(task: Stretch, size: int) -> Iterator[pa.Table]:
    """Yield the records of a stretch in tables of `size` rows, with the duplicates marked. Memory holds a table and a chunk."""
    schema = arrow_schema(InputRow)
    marks = np.full(task.end - task.start, None, object)
    for path in task.repeats:
        found = _between(path, "position", task.start, task.end - 1)
        marks[found["position"].to_numpy() - task.start] = found["key"].to_pylist()
    column, at, held = schema.get_field_index("duplicate_of"), task.start, schema.empty_table()
    for chunk in task.chunks:
        rows = storage.read_parquet(storage.read(chunk.path))
        rows = rows.slice(at - chunk.start, min(task.end - chunk.start, chunk.rows) - (at - chunk.start))
        keys = pa.array(marks[at - task.start : at - task.start + len(rows)], pa.string())
        held = pa.concat_tables([held, rows.set_column(column, schema.field(column), keys)])
        at += len(rows)
        while len(held) >= size:
            yield held.slice(0, size)
            held = held.slice(size)
    if len(held):
        yield held


def chunk_path(folder: str, unit: str, number: int) -> str:
    """Return the path of a chunk of a unit."""
    return storage.join(folder, f"{unit}.{number:05d}.parquet")


def hashes_path(folder: str, unit: str) -> str:
    """Return the path of the hashes of a unit."""
    return storage.join(folder, f"{unit}.hashes.parquet")


def _records(unit: Unit, broken: list[str]) -> Iterator[SourceRecord]:
    for source in unit.sources:
        try:
            yield from records_of_source(source, unit.config)
        except Broken:
            broken.append(source.name)


def _chunked(records: Iterator[SourceRecord]) -> Iterator[list[SourceRecord]]:
    some, size = list[SourceRecord](), 0
    for each in records:
        some.append(each)
        size += len(each.record.caption or "") + len(each.record.image_bytes or b"")
        if len(some) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def _write(path: str, table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, row_group_size=GROUP, compression="lz4")
    return storage.write(path, memoryview(sink.getvalue()))


def _between(path: str, column: str, low: int, high: int) -> pa.Table:
    """Return the rows of a table, sorted by a column, in which that is from `low` to `high`; other row groups are not read."""
    import fsspec

    with fsspec.open(path, "rb") as file:
        parquet = pq.ParquetFile(file)
        index = parquet.schema_arrow.get_field_index(column)
        bounds = [parquet.metadata.row_group(group).column(index).statistics for group in range(parquet.num_row_groups)]
        wanted = [group for group, found in enumerate(bounds) if found is not None and found.min <= high and found.max >= low]
        rows = parquet.read_row_groups(wanted, use_threads=False)
    values = rows[column]
    kind = rows.schema.field(column).type
    return rows.filter(pc.and_(pc.greater_equal(values, pa.scalar(low, kind)), pc.less_equal(values, pa.scalar(high, kind))))


def _there(folder: str, marker: str) -> Read | None:
    """Return the description of a unit that a killed ingest left, unless a file of it is damaged."""
    try:
        made = Read.model_validate_json(storage.read(marker))
    except (FileNotFoundError, ValidationError):
        return None
    return made if all(storage.holds(storage.join(folder, name), sha256) for name, sha256 in made.sha256.items()) else None
