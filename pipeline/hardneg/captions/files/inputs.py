"""Find the files of the input that the user named (a file, a folder, a glob, any fsspec URL), in a fixed order."""

import posixpath
import re
from typing import Any

from hardneg.captions.files.folders import folder
from hardneg.captions.files.hub import is_storable
from hardneg.captions.files.sources import Input, file
from hardneg.engine.storage import filesystem
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

_RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")


def root_of(input: str) -> str:
    """Return the URL of the folder that the names of an input's sources are relative to."""
    fs, path = _filesystem(input)
    return str(fs.unstrip_protocol(path if fs.isdir(path) else _parent(path)))


def find(input: str, config: CaptionsConfig | None = None) -> Input:
    """Return the files of `input` sorted by path, classified by their names alone; `selection.select` reads their first records as well.

    Raises:
        UserError: The input does not exist, or its format is unknown.
    """
    config = config or CaptionsConfig()
    fs, path = _filesystem(input)
    if fs.isfile(path):
        if not is_storable(path):
            raise UserError(f"{path}: its name is not UTF-8; rename it")
        return Input(fs, _parent(path), [file(fs, path, posixpath.basename(path), config.format)])
    if fs.isdir(path):
        return folder(fs, path, config, input)
    if shards := _shards(path):
        missing = next((shard for shard in shards if not fs.isfile(shard)), None)
        if missing is not None:
            raise UserError(f"{missing}: no such file; it is one of the {len(shards):,} files of {input}")
        root = _parent(path)
        return Input(fs, root, [file(fs, shard, posixpath.relpath(shard, root), config.format) for shard in shards])
    if _is_glob(path):
        matches = fs.glob(path, detail=True).items()
        found = sorted(name for name, info in matches if info["type"] != "directory" and not fs.isdir(name) and is_storable(name))
        if not found:
            raise UserError(f"{input}: no file matches")
        root = _parent(path)
        return Input(fs, root, [file(fs, match, posixpath.relpath(match, root), config.format) for match in found])
    raise UserError(f"{input}: no such file or folder")


def _filesystem(input: str) -> tuple[Any, str]:
    if not input.strip():  # it would be the current folder
        raise UserError("the input is empty; name a file, a folder or a URL")
    fs, path = filesystem(input)
    return fs, path.rstrip("/") or "/"


def _is_glob(path: str) -> bool:
    return any(mark in path for mark in "*?[") or _RANGE.search(path) is not None


def _shards(path: str) -> list[str]:
    """Expand a range in braces, such as WebDataset's `{00000..00127}.tar`; return no path where there is no range."""
    found = _RANGE.search(path)
    if found is None:
        return []
    first, last = int(found[1]), int(found[2])
    names = [f"{path[: found.start()]}{number:0{len(found[1])}}{path[found.end() :]}" for number in range(first, last + 1)]
    return [shard for name in names for shard in _shards(name) or [name]]


def _parent(path: str) -> str:
    """Return the folder of a file, or the part of a glob without wildcards."""
    parent = posixpath.dirname(path)
    while _is_glob(parent):
        parent = posixpath.dirname(parent)
    return parent
