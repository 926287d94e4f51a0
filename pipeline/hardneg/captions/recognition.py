"""Recognise the sources of an input for `preview`: group them by layout, and count their records."""

import re
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Broken, Record
from hardneg.captions.files.sources import Source
from hardneg.captions.readers import read, understand
from hardneg.captions.readers.delimited import NUMBERED
from hardneg.captions.selection import select
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

CAPTIONS = 200_000
"""Upper bound of the captions that are counted."""
SECONDS = 15.0
"""Time limit for recognising layouts, and again for counting records."""
MAX_OPENED = 40
"""Upper bound of the sources of one format whose layout is recognised; the others are counted with the first of them."""
SAMPLES = 3
"""Number of records that are kept as examples of a group."""

_NUMBERED = re.compile(r"(.*)#\d+")


class Group:
    """Hold the sources of one layout, and their counts."""

    def __init__(self, layout: Layout, first: str):
        self.layout = layout
        self.first = first
        self.sources = 0
        self.read = 0
        self.records = 0
        self.captions = 0
        self.with_image = 0
        self.images: set[str] = set()
        self.defects: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self.samples: list[Record] = []
        self._before: str | None = None

    @property
    def whole(self) -> bool:
        """Return whether all records of the group were counted."""
        return self.read == self.sources

    def add(self, record: Record) -> None:
        """Count a record."""
        found = _NUMBERED.fullmatch(record.key) if NUMBERED not in self.layout.details else None
        of_list = found is not None and self._before == found[1] and record.defect is None
        self._before = found[1] if found is not None else None
        self.records += not of_list
        if record.defect is not None:
            self.defects[str(record.defect)] += 1
            self.examples.setdefault(str(record.defect), record.detail or record.key)
            return
        self.captions += 1
        name = record.image_id or record.image_path
        if record.image_path is not None or record.image_bytes is not None:
            self.with_image += 1
            name = name or record.key
        if name is not None:
            self.images.add(name)
        if len(self.samples) < SAMPLES:
            self.samples.append(record._replace(image_bytes=None))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for programs."""
        return {
            "layout": self.layout._asdict(),
            "first": self.first,
            "sources": self.sources,
            "records": self.records,
            "exact": self.whole,
            "captions": self.captions,
            "captions_with_image": self.with_image,
            "images": len(self.images),
            "defects": dict(self.defects),
            "examples": self.examples,
            "samples": [{"key": each.key, "caption": each.caption, "image": each.image_path} for each in self.samples],
        }


def recognise(input: str, config: CaptionsConfig, seconds: float = SECONDS) -> tuple[list[Group], list[tuple[str, str]]]:
    """Return the sources of an input, grouped by layout and counted, and notes on files that are not read or not used.

    Raises:
        UserError: The input does not exist, or none of its sources can be read.
    """
    found = select(input, config)
    sources = found.sources
    groups, refused = _grouped(sources, config, seconds)
    refused = [*found.skipped, *refused]
    if not any(groups.values()):
        raise UserError(refused[0][1] if refused else f"{input}: there are no captions in it")
    _count(sources, groups, refused, config, seconds)
    return list(dict.fromkeys(group for group in groups.values() if group is not None)), refused


def _grouped(sources: list[Source], config: CaptionsConfig, seconds: float) -> tuple[dict[str, Group | None], list[tuple[str, str]]]:
    """Return the group of each source by its name, None where it cannot be read, and the reasons for those."""
    begin = time.monotonic()
    layouts: dict[Layout, Group] = {}
    groups: dict[str, Group | None] = {}
    refused: list[tuple[str, str]] = []
    opened: Counter[str] = Counter()
    first: dict[str, Group] = {}
    for source in sources:
        kind = source.format
        if kind in first and (opened[kind] >= MAX_OPENED or time.monotonic() - begin > seconds):
            group = first[kind]
        else:
            opened[kind] += 1
            try:
                layout = understand(source, config)
            except (UserError, Broken) as error:
                groups[source.name] = None
                message = str(error)
                refused.append((source.name, message if source.path in message else f"{source.path}: {message}"))
                continue
            group = layouts.setdefault(layout, Group(layout, source.name))
            first.setdefault(kind, group)
        group.sources += 1
        groups[source.name] = group
    return groups, refused


def _count(
    sources: Iterable[Source], groups: dict[str, Group | None], refused: list[tuple[str, str]], config: CaptionsConfig, seconds: float
) -> None:
    """Count the records of all sources, at most `CAPTIONS` and for at most `seconds`."""
    end = time.monotonic() + seconds
    total = 0
    for source in sources:
        group = groups[source.name]
        if group is None:
            continue
        try:
            for record in read(source, config):
                group.add(record)
                total += 1
                if total >= CAPTIONS or (total % 64 == 0 and time.monotonic() > end):
                    return
        except (UserError, Broken) as error:
            refused.append((source.name, str(error)))
        group.read += 1
        if time.monotonic() > end:
            return
