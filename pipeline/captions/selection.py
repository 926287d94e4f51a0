"""Which sources of an input are read, by a look into them: tables without captions are skipped, and images that no table uses are named."""

import posixpath
import re
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import NamedTuple

from pipeline.captions.columns import NoCaptionsError
from pipeline.captions.foreign import several
from pipeline.captions.images import Reference, locate
from pipeline.captions.records import Broken, Record
from pipeline.captions.samples import endings_of
from pipeline.captions.sources import Input, Source, find
from pipeline.errors import UserError
from schemas.config import CaptionsConfig

PEEK = 5
"""Records that are looked at."""
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
    from pipeline.captions.readers import READERS

    found = find(input, config)
    skipped = list(found.skipped)
    looks = []
    for alike in _alike(found.sources):
        look = _look(alike, READERS[alike[0].format](alike[0], config))
        if look.error is None and alike[0].format == "text" and _are_names(look.records, config):
            look = look._replace(error=NoCaptionsError(f"{alike[0].path}: it lists names of images"))
        looks.append(look)
    for look in looks:
        if look.error is not None and not (found.is_folder and config.caption_column is None and _has_none(look)):
            raise look.error
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
    skipped += _unused(found, looks, config)
    return found._replace(sources=sources, skipped=tuple(skipped))


def _has_none(look: _Look) -> bool:
    """Whether a source cannot be read because it has no captions, and not for another reason that the user should know of."""
    return isinstance(look.error, NoCaptionsError) or look.sources[0].format == "json"


def _alike(sources: Sequence[Source]) -> list[list[Source]]:
    """Sources in groups of those whose names differ by numbers alone."""
    groups: dict[tuple[str, str], list[Source]] = {}
    for source in sources:
        groups.setdefault((source.format, re.sub(r"\d+", "0", source.name)), []).append(source)
    return list(groups.values())


def _look(sources: list[Source], records: object) -> _Look:
    found: list[Record] = []
    try:
        with closing(records) as opened:  # type: ignore[type-var]
            found += islice(opened, PEEK)  # type: ignore[call-overload]
    except Broken:
        pass
    except UserError as error:
        return _Look(sources, found, error)
    return _Look(sources, found, None)


def _short(look: _Look) -> str:
    return str(look.error).removeprefix(f"{look.sources[0].path}: ")


def _are_names(records: Sequence[Record], config: CaptionsConfig) -> bool:
    """Whether all texts are names of images."""
    endings = endings_of(config).images
    texts = [record.caption for record in records]
    return bool(texts) and all(text is not None and text.strip().lower().endswith(endings) and len(text.split()) <= 2 for text in texts)


def _unused(found: Input, looks: Sequence[_Look], config: CaptionsConfig) -> list[tuple[str, str]]:
    """Images, and texts beside them, that no source uses, with the setting that would."""
    notes = []
    if found.held is not None and looks:
        read = several([source.name for look in looks for source in look.sources])
        notes.append(
            (
                f"texts beside images in {found.held.name}",
                _instead(read, looks),
            )
        )
    tables = [look for look in looks if look.sources[0].format != "webdataset"]
    if config.images == "ignore" or not tables or (found.held is not None and len(tables) < len(looks)):
        return notes
    there = set(found.images)
    for look in tables:
        source = look.sources[0]
        named = [record.image_path for record in look.records if record.image_path is not None]
        if any(record.image_bytes is not None for record in look.records) or not look.records:
            continue
        if not named:
            if there and found.held is None:
                notes.append((_listed(found), f"not used, since no column of {source.name} names them; set captions.image_column"))
                there = set()
            continue
        local = [name for name in named if "://" not in name and not name.startswith("/")]
        if not local:
            if there and len(tables) == 1 and found.held is None:
                notes.append(
                    (_listed(found), f"not used, since {source.name} refers to images such as {named[0]}; set captions.image_column")
                )
            continue
        if not any(_is_there(found, source, name, config) for name in local):
            notes.append((f"images of {source.name}", _astray(found, local[0], config)))
    return notes


def _instead(read: str, looks: Sequence[_Look]) -> str:
    """That pairs are not read, and how they are."""
    archives = any(look.sources[0].format == "webdataset" for look in looks)
    return f"not read, since captions are read from {read}; {'name that folder' if archives else 'captions.format=webdataset'} to read them"


def _is_there(found: Input, source: Source, name: str, config: CaptionsConfig) -> bool:
    """Whether an image that a record names by a relative path is where it will be looked for."""
    if config.image_root is None and found.is_folder:
        return posixpath.normpath(posixpath.join(found.root, posixpath.dirname(source.name), name)) in set(found.images)
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(_url(found, source, name, config))
    return bool(fs.exists(path))


def _url(found: Input, source: Source, name: str, config: CaptionsConfig) -> str:
    """URL of an image that a record of `source` names."""
    return locate(Reference(source.name, name, None, None, None), str(found.fs.unstrip_protocol(found.root)), config.image_root)


def _astray(found: Input, name: str, config: CaptionsConfig) -> str:
    """That an image is not where it should be, and where it is instead."""
    elsewhere = next((path for path in found.images if path.endswith("/" + name)), None)
    looked = f"not found; {name} is not {'in captions.image_root' if config.image_root is not None else 'beside the table'}"
    if elsewhere is None:
        return f"{looked}; set captions.image_root to the folder that they are in, or captions.images=ignore"
    return f"{looked}; set captions.image_root={elsewhere[: -len(name) - 1]}"


def _listed(found: Input) -> str:
    return several([posixpath.relpath(path, found.root) for path in found.images])
