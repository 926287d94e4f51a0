"""Files that are whole or not there, on this machine or at any fsspec URL, and Parquet whose bytes follow from the rows alone."""

import hashlib
import os
import posixpath
import uuid
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

TEMPORARY = ".tmp"


def join(base: str, *names: str) -> str:
    """Path or URL of `names` under `base`."""
    return posixpath.join(base.rstrip("/") or "/", *names)


def write(path: str, data: bytes | memoryview) -> str:
    """Put `data` at `path` in one step and return its SHA-256; whoever reads sees the old file, or all of the new one.

    On this machine: a temporary name in the same folder, flushed to the disk, renamed. Elsewhere one PUT, which is atomic in object stores.
    """
    system, place = _system(path)
    if isinstance(system, LocalFileSystem):
        _write_local(Path(place), data)
    else:
        system.makedirs(posixpath.dirname(place), exist_ok=True)
        system.pipe_file(place, bytes(data))
    return hashlib.sha256(data).hexdigest()


def read(path: str) -> bytes:
    """All of a file.

    Raises:
        FileNotFoundError: There is none.
    """
    system, place = _system(path)
    data: bytes = system.cat_file(place)
    return data


def exists(path: str) -> bool:
    """Whether a file or folder is there now, whatever was known about it before."""
    system, place = _system(path)
    system.invalidate_cache(posixpath.dirname(place))
    return bool(system.exists(place))


def names(folder: str) -> list[str]:
    """Sorted names of the files and folders in `folder`; none where there is no such folder."""
    system, place = _system(folder)
    system.invalidate_cache(place)
    try:
        listed = system.ls(place, detail=False)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(name for entry in listed if (name := posixpath.basename(entry.rstrip("/"))) and entry.rstrip("/") != place.rstrip("/"))


def remove(path: str) -> None:
    """Remove a file, or a folder with all in it. One that is gone already is fine: another worker may have removed it."""
    system, place = _system(path)
    try:
        system.rm(place, recursive=True)
    except FileNotFoundError:
        return


def parquet(table: pa.Table) -> memoryview:
    """Parquet of `table` in memory: the same rows, in the same order and schema, are the same bytes, however they were chunked."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks().replace_schema_metadata(None), sink, compression="zstd", compression_level=3)
    return memoryview(sink.getvalue())


def read_parquet(data: bytes, columns: list[str] | None = None) -> pa.Table:
    """Table in the bytes of a Parquet file.

    Not by `pq.read_table`: its scanner leaves threads that hold `data`, and one that lets go of it while Python ends aborts the process.
    """
    return pq.ParquetFile(pa.BufferReader(data)).read(columns=columns, use_threads=False)


def _system(path: str) -> tuple[Any, str]:
    system, place = fsspec.core.url_to_fs(path)
    return system, place


def _write_local(path: Path, data: bytes | memoryview) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}{TEMPORARY}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
