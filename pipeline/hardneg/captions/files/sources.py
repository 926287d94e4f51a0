"""Sources: one thing to read each, with the format that its name tells."""

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


class Source(NamedTuple):
    """One thing to read: a file, or a folder of WebDataset pairs with its `members` (paths on `fs`).

    `name` stands in the rows: it is the same on every machine. `path` is the path on `fs`. `images` is the folder of the images that
    records name by relative paths, relative to the source's own folder.
    """

    fs: Any
    path: str
    name: str
    format: str
    compression: str | None = None
    members: Sequence[str] = ()
    images: str = ""


class Input(NamedTuple):
    """The whole input. `root` is the folder that the names of `sources` are relative to.

    Attributes:
        skipped: What is there and is not read, and choices that may be made otherwise: a name (with how many more), and a sentence.
        held: The pairs of image and text, where tables are read instead; they are read where no table has captions.
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
    """Format and compression that a name tells."""
    stem = path.lower()
    if stem.endswith(".tgz"):
        return "webdataset", "gz"
    compression = COMPRESSIONS.get(posixpath.splitext(stem)[1])
    if compression:
        stem = posixpath.splitext(stem)[0]
    format = FORMATS.get(posixpath.splitext(stem)[1])
    return (None if compression and format and format not in COMPRESSIBLE else format), compression


def file(fs: Any, path: str, name: str, format: str) -> Source:
    """The source of one file in the format that is set, or that its name tells.

    Raises:
        UserError: The format is not known.
    """
    told, compression = format_of(path)
    if format != "auto":
        return Source(fs, path, name, format, compression if format in COMPRESSIBLE else None)
    if told is None:
        what = conversion(path)
        if what is not None:
            raise UserError(f"{path} cannot be read: {what}")
        raise UserError(f"{path}: unknown format; known by name: {KNOWN}; or set captions.format")
    return Source(fs, path, name, told, compression)
