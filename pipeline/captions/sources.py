"""From what the user named (a file, a folder, a glob, any fsspec URL) to the files to read, in a fixed order."""

import json
import posixpath
from collections.abc import Sequence
from typing import Any, NamedTuple

from pipeline.errors import UserError

FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".tar": "webdataset",
    ".arrow": "huggingface",
    ".txt": "text",
}
COMPRESSIONS = {".gz": "gz", ".zst": "zst"}
COMPRESSIBLE = ("jsonl", "csv", "tsv", "text", "webdataset")
IMAGES = (".jpg", ".jpeg", ".png", ".webp")
KNOWN = "jsonl, csv, tsv, parquet, tar, txt, arrow (and .gz or .zst of all but parquet and arrow)"


class Source(NamedTuple):
    """One thing to read: a file, or a folder of WebDataset pairs with its `members` (paths on `fs`).

    `name` stands in the rows: it is the same on every machine. `path` is the path on `fs`.
    """

    fs: Any
    path: str
    name: str
    format: str
    compression: str | None = None
    members: Sequence[str] = ()


class Input(NamedTuple):
    """The whole input. `root` is the folder that the names of `sources` are relative to."""

    fs: Any
    root: str
    sources: list[Source]


def root_of(input: str) -> str:
    """URL of the folder that the names of an input's sources are relative to."""
    fs, path = _filesystem(input)
    return str(fs.unstrip_protocol(path if fs.isdir(path) else _parent(path)))


def find(input: str, format: str = "auto") -> Input:
    """Files of `input`, sorted by path.

    Raises:
        UserError: Nothing is there, or its format is not known.
    """
    fs, path = _filesystem(input)
    if fs.isfile(path):
        return Input(fs, _parent(path), [_file(fs, path, posixpath.basename(path), format)])
    if fs.isdir(path):
        return Input(fs, path, _folder(fs, path, format, input))
    if _is_glob(path):
        found = sorted(match for match, info in fs.glob(path, detail=True).items() if info["type"] == "file")
        if not found:
            raise UserError(f"{input}: no file matches")
        root = _parent(path)
        return Input(fs, root, [_file(fs, match, posixpath.relpath(match, root), format) for match in found])
    raise UserError(f"{input}: no such file or folder")


def _filesystem(input: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    try:
        fs, path = url_to_fs(input)
    except (ImportError, ValueError) as error:
        raise UserError(f"{input}: cannot be reached ({error})") from error
    return fs, path.rstrip("/") or "/"


def _is_glob(path: str) -> bool:
    return any(mark in path for mark in "*?[")


def _parent(path: str) -> str:
    """Folder of a file, or the part of a glob that has no wildcard."""
    parent = posixpath.dirname(path)
    while _is_glob(parent):
        parent = posixpath.dirname(parent)
    return parent


def _format_of(path: str) -> tuple[str | None, str | None]:
    """Format and compression that a name tells."""
    stem = path.lower()
    if stem.endswith(".tgz"):
        return "webdataset", "gz"
    compression = COMPRESSIONS.get(posixpath.splitext(stem)[1])
    if compression:
        stem = posixpath.splitext(stem)[0]
    format = FORMATS.get(posixpath.splitext(stem)[1])
    return (None if compression and format and format not in COMPRESSIBLE else format), compression


def _file(fs: Any, path: str, name: str, format: str) -> Source:
    told, compression = _format_of(path)
    if format != "auto":
        return Source(fs, path, name, format, compression if format in COMPRESSIBLE else None)
    if told is None:
        raise UserError(f"{path}: unknown format; known by name: {KNOWN}; or set captions.format")
    return Source(fs, path, name, told, compression)


def _folder(fs: Any, root: str, format: str, input: str) -> list[Source]:
    if format in ("auto", "huggingface"):
        arrow = _huggingface(fs, root)
        if arrow:
            return [Source(fs, path, posixpath.relpath(path, root), "huggingface") for path in arrow]
        if format == "huggingface":
            raise UserError(f"{input}: not a folder written by save_to_disk (no state.json or dataset_dict.json)")
    paths = [path for path in sorted(fs.find(root)) if not _hidden(posixpath.relpath(path, root))]
    told = {path: _format_of(path)[0] for path in paths}
    tables = [path for path in paths if told[path] not in (None, "text", "huggingface") and format in ("auto", told[path])]
    if not tables and format in ("auto", "webdataset") and any(path.lower().endswith(IMAGES) for path in paths):
        return [Source(fs, root, posixpath.basename(root), "webdataset", None, paths)]
    chosen = tables or [path for path in paths if told[path] == "text" and format in ("auto", "text")]
    if not chosen:
        raise UserError(f"{input}: no file of a known format in this folder; known by name: {KNOWN}, or pairs of image and .txt/.json")
    return [_file(fs, path, posixpath.relpath(path, root), format) for path in chosen]


def _hidden(name: str) -> bool:
    return any(piece.startswith(".") for piece in name.split("/"))


def _huggingface(fs: Any, root: str) -> list[str]:
    """Arrow files of a folder that `datasets` saved: those of one data set, or of all its splits in their order."""
    splits = _json(fs, f"{root}/dataset_dict.json").get("splits")
    if isinstance(splits, list):
        return [path for split in splits for path in _huggingface(fs, f"{root}/{split}")]
    files = _json(fs, f"{root}/state.json").get("_data_files")
    return [f"{root}/{file['filename']}" for file in files] if isinstance(files, list) else []


def _json(fs: Any, path: str) -> dict[str, Any]:
    if not fs.exists(path):
        return {}
    try:
        value = json.loads(fs.cat_file(path))
    except ValueError as error:
        raise UserError(f"{path}: not valid JSON ({error})") from error
    return value if isinstance(value, dict) else {}
