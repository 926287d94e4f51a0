"""Write files in one step, on this machine or at any fsspec URL, and Parquet whose bytes follow from the rows alone."""

import hashlib
import os
import posixpath
import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from hardneg.errors import UserError
from hardneg.errors.extras import install

TEMPORARY = ".tmp"
EXTRAS = {"s3": "s3", "s3a": "s3"}
"""The extra of this package that installs the library of a protocol."""


def join(base: str, *names: str) -> str:
    """Return the path or URL of `names` under `base`."""
    return posixpath.join(base.rstrip("/") or "/", *names)


def write(path: str, data: bytes | memoryview) -> str:
    """Write `data` to `path` in one step and return its SHA-256. Readers see the old file or all of the new one.

    On this machine a temporary file in the same folder is flushed to the disk and renamed. Elsewhere one PUT is atomic in object stores.
    """
    system, place = filesystem(path)
    if isinstance(system, LocalFileSystem):
        _write_local(Path(place), data)
    else:
        system.makedirs(posixpath.dirname(place), exist_ok=True)
        system.pipe_file(place, bytes(data))
    return sha256(data)


def create(path: str, data: bytes) -> bool:
    """Write a file in one step unless there is one, and return whether it was written.

    Of several writers one succeeds: by a hard link on this machine, by a conditional PUT in object stores. A filesystem of fsspec that has
    neither replaces the file, so the caller reads it back.
    """
    system, place = filesystem(path)
    if isinstance(system, LocalFileSystem):
        return _create_local(Path(place), data)
    system.makedirs(posixpath.dirname(place), exist_ok=True)
    try:
        system.pipe_file(place, data, mode="create")
    except FileExistsError:
        return False
    except TypeError:  # this filesystem has no `mode`
        if exists(path):
            return False
        system.pipe_file(place, data)
    return True


def sha256(data: bytes | memoryview) -> str:
    """Return the SHA-256 of `data` in hex digits, as `write` returns it."""
    return hashlib.sha256(data).hexdigest()


def read(path: str, start: int | None = None, end: int | None = None) -> bytes:
    """Return the bytes of a file, or those between two offsets; negative ones count from its end.

    Raises:
        FileNotFoundError: There is no such file.
    """
    system, place = filesystem(path)
    data: bytes = system.cat_file(place, start=start, end=end)
    return data


def holds(path: str, sha256_: str) -> bool:
    """Return whether there is a file with this SHA-256."""
    try:
        return sha256(read(path)) == sha256_
    except FileNotFoundError:
        return False


def exists(path: str) -> bool:
    """Return whether a file or folder exists now. Cached listings are ignored."""
    system, place = filesystem(path)
    system.invalidate_cache(posixpath.dirname(place))
    return bool(system.exists(place))


def names(folder: str) -> list[str]:
    """Return the sorted names of the files and folders in `folder`; none where there is no such folder."""
    system, place = filesystem(folder)
    system.invalidate_cache(place)
    try:
        listed = system.ls(place, detail=False)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(name for entry in listed if (name := posixpath.basename(entry.rstrip("/"))) and entry.rstrip("/") != place.rstrip("/"))


def sizes(folder: str) -> dict[str, int]:
    """Return the bytes of each file in `folder`, by one listing; none where there is no such folder."""
    return {name: int(entry["size"] or 0) for name, entry in _entries(folder).items() if entry["type"] == "file"}


def modified(folder: str) -> dict[str, float | None]:
    """Return when each file or folder in `folder` was last written, in seconds since 1970; None where the storage does not say."""
    return {name: _time(entry) for name, entry in _entries(folder).items()}


def _entries(folder: str) -> dict[str, dict[str, Any]]:
    """Return what the storage says of each file and folder in `folder` now, by name; nothing where there is no such folder."""
    system, place = filesystem(folder)
    system.invalidate_cache(place)
    try:
        listed = system.ls(place, detail=True)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return {posixpath.basename(entry["name"].rstrip("/")): entry for entry in listed if entry["name"].strip("/") != place.strip("/")}


def remove(path: str) -> None:
    """Remove a file, or a folder with its content. A missing one is no error, because another worker may have removed it."""
    system, place = filesystem(path)
    try:
        system.rm(place, recursive=True)
    except FileNotFoundError:
        return


def remove_empty(folder: str) -> None:
    """Remove a folder of this machine if nothing is in it. Object stores have no empty folders."""
    system, place = filesystem(folder)
    if isinstance(system, LocalFileSystem):
        with suppress(OSError):
            Path(place).rmdir()


def parquet(table: pa.Table) -> memoryview:
    """Return `table` as Parquet in memory. Equal rows in equal order and schema give equal bytes, however they are chunked."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks().replace_schema_metadata(None), sink, compression="zstd", compression_level=3)
    return memoryview(sink.getvalue())


def read_parquet(data: bytes, columns: list[str] | None = None) -> pa.Table:
    """Return the table in the bytes of a Parquet file.

    `pq.read_table` is not used: its scanner leaves threads that hold `data`, and releasing it while Python exits aborts the process.
    """
    return pq.ParquetFile(pa.BufferReader(data)).read(columns=columns, use_threads=False)


def _time(entry: Mapping[str, Any]) -> float | None:
    """Return the time of a listed file. Each filesystem of fsspec names it differently, as a number, a datetime or a text."""
    for name in ("mtime", "LastModified", "last_modified", "updated", "created"):
        value = entry.get(name)
        if isinstance(value, int | float):
            return float(value)
        if isinstance(value, str):
            with suppress(ValueError):
                return datetime.fromisoformat(value).timestamp()
        if isinstance(value, datetime):
            return value.timestamp()
    return None


def filesystem(path: str) -> tuple[Any, str]:
    """Return the filesystem of a path or URL, and the path on it.

    Raises:
        UserError: There is no such protocol, or its library is not installed.
    """
    try:
        system, place = fsspec.core.url_to_fs(path)
    except ImportError as error:
        protocol = fsspec.utils.get_protocol(path)
        advice = f"run `{install(EXTRAS[protocol])}`" if protocol in EXTRAS else "install it"
        raise UserError(f"{path}: the library for {protocol}:// is missing ({error}): {advice}") from error
    except ValueError as error:
        known = ", ".join(fsspec.available_protocols())
        raise UserError(f"{path}: cannot be reached ({error}); the protocols are {known}") from error
    return system, place


def _create_local(path: Path, data: bytes) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path)
    try:
        temporary.write_bytes(data)
        try:
            path.hardlink_to(temporary)
        except (FileExistsError, FileNotFoundError):  # another process has removed what it took for the file of a killed writer
            return False
        except OSError:  # some filesystems have no hard links
            return _create_without_link(path, data)
        return True
    finally:
        temporary.unlink(missing_ok=True)


def _create_without_link(path: Path, data: bytes) -> bool:
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    return True


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name.lstrip('.')}.{uuid.uuid4().hex}{TEMPORARY}")


def _write_local(path: Path, data: bytes | memoryview) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path)
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
