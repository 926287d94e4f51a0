"""Select the sources of an input by their first records: skip tables without captions, and report images that no table uses."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.captions.fields.columns import NoCaptionsError
from hardneg.captions.fields.records import Record
from hardneg.captions.files.foreign import first_of
from hardneg.captions.files.inputs import find
from hardneg.captions.files.samples import endings_of
from hardneg.captions.files.sources import Input, Source
from hardneg.captions.placing import first_records, locate_images
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

MIN_RECORDS = 2
"""Least number of records of a JSON file beside other tables; with fewer the file describes them."""


class _Peek(NamedTuple):
    """Hold the sources of one name pattern, with the first records of the first source, or the error of reading it."""

    sources: list[Source]
    records: list[Record]
    error: UserError | None


def select(input: str, config: CaptionsConfig) -> Input:
    """Return the sources of `input` that have captions; its field `skipped` lists the files that are not read or not used.

    Of the sources whose names differ by numbers alone, only one is opened. A table without captions is skipped if another table, or pairs
    of image and text, have captions. This needs that the user named a folder and no column.

    Raises:
        UserError: The input does not exist, or nothing in it has captions.
    """
    found = find(input, config)
    skipped = list(found.skipped)
    peeks: list[_Peek] = []
    for group in _by_name_pattern(found.sources):
        peek = _peek(group, config)
        if peek.error is None and group[0].format == "text" and _are_names(peek.records, config):
            peek = peek._replace(error=NoCaptionsError(f"{group[0].path}: it lists names of images"))
        peeks.append(peek)
    for peek in peeks:
        if peek.error is not None and not (found.is_folder and config.caption_column is None and isinstance(peek.error, NoCaptionsError)):
            raise peek.error
    for peek, first in _repeats(peeks):
        skipped.append(
            (
                first_of([source.name for source in peek.sources]),
                f"not read, because it begins with the same captions as {first}; name the file to read it",
            )
        )
        peeks.remove(peek)
    readable = [peek for peek in peeks if peek.error is None]
    if len(readable) > 1 and any(peek.sources[0].format != "json" for peek in readable):
        single = [peek for peek in readable if peek.sources[0].format == "json" and len(peek.records) < MIN_RECORDS]
        skipped += [(peek.sources[0].name, "skipped, because it holds no list; name the file itself to read it") for peek in single]
        peeks = [peek for peek in peeks if peek not in single]
        readable = [peek for peek in readable if peek not in single]
    if readable or found.held is not None:
        for peek in peeks:
            if peek.error is not None:
                skipped.append(
                    (first_of([source.name for source in peek.sources]), f"skipped, because it has no captions ({_short(peek)})")
                )
        peeks = readable
    elif error := next((peek.error for peek in peeks if peek.error is not None), None):
        raise error
    if not peeks and found.held is not None:
        return found._replace(sources=[found.held], skipped=tuple(skipped), held=None)
    kept = {source.path for peek in peeks for source in peek.sources}
    sources = [source for source in found.sources if source.path in kept]
    if found.held is not None:
        skipped.append((f"texts beside images in {found.held.name}", _instead([source.name for source in sources], peeks)))
    tables = [peek for peek in peeks if peek.sources[0].format != "webdataset"]
    if config.images == "ignore" or (found.held is not None and len(tables) < len(peeks)):
        return found._replace(sources=sources, skipped=tuple(skipped))
    placed, more = locate_images(found, [(peek.sources, peek.records) for peek in tables], config)
    sources = [placed.get(source.path, source) for source in sources]
    return found._replace(sources=sources, skipped=(*skipped, *more))


def _repeats(peeks: Sequence[_Peek]) -> list[tuple[_Peek, str]]:
    """Return the peeks whose captions and images begin as another source's, such as a table in two formats, with that source's name."""
    seen: dict[tuple[tuple[str | None, str | None], ...], str] = {}
    found = []
    for peek in peeks:
        begin = tuple((record.caption, record.image_path) for record in peek.records)
        if peek.error is not None or len({caption for caption, _ in begin}) < MIN_RECORDS:
            continue
        first = seen.setdefault(begin, peek.sources[0].name)
        if first != peek.sources[0].name:
            found.append((peek, first))
    return found


def _by_name_pattern(sources: Sequence[Source]) -> list[list[Source]]:
    """Group the sources whose names differ by numbers alone."""
    groups: dict[tuple[str, str], list[Source]] = {}
    for source in sources:
        groups.setdefault((source.format, re.sub(r"\d+", "0", source.name)), []).append(source)
    return list(groups.values())


def _peek(sources: list[Source], config: CaptionsConfig) -> _Peek:
    try:
        return _Peek(sources, first_records(sources[0], config), None)
    except UserError as error:
        return _Peek(sources, [], error)


def _short(peek: _Peek) -> str:
    return str(peek.error).removeprefix(f"{peek.sources[0].path}: ")


def _are_names(records: Sequence[Record], config: CaptionsConfig) -> bool:
    """Return whether all captions are names of images."""
    endings = endings_of(config).images
    texts = [record.caption for record in records]
    return bool(texts) and all(text is not None and text.strip().lower().endswith(endings) and len(text.split()) <= 2 for text in texts)


def _instead(names: list[str], peeks: Sequence[_Peek]) -> str:
    """Return a note that pairs are not read, and which setting reads them."""
    read = first_of(names)
    archives = any(peek.sources[0].format == "webdataset" for peek in peeks)
    setting = "name that folder" if archives else "set captions.format=webdataset"
    return f"not read, because captions are read from {read}; {setting} to read them"
