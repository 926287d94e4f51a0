"""Ingest a large input by tasks that do not depend on each other: which units there are, and in which order their records stand."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from hardneg.captions.files.sources import Source
from hardneg.captions.input_parts import publish
from hardneg.captions.readers.sections import feeds, lines_in, of_lines, of_row_groups
from hardneg.captions.units import Chunk, HashRange, Read, Stretch, Unit, chunk_path, find_repeats, hashes_path, read_unit, tables_of
from hardneg.engine import storage
from hardneg.engine.spread import Spread
from hardneg.schemas.config import Config

UNIT_BYTES = 32_000_000
"""Bytes of the files, or of the section of a file, of a unit. A file that cannot be divided is a unit, whatever its size."""

SMALL_UNITS = 2
"""Number of units up to which one process reads them sooner than Ray starts."""

RANGE_ROWS = 4_000_000
"""Records whose hashes one process compares, in some 0.4 GB."""

TASK_ROWS = 262_144
"""Records of the parts that one task publishes."""

ALL = 2**64


class Parts(NamedTuple):
    """Hold the task to publish parts of `size` records in `out`: those of a stretch, from part `first` on."""

    out: str
    stretch: Stretch
    first: int
    size: int


def divide(sources: Sequence[Source], config: Config, spread: Spread, size: int) -> list[list[Source]]:
    """Return the sources of each unit, in order. Large files are divided into sections, and small ones share a unit."""
    lines = [lines_in(source, config.captions, size) for source in sources]
    every = [each for some in lines for each in some]
    counted = iter(spread("input, counted", feeds, every, len(every) > SMALL_UNITS))
    units: list[list[Source]] = []
    held = full = size + 1  # also for an empty file
    for source, some in zip(sources, lines, strict=True):
        length = len(source.members) * 1000 or source.fs.size(source.path) or 0
        if some:
            sections = of_lines(some, [next(counted) for _ in some])
        else:
            sections = of_row_groups(source, size) if source.format == "parquet" and length > size else [source]
        if len(sections) > 1 or length > size:
            units += [[section] for section in sections]
            held = full
        elif held + length > size:
            units.append(sections)
            held = length
        else:
            units[-1] += sections
            held += length
    return units


def ingest_units(out: str, folder: str, units: Sequence[Sequence[Source]], config: Config, spread: Spread) -> int:
    """Publish the parts of the input, and return their number. `folder` holds what the tasks leave for each other.

    Raises:
        UserError: As `cut.cut`.
    """
    tasks = [Unit(folder, some, config) for some in units]
    read = spread("input, read", read_unit, tasks)
    broken = {name for each in read for name in each.broken}
    if broken:
        tasks = [Unit(folder, some, config) for some in _whole(units, broken)]
        read = spread("input, read", read_unit, tasks)
    chunks = _chunks(folder, tasks, read)
    total = sum(chunk.rows for chunk in chunks)
    repeats = spread("input, compared", find_repeats, _ranges(folder, tasks, read, total))
    size = config.part_size
    most = max(1, TASK_ROWS // size) * size
    stretches = [_stretch(chunks, repeats, start, min(start + most, total)) for start in range(0, total, most)]
    return sum(spread("input, published", publish_parts, [Parts(out, each, each.start // size, size) for each in stretches]))


def publish_parts(task: Parts) -> int:
    """Publish the parts of a stretch, and return their number."""
    number = 0
    for number, rows in enumerate(tables_of(task.stretch, task.size), start=1):
        publish(task.out, task.first + number - 1, rows)
    return number


def _whole(units: Sequence[Sequence[Source]], broken: set[str]) -> list[list[Source]]:
    """Return the units with each broken source as one, in the place of its first section."""
    made: list[list[Source]] = []
    for unit in units:
        source = unit[0]
        if source.section is None or source.name not in broken:
            made.append(list(unit))
        elif source.section.start == 0:
            made.append([source._replace(section=None)])
    return made


def _chunks(folder: str, tasks: Sequence[Unit], read: Sequence[Read]) -> list[Chunk]:
    """Return the chunks of all units, in order."""
    paths = [(chunk_path(folder, unit.name, n), rows) for unit, each in zip(tasks, read, strict=True) for n, rows in enumerate(each.rows)]
    starts = accumulate((rows for _, rows in paths), initial=0)
    return [Chunk(path, start, rows) for (path, rows), start in zip(paths, starts, strict=False)]


def _ranges(folder: str, tasks: Sequence[Unit], read: Sequence[Read], total: int) -> list[HashRange]:
    starts = list(accumulate((sum(each.rows) for each in read), initial=0))
    units = [(hashes_path(folder, unit.name), start) for unit, start in zip(tasks, starts, strict=False)]
    count = max(1, -(-total // RANGE_ROWS))
    bounds = [ALL * number // count for number in range(count + 1)]
    return [
        HashRange(storage.join(folder, f"repeats-{number:05d}-of-{count:05d}.parquet"), units, bounds[number], bounds[number + 1] - 1)
        for number in range(count)
    ]


def _stretch(chunks: Sequence[Chunk], repeats: Sequence[str], start: int, end: int) -> Stretch:
    return Stretch([chunk for chunk in chunks if chunk.start < end and chunk.start + chunk.rows > start], repeats, start, end)
