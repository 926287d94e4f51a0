"""From what the user named (a file, a folder, a glob, any fsspec URL) to the files to read, in a fixed order."""

import posixpath
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from pipeline.captions.foreign import conversion
from pipeline.errors import UserError
from schemas.config import CaptionsConfig

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


_RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")


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


def root_of(input: str) -> str:
    """URL of the folder that the names of an input's sources are relative to."""
    fs, path = _filesystem(input)
    return str(fs.unstrip_protocol(path if fs.isdir(path) else _parent(path)))


def find(input: str, config: CaptionsConfig | None = None) -> Input:
    """Files of `input`, sorted by path, told by their names alone; `selection.select` looks into them as well.

    Raises:
        UserError: Nothing is there, or its format is not known.
    """
    from pipeline.captions.folders import folder

    config = config or CaptionsConfig()
    fs, path = _filesystem(input)
    if fs.isfile(path):
        return Input(fs, _parent(path), [file(fs, path, posixpath.basename(path), config.format)])
    if fs.isdir(path):
        return folder(fs, path, config, input)
    if shards := _shards(path):
        missing = next((shard for shard in shards if not fs.isfile(shard)), None)
        if missing is not None:
            raise UserError(f"{missing}: no such file; it is one of the {len(shards):,} of {input}")
        root = _parent(path)
        return Input(fs, root, [file(fs, shard, posixpath.relpath(shard, root), config.format) for shard in shards])
    if _is_glob(path):
        found = sorted(match for match, info in fs.glob(path, detail=True).items() if info["type"] != "directory" and not fs.isdir(match))
        if not found:
            raise UserError(f"{input}: no file matches")
        root = _parent(path)
        return Input(fs, root, [file(fs, match, posixpath.relpath(match, root), config.format) for match in found])
    raise UserError(f"{input}: no such file or folder")


def _filesystem(input: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    try:
        fs, path = url_to_fs(input)
    except (ImportError, ValueError) as error:
        raise UserError(f"{input}: cannot be reached ({error})") from error
    return fs, path.rstrip("/") or "/"


def _is_glob(path: str) -> bool:
    return any(mark in path for mark in "*?[") or _RANGE.search(path) is not None


def _shards(path: str) -> list[str]:
    """Paths that a range in braces stands for, as WebDataset writes `{00000..00127}.tar`; none where there is no range."""
    found = _RANGE.search(path)
    if found is None:
        return []
    first, last = int(found[1]), int(found[2])
    names = [f"{path[: found.start()]}{number:0{len(found[1])}}{path[found.end() :]}" for number in range(first, last + 1)]
    return [shard for name in names for shard in _shards(name) or [name]]


def _parent(path: str) -> str:
    """Folder of a file, or the part of a glob that has no wildcard."""
    parent = posixpath.dirname(path)
    while _is_glob(parent):
        parent = posixpath.dirname(parent)
    return parent


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
