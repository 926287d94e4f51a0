"""Replace or remove a small file only while it holds what its writer has read, so that of several writers one succeeds."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from fsspec.implementations.local import LocalFileSystem

from hardneg.engine import storage

LOCK_S = 10.0
"""Seconds to wait for another writer, which holds its lock for one write."""
POLL_S = 0.05
UNKNOWN = "NotImplemented"
"""Servers that know no conditional PUT answer with this code, or ignore the condition."""
REFUSED = ("PreconditionFailed", "ConditionalRequestConflict", "At least one of the pre-conditions")


def swap(path: str, old: bytes, new: bytes | None) -> bool:
    """Write `new` to a file in one step if it holds `old`, or remove it where `new` is None, and return whether it was done.

    On this machine by a lock on the file, and in S3 by a conditional PUT. Elsewhere, where a file is removed from S3, and where a file
    system has no locks, the file is compared just before. A client may repeat a request whose answer was lost and find what the first
    has written, so the caller reads the file where this returns False.
    """
    system, place = storage.filesystem(path)
    if isinstance(system, LocalFileSystem):
        return _swap_local(Path(place), old, new)
    etag = _etag(system, place) if new is not None else None
    if _bytes(path) != old:
        return False
    if new is None:
        storage.remove(path)
    elif etag is None:
        storage.write(path, new)
    else:
        return _put(system, place, new, etag)
    return True


def _swap_local(path: Path, old: bytes, new: bytes | None) -> bool:
    until = time.monotonic() + LOCK_S
    while time.monotonic() < until:
        try:
            file = _opened(path)
        except FileNotFoundError:
            return False
        with file:
            if not _locked(file) or not _is_still(path, file):  # another writer is at it, or has replaced the file since it was opened
                time.sleep(POLL_S)
                continue
            if file.read() != old:
                return False
            if new is None:
                path.unlink()
            else:
                storage.write(str(path), new)
            return True
    return False


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb+")  # NFS locks only what may be written
    except PermissionError:  # of another user, in a folder that this one may write to
        return path.open("rb")


def _locked(file: BinaryIO) -> bool:
    """Lock an open file, and return False where another writer has locked it. The lock ends when the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # this file system has no locks
        return True
    return True


def _is_still(path: Path, file: BinaryIO) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    return False


def _etag(system: Any, place: str) -> str | None:
    """Return the ETag of an object in S3; None elsewhere."""
    protocols = (system.protocol,) if isinstance(system.protocol, str) else system.protocol
    if "s3" not in protocols:
        return None
    system.invalidate_cache(place)
    try:
        return str(system.info(place, refresh=True)["ETag"])
    except (FileNotFoundError, KeyError):
        return None


def _put(system: Any, place: str, data: bytes, etag: str) -> bool:
    try:
        system.pipe_file(place, data, IfMatch=etag)
    except FileNotFoundError:
        return False
    except OSError as error:
        if UNKNOWN in str(error):
            system.pipe_file(place, data)
            return True
        if not any(refused in str(error) for refused in REFUSED):
            raise
        return False
    return True


def _bytes(path: str) -> bytes | None:
    try:
        return storage.read(path)
    except FileNotFoundError:
        return None
