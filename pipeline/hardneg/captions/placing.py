"""Find the images that a table names by relative paths, and the images of a folder that no table names."""

import posixpath
from collections.abc import Sequence
from contextlib import closing, suppress
from itertools import islice
from typing import Any

from hardneg.captions.cleaning.image_access import ANNOTATIONS, IMAGES, places_of
from hardneg.captions.cleaning.images import Reference, locate
from hardneg.captions.fields.records import Broken, Record
from hardneg.captions.files.foreign import first_of, lfs_pointer
from hardneg.captions.files.sources import Input, Source
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

PEEK = 5
"""Number of records that are read to learn which images a source names."""
MAX_SOURCES = 20
"""Upper bound of the sources of one name pattern that are opened one by one."""
MAX_FOLDERS = 100
"""Upper bound of the folders beside a table that are searched."""

Notes = list[tuple[str, str]]


def first_records(source: Source, config: CaptionsConfig) -> list[Record]:
    """Return the first records of a source, fewer where it is damaged.

    Raises:
        UserError: The source cannot be opened, or has no captions.
    """
    from hardneg.captions.readers import READERS

    problem = lfs_pointer(source.fs, source.path) if not source.members else None
    if problem is not None:
        raise UserError(f"{source.path}: {problem}")
    found: list[Record] = []
    records: Any = READERS[source.format](source, config)
    with suppress(Broken), closing(records):
        found += islice(records, PEEK)
    return found


def locate_images(
    found: Input, tables: Sequence[tuple[list[Source], list[Record]]], config: CaptionsConfig
) -> tuple[dict[str, Source], Notes]:
    """Return the sources whose images lie in another folder, with that folder, and notes on images that are missing or not used.

    Args:
        found: The whole input.
        tables: Groups of sources with the same name pattern, each with the first records of its first source.
        config: The config in force.
    """
    placed: dict[str, Source] = {}
    notes: Notes = []
    named_any = False
    for sources, records in tables:
        if not records or any(record.image_bytes is not None for record in records):
            named_any |= bool(records)
            continue
        named = [record.image_path for record in records if record.image_path is not None]
        notes += _refused(found, sources[0], named, config)
        named_any |= any(_is_relative(name) for name in named)
        if not any(_is_relative(name) for name in named) or _exist(found, sources[0], named, config):
            continue
        for source in sources[:MAX_SOURCES]:
            if source is not sources[0]:
                named = [record.image_path for record in first_records(source, config) if record.image_path is not None]
            folder = _folder_of(found, source, named) if config.image_root is None else None
            if folder is None:
                notes.append((f"images of {source.name}", _missing(named, config)))
                break
            placed[source.path] = source._replace(images=folder)
            notes.append((f"images of {source.name}", f"read from {folder}; to use another folder, set captions.image_root"))
    if found.images and tables and found.held is None and not named_any:
        images = first_of([posixpath.relpath(path, found.root) for path in found.images])
        notes.append((images, f"not used, because no column of {tables[0][0][0].name} names them; set captions.image_column"))
    return placed, notes


def _refused(found: Input, source: Source, named: Sequence[str], config: CaptionsConfig) -> Notes:
    """Return a note where images may not be opened, which a run that needs them would reject."""
    places = places_of(str(found.fs.unstrip_protocol(found.root)), config)
    for name in named if config.images != "ignore" else ():
        if not _is_relative(name) and (refusal := places.refusal(name)) is not None:
            return [(f"images of {source.name}", f"not opened: {name} {refusal}")]
    return []


def _is_relative(name: str) -> bool:
    return "://" not in name and not name.startswith("/")


def _missing(named: Sequence[str], config: CaptionsConfig) -> str:
    name = next((name for name in named if _is_relative(name)), "the file")
    where = "in captions.image_root" if config.image_root is not None else "beside the table"
    return f"not found; {name} is not {where}; set captions.image_root to the folder of the images, or captions.images=ignore"


def _exist(found: Input, source: Source, named: Sequence[str], config: CaptionsConfig) -> bool:
    """Return whether at least one of the images is at its default location."""
    from fsspec.core import url_to_fs

    root = str(found.fs.unstrip_protocol(found.root))
    for name in filter(_is_relative, named):
        fs, path = url_to_fs(locate(Reference(source.name, name, None, None, None), root, config.image_root))
        if fs.exists(path):
            return True
    return False


def _folder_of(found: Input, source: Source, named: Sequence[str]) -> str | None:
    """Return the only folder that holds all images, relative to that of the source; None where there is none, or several."""
    names = [name.removeprefix("./") for name in named if _is_relative(name)]
    home = posixpath.dirname(source.path)
    if not names:
        return None
    if found.images:
        there = set(found.images)
        folders = {path[: -len(names[0]) - 1] for path in found.images if path.endswith("/" + names[0])}
        fitting = [folder for folder in folders if all(f"{folder}/{name}" in there for name in names)]
    else:
        beside = _folders(found.fs, posixpath.dirname(home))
        if not ANNOTATIONS.fullmatch(posixpath.basename(home)):
            beside = [path for path in beside if IMAGES.fullmatch(posixpath.basename(path))]
        near = [*_folders(found.fs, home), *beside][:MAX_FOLDERS]
        fitting = [folder for folder in near if all(found.fs.exists(f"{folder}/{name}") for name in names)]
    return posixpath.relpath(fitting[0], home) if len(fitting) == 1 else None


def _folders(fs: Any, parent: str) -> list[str]:
    return sorted(info["name"] for info in fs.ls(parent, detail=True) if info["type"] == "directory")
