"""Divide large files into sections that can be read at the same time, and yield together the records of the whole file.

JSON lines are divided after line feeds, and Parquet between row groups. Delimited text is not, because a quoted field may hold line ends.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from hardneg.captions.fields.records import Broken
from hardneg.captions.files.sources import Section, Source
from hardneg.captions.files.streams import BUFFER, has_sections, opened
from hardneg.captions.readers import json
from hardneg.captions.readers.columnar import groups_of
from hardneg.schemas.config import CaptionsConfig

LINES = ("json", "jsonl")


class Span(NamedTuple):
    """A span is a range of bytes of a file of lines; it may begin and end inside a line."""

    source: Source
    start: int
    end: int


class Feeds(NamedTuple):
    """Count the line feeds of a span, and give the offset after the first of them; None where there is none."""

    feeds: int
    first: int | None


def lines_in(source: Source, config: CaptionsConfig, size: int) -> list[Span]:
    """Return the spans of `size` bytes of a file of lines; none where it cannot be divided, or is no longer than one."""
    length = source.fs.size(source.path) or 0
    if source.format not in LINES or length <= size or not has_sections(source, config.encoding) or not json.is_lines(source, config):
        return []
    return [Span(source, start, min(start + size, length)) for start in range(0, length, size)]


def feeds(span: Span) -> Feeds:
    """Read a span, and count its line feeds."""
    count, first, at = 0, None, span.start
    with opened(span.source) as file:
        file.seek(at)
        while data := file.read(min(BUFFER, span.end - at)):
            if first is None and (found := data.find(b"\n")) >= 0:
                first = at + found + 1
            count += data.count(b"\n")
            at += len(data)
    return Feeds(count, first)


def of_lines(some: Sequence[Span], counted: Sequence[Feeds]) -> list[Source]:
    """Return the sections of a file, each from the first line that begins in its span to that of the next."""
    before = accumulate((each.feeds for each in counted), initial=0)
    starts = [(0, 1)]
    for each, lines in zip(counted[1:], list(before)[1:], strict=False):
        if each.first is not None:
            starts.append((each.first, lines + 2))  # lines are numbered from 1, and the line with the feed is the one before
    end = some[-1].end
    ends = [start for start, _ in starts[1:]] + [end]
    source = some[0].source
    return [
        source._replace(section=Section(start, stop, number)) for (start, number), stop in zip(starts, ends, strict=True) if start < stop
    ]


def of_row_groups(source: Source, size: int) -> list[Source]:
    """Return sections of at most `size` compressed bytes, or of one row group; the source itself where it is damaged or small."""
    try:
        groups = groups_of(source)
    except Broken:
        return [source]
    sections, start, held, number, rows = list[Section](), 0, 0, 1, 0
    for at, (count, more) in enumerate(groups):
        if at > start and held + more > size:
            sections.append(Section(start, at, number))
            start, held, number, rows = at, 0, number + rows, 0
        held, rows = held + more, rows + count
    if not sections:
        return [source]
    sections.append(Section(start, len(groups), number))
    return [source._replace(section=section) for section in sections]
