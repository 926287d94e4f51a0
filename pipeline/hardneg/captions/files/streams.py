"""Read the bytes and lines of a file, decompressed and in UTF-8, up to the point where it is damaged."""

import codecs
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from hardneg.captions.fields.records import Broken
from hardneg.captions.files.sources import Source
from hardneg.errors import UserError

BUFFER = 1 << 20
SMALL_BUFFER = 1 << 16
"""Bytes of the buffer where images in a tar are skipped without reading them."""
MAX_LINE = 1 << 28
"""Upper bound of the bytes of a line. A longer line is skipped and reported, so that a file without line ends cannot fill the memory."""
PIECE = 1 << 11
"""Bytes that are decompressed at once: a zstd frame can hold 32,000 times as many."""
UTF8 = "utf-8"
MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32"),  # must precede UTF-16, whose mark is a prefix of it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNDECODABLE = "hardneg.undecodable"
"""Error handler for codecs: each undecodable sequence becomes a lone surrogate, which is encoded as a byte that is not UTF-8."""
codecs.register_error(UNDECODABLE, lambda error: ("\udcff", error.end))  # type: ignore[attr-defined]


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """Open the file without decompressing it; it is seekable where the file system allows it.

    Raises:
        UserError: The file does not exist or may not be read.
    """
    try:
        file = source.fs.open(source.path, "rb")
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise UserError(f"{source.path}: cannot be opened ({error.strerror or type(error).__name__})") from error
    with file:
        yield file


@contextmanager
def decompressed(source: Source) -> Iterator[IO[bytes]]:
    """Open the file's decompressed content as a stream. Damaged compression raises `Broken` when it is reached, not before."""
    with opened(source) as file, breaking():
        if source.compression is not None:
            yield io.BufferedReader(_Frames(file, _gz if source.compression == "gz" else _zst), BUFFER)
        else:  # remote files of fsspec have no `readline(limit)` of their own
            yield io.BufferedReader(file, SMALL_BUFFER)  # type: ignore[type-var]


def lines(source: Source, encoding: str | None = None, *, blank: bool = False) -> Iterator[tuple[int, bytes | None]]:
    """Yield the number (from 1) and the text in UTF-8 of each line; None for a line longer than `MAX_LINE`.

    A byte order mark determines the encoding and is removed; without one the file is read in `encoding`, or in UTF-8. An undecodable
    sequence becomes a byte that is not UTF-8. Lines end with a line feed, or with a carriage return where a file has no line feed. Blank
    lines are skipped unless `blank` is set.
    """
    if source.section is not None:
        yield from _lines_of(source, blank=blank)
        return
    with decompressed(source) as stream:
        head = stream.readline(MAX_LINE)
        name = _marked(head) or _normal(encoding)
        old_mac = head.count(b"\r") > 1 and not head.endswith(b"\n")
        found = _utf8_lines(head, stream) if name == UTF8 and not old_mac else _decoded_lines(head, stream, name, old_mac)
        for number, line in enumerate(found, 1):
            if line is None or blank or not line.isspace():
                yield number, line


def has_sections(source: Source, encoding: str | None) -> bool:
    """Return whether a file can be read from any line on: it is not compressed, in UTF-8, and its lines end with line feeds."""
    if source.compression is not None or source.members:
        return False
    with decompressed(source) as stream:
        head = stream.readline(MAX_LINE)
    return (_marked(head) or _normal(encoding)) == UTF8 and head.endswith(b"\n")


def _lines_of(source: Source, *, blank: bool) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines of a section, which begins after a line feed; the first one may follow a byte order mark."""
    assert source.section is not None
    start, end, first = source.section
    with opened(source) as file:
        file.seek(start)
        stream = io.BufferedReader(_Limited(file, end - start), BUFFER)
        head = stream.readline(MAX_LINE) if start == 0 else b""
        for number, line in enumerate(_utf8_lines(head, stream), first):
            if line is None or blank or not line.isspace():
                yield number, line


def encoding_of(source: Source, wanted: str | None = None) -> str:
    """Return the name of the encoding that `lines` reads a file in."""
    with decompressed(source) as stream:
        return _marked(stream.read(4)) or _normal(wanted)


def _marked(head: bytes) -> str | None:
    return next((name for mark, name in MARKS if head.startswith(mark)), None)


def _normal(encoding: str | None) -> str:
    name = UTF8 if encoding is None else codecs.lookup(encoding).name
    return UTF8 if name in ("ascii", "utf-8-sig") else name


def _utf8_lines(head: bytes, stream: IO[bytes]) -> Iterator[bytes | None]:
    line = head.removeprefix(codecs.BOM_UTF8) or stream.readline(MAX_LINE)
    while line:
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                continue
            yield None
        else:
            yield line
        line = stream.readline(MAX_LINE)


def _decoded_lines(head: bytes, stream: IO[bytes], encoding: str, old_mac: bool) -> Iterator[bytes | None]:
    joined = io.BufferedReader(_Joined(head, stream), BUFFER)
    with io.TextIOWrapper(joined, encoding, errors=UNDECODABLE, newline="\r" if old_mac else "\n") as text:
        line = text.readline(MAX_LINE).removeprefix("\ufeff")
        while line:
            if len(line) == MAX_LINE and line[-1] not in "\r\n":
                while (rest := text.readline(MAX_LINE)) and rest[-1] not in "\r\n":
                    continue
                yield None
            else:
                yield line.encode(errors="surrogateescape")
            line = text.readline(MAX_LINE)


@contextmanager
def breaking() -> Iterator[None]:
    """Turn errors of the decompressors into `Broken`; errors of the network or the disk are not changed."""
    from zstandard import ZstdError

    try:
        yield
    except (EOFError, zlib.error, ZstdError) as error:
        raise Broken(str(error)) from error


def _gz() -> Any:
    return zlib.decompressobj(wbits=31)


def _zst() -> Any:
    from zstandard import ZstdDecompressor

    return ZstdDecompressor().decompressobj()


class _Limited(io.RawIOBase):
    """Read at most `size` bytes from where the file stands."""

    def __init__(self, file: IO[bytes], size: int):
        self._file = file
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(min(len(buffer), self._left))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)


class _Joined(io.RawIOBase):
    """Read the bytes that were read already, and then the rest of the stream."""

    def __init__(self, head: bytes, stream: IO[bytes]):
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(data) :] if self._head else b""
        buffer[: len(data)] = data
        return len(data)


class _Frames(io.RawIOBase):
    """Decompress all frames (or gzip members), and return all data before a damage before raising an error.

    The `gzip` module loses up to a buffer of it, and `zstandard`'s own reader accepts a truncated frame as complete.
    """

    def __init__(self, file: IO[bytes], new: Callable[[], Any]):
        self._file = file
        self._new = new
        self._frame = new()
        self._begun = False
        self._out = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._out:
            data = (self._frame.unused_data if self._frame.eof else b"") or self._file.read(PIECE)
            if not data:
                if self._begun and not self._frame.eof:
                    raise EOFError("compressed file ended before the end-of-stream marker was reached")
                return 0
            if self._frame.eof:
                self._frame, data = self._new(), data.lstrip(b"\0")  # padding
                if not data:
                    continue
            self._begun = True
            self._out = memoryview(self._frame.decompress(data))
        size = min(len(buffer), len(self._out))
        buffer[:size] = self._out[:size]
        self._out = self._out[size:]
        return size
