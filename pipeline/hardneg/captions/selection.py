"""Select the sources of an input by a look into them: tables without captions are skipped, and images that no table uses are named."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.captions.fields.columns import NoCaptionsError
from hardneg.captions.fields.records import Record
from hardneg.captions.files.foreign import several
from hardneg.captions.files.inputs import find
from hardneg.captions.files.samples import endings_of
from hardneg.captions.files.sources import Input, Source
from hardneg.captions.placing import first_records, place
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

FEWEST = 2
"""Records of a JSON file beside other tables; with fewer it describes them."""


class _Look(NamedTuple):
    """The first records of the sources that are named alike, or why they cannot be read."""

    sources: list[Source]
    records: list[Record]
    error: UserError | None


def select(input: str, config: CaptionsConfig) -> Input:
    """The sources of `input` that have captions; `skipped` says what is not read, and which images are not used.

    One source is opened of those whose names differ by numbers alone. A table without captions is skipped where the user named a folder
    and no column, and another table, or pairs of image and text, have captions.

    Raises:
        UserError: Nothing is there, or nothing in it has captions.
    """
    found = find(input, config)
    skipped = list(found.skipped)
    looks = []
    for alike in _alike(found.sources):
        look = _look(alike, config)
        if look.error is None and alike[0].format == "text" and _are_names(look.records, config):
            look = look._replace(error=NoCaptionsError(f"{alike[0].path}: it lists names of images"))
        looks.append(look)
    for look in looks:
        if look.error is not None and not (found.is_folder and config.caption_column is None and _has_none(look)):
            raise look.error
    for look, first in _repeats(looks):
        skipped.append(
            (
                several([source.name for source in look.sources]),
                f"not read, since it begins with the same captions as {first}; name the file to read it",
            )
        )
        looks.remove(look)
    told = [look for look in looks if look.error is None]
    if len(told) > 1 and any(look.sources[0].format != "json" for look in told):
        single = [look for look in told if look.sources[0].format == "json" and len(look.records) < FEWEST]
        skipped += [(look.sources[0].name, "skipped, since it holds no list; name the file itself to read it") for look in single]
        looks = [look for look in looks if look not in single]
        told = [look for look in told if look not in single]
    if told or found.held is not None:
        for look in looks:
            if look.error is not None:
                skipped.append((several([source.name for source in look.sources]), f"skipped, since it has no captions ({_short(look)})"))
        looks = told
    elif error := next((look.error for look in looks if look.error is not None), None):
        raise error
    if not looks and found.held is not None:
        return found._replace(sources=[found.held], skipped=tuple(skipped), held=None)
    kept = {source.path for look in looks for source in look.sources}
    sources = [source for source in found.sources if source.path in kept]
    if found.held is not None:
        skipped.append((f"texts beside images in {found.held.name}", _instead([source.name for source in sources], looks)))
    tables = [look for look in looks if look.sources[0].format != "webdataset"]
    if config.images == "ignore" or (found.held is not None and len(tables) < len(looks)):
        return found._replace(sources=sources, skipped=tuple(skipped))
    placed, more = place(found, [(look.sources, look.records) for look in tables], config)
    sources = [placed.get(source.path, source) for source in sources]
    return found._replace(sources=sources, skipped=(*skipped, *more))


def _repeats(looks: Sequence[_Look]) -> list[tuple[_Look, str]]:
    """The looks at sources that begin with the captions and images of another one, such as a table in two formats; and its name."""
    seen: dict[tuple[tuple[str | None, str | None], ...], str] = {}
    found = []
    for look in looks:
        begin = tuple((record.caption, record.image_path) for record in look.records)
        if look.error is not None or len({caption for caption, _ in begin}) < FEWEST:
            continue
        first = seen.setdefault(begin, look.sources[0].name)
        if first != look.sources[0].name:
            found.append((look, first))
    return found


def _has_none(look: _Look) -> bool:
    """Return whether a source cannot be read because it has no captions, and not for another reason that the user should know of."""
    return isinstance(look.error, NoCaptionsError)


def _alike(sources: Sequence[Source]) -> list[list[Source]]:
    """Sources in groups of those whose names differ by numbers alone."""
    groups: dict[tuple[str, str], list[Source]] = {}
    for source in sources:
        groups.setdefault((source.format, re.sub(r"\d+", "0", source.name)), []).append(source)
    return list(groups.values())


def _look(sources: list[Source], config: CaptionsConfig) -> _Look:
    try:
        return _Look(sources, first_records(sources[0], config), None)
    except UserError as error:
        return _Look(sources, [], error)


def _short(look: _Look) -> str:
    return str(look.error).removeprefix(f"{look.sources[0].path}: ")


def _are_names(records: Sequence[Record], config: CaptionsConfig) -> bool:
    """Return whether all texts are names of images."""
    endings = endings_of(config).images
    texts = [record.caption for record in records]
    return bool(texts) and all(text is not None and text.strip().lower().endswith(endings) and len(text.split()) <= 2 for text in texts)


def _instead(names: list[str], looks: Sequence[_Look]) -> str:
    """Return a note that pairs are not read, and how to have them read."""
    read = several(names)
    archives = any(look.sources[0].format == "webdataset" for look in looks)
    return f"not read, since captions are read from {read}; {'name that folder' if archives else 'captions.format=webdataset'} to read them"
