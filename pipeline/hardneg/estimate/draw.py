"""Draw captions of an input by a seed, and count the others, without holding more than the drawn ones.

An input of up to `WHOLE_BYTES` is read whole. Of a larger one sections are read from random places, and its captions are counted by bytes:
those of the sections, times the bytes of the input over those of the sections. A file that cannot be divided is one section.
"""

import heapq
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeVar

from more_itertools import chunked

from hardneg.captions.cleaning.duplicates import Seen
from hardneg.captions.cut import SourceRecord, hashes_of, records_of_source, require_records
from hardneg.captions.fields.records import Broken
from hardneg.captions.files.sources import Source
from hardneg.captions.parallel import divide
from hardneg.captions.selection import select
from hardneg.engine.spread import Spread, in_turn
from hardneg.errors import UserError
from hardneg.schemas.config import Config

T = TypeVar("T")

WHOLE_BYTES = 64_000_000
"""Size of the largest input that is read whole."""

SECTION_BYTES = 2_000_000
MOST_SECTIONS = 4096
"""Sections have `SECTION_BYTES`, and more where a file would have more than `MOST_SECTIONS`."""

READ_SECTIONS = 32
"""Number of sections that are read of a large input."""

FEWEST_SECTIONS = 4
READ_BYTES = 256_000_000
"""Reading ends after `READ_BYTES`, but not before `FEWEST_SECTIONS`: a file that cannot be divided is a large section."""

CHUNK = 1024


class Drawn(NamedTuple):
    """Hold the drawn records in the order of the input.

    Attributes:
        read: Number of captions that were read.
        repeats: Number of those that repeat an earlier one and would be rejected for it. None of them is drawn.
        share: Share of the input's bytes that was read.
        seconds: Time of reading.
    """

    records: list[SourceRecord]
    read: int
    repeats: int
    share: float
    seconds: float

    @property
    def captions(self) -> int:
        """Return the number of captions in the input: counted where all was read, else estimated by bytes."""
        return round(self.read / self.share)

    @property
    def distinct(self) -> int:
        """Return the number of captions that do not repeat another. Where not all was read, this is an upper bound."""
        return round((self.read - self.repeats) / self.share)


def draw(input: str, config: Config, size: int, seed: int, spread: Spread = in_turn) -> Drawn:
    """Return `size` captions of `input`, or all where there are fewer.

    Raises:
        UserError: The input does not exist, cannot be read, or is empty.
    """
    began = time.perf_counter()
    found = select(input, config.captions)
    require_records(input, config, found)
    sources, share = _chosen(found.sources, config, seed, spread)
    counts = _Counts()
    distinct = counts.distinct((record for source in sources for record in _records(source, config)), config)
    records = reservoir(distinct, size, seed)
    if not records:
        raise UserError(f"{input}: there are no captions in the sections that were read; give another --seed")
    return Drawn(records, counts.read, counts.repeats, share, time.perf_counter() - began)


def reservoir(items: Iterable[T], size: int, seed: int) -> list[T]:
    """Return `size` items, or all where there are fewer, in their order. Every set of that size is equally likely.

    Each item gets a random key, and those with the largest keys are kept.
    """
    rng = random.Random(seed)
    kept: list[tuple[float, int, T]] = []
    for number, item in enumerate(items):
        entry = (rng.random(), number, item)
        if len(kept) < size:
            heapq.heappush(kept, entry)
        elif entry[0] > kept[0][0]:
            heapq.heapreplace(kept, entry)
    return [item for _, _, item in sorted(kept, key=lambda entry: entry[1])]


def some_of(weights: Sequence[int], seed: int) -> list[int]:
    """Return the indices of the sections to read, in order. `weights` are their bytes."""
    order = list(range(len(weights)))
    random.Random(seed).shuffle(order)
    chosen: list[int] = []
    for index in order[:READ_SECTIONS]:
        if len(chosen) >= FEWEST_SECTIONS and sum(weights[at] for at in chosen) >= READ_BYTES:
            break
        chosen.append(index)
    return sorted(chosen)


class _Counts:
    """Count the captions that pass, and those that repeat an earlier one."""

    def __init__(self) -> None:
        self.read = self.repeats = 0

    def distinct(self, records: Iterable[SourceRecord], config: Config) -> Iterator[SourceRecord]:
        """Yield the records without those that a run would reject because they repeat an earlier one."""
        seen = Seen()
        for some in chunked(records, CHUNK):
            self.read += len(some)
            sound, hashes = hashes_of(some, config)
            firsts = dict(zip(sound, seen.add(hashes, [some[at].record.key for at in sound]), strict=True))
            for at, each in enumerate(some):
                if config.captions.duplicates == "reject" and firsts.get(at) is not None:
                    self.repeats += 1
                else:
                    yield each


def _records(source: Source, config: Config) -> Iterator[SourceRecord]:
    """Yield the records of a source, up to the place where a section is damaged."""
    with suppress(Broken):
        yield from records_of_source(source, config)


def _chosen(sources: Sequence[Source], config: Config, seed: int, spread: Spread) -> tuple[list[Source], float]:
    """Return what is to be read of the sources, and its share of all bytes."""
    total = sum(_bytes(source) for source in sources)
    if total <= WHOLE_BYTES:
        return list(sources), 1.0
    units = divide(sources, config, spread, max(SECTION_BYTES, total // MOST_SECTIONS))
    weights = _weights(units)
    chosen = some_of(weights, seed)
    return [source for at in chosen for source in units[at]], sum(weights[at] for at in chosen) / sum(weights)


def _weights(units: Sequence[Sequence[Source]]) -> list[int]:
    """Return the bytes of units. The sections of a file share its bytes equally, since those of Parquet are counted in row groups."""
    sections: dict[str, int] = {}
    for unit in units:
        sections[unit[0].path] = sections.get(unit[0].path, 0) + (unit[0].section is not None)
    return [sum(_bytes(source) for source in unit) // max(1, sections[unit[0].path]) for unit in units]


def _bytes(source: Source) -> int:
    """Return the bytes of a file; of a folder of texts beside images a thousand for each, as where an input is divided."""
    return len(source.members) * 1000 or source.fs.size(source.path) or 0
