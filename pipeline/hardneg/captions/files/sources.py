"""Define the sources of an input, with the formats that their names indicate."""

import posixpath
from collections.abc import Sequence
from typing import Any, NamedTuple

from hardneg.captions.files.foreign import conversion
from hardneg.errors import UserError

FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".ldjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".psv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".tar": "webdataset",
    ".arrow": "huggingface",
    ".txt": "text",
    ".token": "tsv",
    ".caption": "text",
    ".cap": "text",
}
COMPRESSIONS = {".gz": "gz", ".zst": "zst"}
COMPRESSIBLE = ("json", "jsonl", "csv", "tsv", "text", "webdataset")
KNOWN = "jsonl, json, csv, tsv, parquet, tar, txt, arrow (and .gz or .zst of all but parquet and arrow)"


class Section(NamedTuple):
    """A section of a file is its bytes, or the row groups of Parquet, from `start` to `end`, exclusive.

    `number` is that of its first line or row in the file, from 1.
    """

    start: int
    end: int
    number: int


class Source(NamedTuple):
    """A source is a file, or a folder of WebDataset pairs with its `members` (paths on `fs`).

    `name` is stored in the rows and the same on every machine; `path` is the path on `fs`. `images` is the folder of the images that
    records name by relative paths, itself relative to the source's folder. With a `section` only that is read of a file (see
    `readers.sections`); what kind of file it is follows from its begin all the same.
    """

    fs: Any
    path: str
    name: str
    format: str
    compression: str | None = None
    members: Sequence[str] = ()
    images: str = ""
    section: Section | None = None


class Input(NamedTuple):
    """An input holds the sources that the user named. Names of `sources` are relative to the folder `root`.

    Attributes:
        skipped: Notes on files that are not read and on choices that a setting can change: a name with the number of others, and a reason.
        held: The pairs of image and text where tables are read instead; they are read if no table has captions.
        images: Paths of all images of a folder.
        is_folder: Whether the user named a folder, so that a table without captions may be skipped.
    """

    fs: Any
    root: str
    sources: list[Source]
    skipped: tuple[tuple[str, str], ...] = ()
    held: Source | None = None
    images: Sequence[str] = ()
    is_folder: bool = False


def format_of(path: str) -> tuple[str | None, str | None]:
    """Return the format and the compression that a name indicates."""
    stem = path.lower()
    if stem.endswith(".tgz"):
        return "webdataset", "gz"
    compression = COMPRESSIONS.get(posixpath.splitext(stem)[1])
    if compression:
        stem = posixpath.splitext(stem)[0]
    format = FORMATS.get(posixpath.splitext(stem)[1])
    return (None if compression and format and format not in COMPRESSIBLE else format), compression


def file(fs: Any, path: str, name: str, format: str) -> Source:
    """Return the source of one file in the configured format, or in that of its name.

    Raises:
        UserError: The format is unknown.
    """
    named, compression = format_of(path)
    if format != "auto":
        return Source(fs, path, name, format, compression if format in COMPRESSIBLE else None)
    if named is None:
        advice = conversion(path)
        if advice is not None:
            raise UserError(f"{path} cannot be read: {advice}")
        raise UserError(f"{path}: unknown format; known by name: {KNOWN}; or set captions.format")
    return Source(fs, path, name, named, compression)
