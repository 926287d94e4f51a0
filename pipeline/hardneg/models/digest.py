"""Compute the SHA-256 of the files that decide a model's output: one digest for every kind of model."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file as hex digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest(folder: Path, patterns: Iterable[str]) -> str:
    """Return the digest of the files in `folder` that match one of the glob patterns.

    Every byte of them is read, once a process unless a file's size or time of change differs.
    """
    files = {file: file.stat() for pattern in patterns for file in folder.glob(pattern) if file.is_file()}
    return digest_of({file.relative_to(folder).as_posix(): _once(file, at.st_size, at.st_mtime_ns) for file, at in files.items()})


def digest_of(hashes: Mapping[str, str]) -> str:
    """Return the digest of a folder from the SHA-256 of each of its files, by relative path."""
    whole = hashlib.sha256()
    for name in sorted(hashes, key=lambda name: name.split("/")):
        whole.update(f"{name}\0{hashes[name]}\n".encode())
    return whole.hexdigest()


@cache
def _once(file: Path, size: int, changed_ns: int) -> str:  # noqa: ARG001 (part of the cache's key)
    return sha256(file)
