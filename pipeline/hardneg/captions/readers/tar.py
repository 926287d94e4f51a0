"""Read the members of a tar header by header, so that damage is detected; `tarfile` stops at it silently."""

import tarfile
from collections.abc import Iterator
from typing import IO, NamedTuple

from hardneg.captions.fields.records import Broken

BLOCK = 512
SKIP = 1 << 20
LARGEST = 1 << 31
"""Upper bound of the bytes of a member. A larger one is neither an image nor a caption, and Arrow could not hold it."""


_ABOUT_NEXT = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE)
_WITHOUT_DATA = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)


class Member(NamedTuple):
    """A member is a regular file in a tar. `offset` is that of its first byte; `data` is None for a file whose content is not read."""

    name: str
    offset: int
    size: int
    data: bytes | None


def members(stream: IO[bytes], inline: tuple[str, ...], total: int | None) -> Iterator[Member]:
    """Yield the regular files in order; the content of files with an ending of `inline` is read.

    Args:
        stream: The tar; `seek` is used only if `total` is given.
        inline: Lower-case endings.
        total: The size in bytes of a seekable tar, else None.
    """
    offset = 0
    name: str | None = None
    size: int | None = None
    while True:
        header = _read_exactly(stream, BLOCK, "a header")
        offset += BLOCK
        if header.count(0) == BLOCK:
            return
        try:
            info = tarfile.TarInfo.frombuf(header, "utf-8", "replace")  # type: ignore[arg-type]
        except tarfile.HeaderError as error:
            raise Broken(f"bad header at byte {offset - BLOCK}: {error}") from error
        length = info.size if size is None or info.type in _ABOUT_NEXT else size
        if info.type in _WITHOUT_DATA:
            length = 0
        if length < 0 or (info.type in _ABOUT_NEXT and length > SKIP):
            raise Broken(f"bad header at byte {offset - BLOCK}: a size of {length}")
        padded = -(-length // BLOCK) * BLOCK
        if info.type in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE):
            data = _read_exactly(stream, padded, "a header")[:length]
            if info.type == tarfile.XHDTYPE:
                path, size = _pax(data)
                name = path or name
            else:
                name = data.rstrip(b"\0").decode(errors="replace")
        elif info.isreg():
            path = (name or info.name).removeprefix("./")
            wanted = path.lower().endswith(inline) and length < LARGEST
            if wanted:
                data = _read_exactly(stream, padded, path)[:length]
                yield Member(path, offset, length, data)
            else:
                _skip(stream, offset, padded, length, total, path)
                yield Member(path, offset, length, None)
            name = size = None
        else:
            _skip(stream, offset, padded, length, total, info.name)
            if info.type not in _ABOUT_NEXT:
                name = size = None
        offset += padded


def _pax(data: bytes) -> tuple[str | None, int | None]:
    """Return path and size from an extended header, which consists of lines `length key=value`."""
    path, size = None, None
    while data:
        digits, _, _ = data.partition(b" ")
        if not digits.isdigit() or not 0 < int(digits) <= len(data):
            raise Broken("bad extended header: a line has no valid length")
        key, _, value = data[len(digits) + 1 : int(digits) - 1].partition(b"=")
        if key == b"path":
            path = value.decode(errors="replace")
        elif key == b"size" and value.isdigit():
            size = int(value)
        data = data[int(digits) :]
    return path, size


def _read_exactly(stream: IO[bytes], size: int, what: str) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise Broken(f"the tar ends inside {what}" if data else f"the tar ends before {what}")
    return data


def _skip(stream: IO[bytes], offset: int, padded: int, length: int, total: int | None, what: str) -> None:
    if total is not None:
        if offset + length > total:
            raise Broken(f"the tar ends inside {what}")
        stream.seek(min(offset + padded, total))
        return
    while padded > 0:
        padded -= len(_read_exactly(stream, min(padded, SKIP), what))
