"""Bytes and lines of a file that may be compressed, up to where it breaks."""

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from pipeline.captions.records import Broken
from pipeline.captions.sources import Source
from pipeline.errors import UserError

BUFFER = 1 << 20
SMALL_BUFFER = 1 << 16
"""Bytes, where images in a tar are to be passed over and not read."""
MAX_LINE = 1 << 28
"""Bytes. A longer line is passed over and reported, so that a file without line ends cannot fill the memory."""


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """The file, seekable where the file system allows it, not decompressed.

    Raises:
        UserError: It is not there or may not be read.
    """
    try:
        file = source.fs.open(source.path, "rb")
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise UserError(f"{source.path}: cannot be opened ({error.strerror or type(error).__name__})") from error
    with file:
        yield file


@contextmanager
def decompressed(source: Source) -> Iterator[IO[bytes]]:
    """The file's content as a stream. A break in the compression raises `Broken` where it is reached, not before."""
    with opened(source) as file, breaking():
        if source.compression is not None:
            yield io.BufferedReader(_Frames(file, _gz if source.compression == "gz" else _zst), BUFFER)
        else:  # remote files of fsspec have no `readline(limit)` of their own
            yield io.BufferedReader(file, SMALL_BUFFER)  # type: ignore[type-var]


def lines(source: Source) -> Iterator[tuple[int, bytes | None]]:
    """Number from 1, and bytes, of each line that is not blank; None for one longer than `MAX_LINE`.

    A byte order mark at the start is left out.
    """
    with decompressed(source) as stream:
        number = 0
        while line := stream.readline(MAX_LINE):
            number += 1
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if len(line) == MAX_LINE and not line.endswith(b"\n"):
                while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                    continue
                yield number, None
            elif not line.isspace() and line:
                yield number, line


@contextmanager
def breaking() -> Iterator[None]:
    """Turn what the decompressors raise on bad data into `Broken`; an error of the network or the disk stays what it is."""
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


class _Frames(io.RawIOBase):
    """Decompresses all frames (or gzip members), and gives all that stands before a break before it raises.

    The `gzip` module loses up to a buffer there, and `zstandard`'s own reader takes a frame that is cut off for whole.
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
            data = (self._frame.unused_data if self._frame.eof else b"") or self._file.read(1 << 16)
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
