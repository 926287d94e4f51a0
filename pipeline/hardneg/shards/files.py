"""Find the shards of a run, and open one."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.engine.manifest import read_manifest
from hardneg.errors import UserError
from hardneg.schemas.manifest import Packed

DONE = "done.json"

RUNS = ".runs"
"""Folder beside the shards that is there until all are written."""

OF = re.compile(r"(.+)-(\d{5,})-of-(\d{5,})\.parquet")


def run_of(out: str) -> str:
    """Return the folder or URL of the run if `out` is its folder of shards, else `out` itself."""
    place = out.rstrip("/")
    above = posixpath.dirname(place) or "."
    return above if posixpath.basename(place) == "shards" and read_manifest(above) is not None else out


def shard_files(out: str, split: str = "train") -> list[str]:
    """Return the paths or URLs of the shards of a split, in order.

    Args:
        out: Folder or URL of a run, or of its shards.
        split: `train` or `val`.

    Raises:
        UserError: There are none, or not all of them.
    """
    for folder in (storage.join(out, "shards"), out):
        if names := [name for name in _names(folder) if name.startswith(f"{split}-")]:
            return [storage.join(folder, name) for name in names]
    raise UserError(f"{out}: holds no {split} shards; give the OUT of a finished run, or its shards/ folder")


def find_shards(out: str) -> list[str]:
    """Return the shards of a run or in a folder, or the shard itself.

    Raises:
        UserError: There is no shard, or not all of them.
    """
    if out.endswith(".parquet") and storage.exists(out):
        return [out]
    for folder in (storage.join(out, "shards"), out):
        if found := shards_in(folder):
            return found
    raise UserError(f"{out}: no shards here; run `hardneg run {out}`, or name a folder of shards or one of them")


def shards_in(folder: str) -> list[str]:
    """Return the shards in a folder; an absent folder has none.

    Raises:
        UserError: Packing is not finished, or shards are missing.
    """
    return [storage.join(folder, name) for name in _names(folder)]


def read_packed(folder: str) -> Packed | None:
    """Return the done marker of the shards in `folder`; None where there is none, or one that is damaged or of another version."""
    try:
        packed = Packed.model_validate_json(storage.read(storage.join(folder, DONE)))
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None
    return None if packed.is_damaged() else packed


def _names(folder: str) -> list[str]:
    """Return the names of the shards by the done marker; without one, all Parquet files, of which those of a set must be complete."""
    listed = storage.names(folder)
    found = [name for name in listed if name.endswith(".parquet")]
    packed = read_packed(folder) if found and DONE in listed else None
    if packed is not None:
        if missing := sorted(packed.rows.keys() - set(found)):
            raise UserError(f"{folder}: {missing[0]} is missing: {_again(folder)}")
        return [name for name in found if name in packed.rows]
    sets: dict[str, dict[int, set[int]]] = {}
    for each in filter(None, map(OF.fullmatch, found)):
        sets.setdefault(each[1], {}).setdefault(int(each[3]), set()).add(int(each[2]))
    complete = all(len(by_size) == 1 and all(numbers == set(range(of)) for of, numbers in by_size.items()) for by_size in sets.values())
    if sets and (RUNS in listed or not complete):
        raise UserError(f"{folder}: packing is not finished, or shards are missing: {_again(folder)}")
    return found


def _again(folder: str) -> str:
    out = posixpath.dirname(folder) if posixpath.basename(folder) == "shards" else "OUT"
    return f"run `hardneg shards {out or '.'}`, or copy all shards"


@contextmanager
def opened(file: str) -> Iterator[pq.ParquetFile]:
    """Open a shard for a `with` statement, wherever it is stored.

    Raises:
        UserError: It is none, is damaged, or cannot be read; also within the statement.
    """
    try:
        with fsspec.open(file, "rb") as stream:
            yield pq.ParquetFile(stream)
    except (pa.ArrowException, OSError) as error:
        raise UserError(f"{file}: is not a readable shard ({error}); `hardneg verify` checks a whole run") from error
