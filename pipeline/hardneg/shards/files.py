"""Find the shards of a run, and open one."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.engine import storage
from hardneg.engine.manifest import read_manifest
from hardneg.errors import UserError


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
        UserError: There are none.
    """
    for folder in (storage.join(out, "shards"), out):
        names = [name for name in storage.names(folder) if name.startswith(f"{split}-") and name.endswith(".parquet")]
        if names:
            return [storage.join(folder, name) for name in names]
    raise UserError(f"{out}: holds no {split} shards; give the OUT of a finished run, or its shards/ folder")


def find_shards(out: str) -> list[str]:
    """Return the shards of a run or in a folder, or the shard itself.

    Raises:
        UserError: There is no shard.
    """
    if out.endswith(".parquet") and storage.exists(out):
        return [out]
    for folder in (storage.join(out, "shards"), out):
        if found := shards_in(folder):
            return found
    raise UserError(f"{out}: no shards here; run `hardneg run {out}`, or name a folder of shards or one of them")


def shards_in(folder: str) -> list[str]:
    """Return the shards in a folder; an absent folder has none."""
    return [storage.join(folder, name) for name in storage.names(folder) if name.endswith(".parquet")]


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
