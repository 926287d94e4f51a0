"""Decode the first lines of a text file, and check the encoding."""

from collections.abc import Sequence
from typing import NamedTuple

from hardneg.captions.fields.records import Broken
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import UTF8, encoding_of, lines
from hardneg.errors import UserError

LINES = 1000
CHARS = 1 << 20
"""Upper bounds of the lines and characters of a sample."""
MIN_INVALID = 10
"""Number of lines with invalid UTF-8 that show another encoding, if 90% of the lines with other letters than ASCII are invalid."""


class Sample(NamedTuple):
    """A sample holds the first lines of a file, including blank ones; bytes that cannot be decoded are lone surrogates.

    Attributes:
        lines: Number and text of each line; None for a line that is too long.
        encoding: The encoding that the lines were decoded in.
        whole: Whether the file has no other lines.
        invalid: The number of lines with bytes that are invalid in this encoding.
    """

    lines: list[tuple[int, str | None]]
    encoding: str
    whole: bool
    invalid: int


def sample(source: Source, encoding: str | None) -> Sample:
    """Return the first lines of a file.

    Raises:
        UserError: No encoding is set, and the file is not in UTF-8.
        Broken: The first line cannot be read.
    """
    found: list[tuple[int, str | None]] = []
    raw: list[bytes] = []
    size = 0
    whole = False
    name = encoding_of(source, encoding)
    try:
        for number, line in lines(source, encoding, blank=True):
            found.append((number, None if line is None else decoded(line)))
            if line is not None and not line.isspace():
                raw.append(line)
            size += 0 if line is None else len(line)
            if len(found) >= LINES or size >= CHARS:
                break
        else:
            whole = True
    except Broken:
        if not found:
            raise
    bad = [line for line in raw if not _is_utf8(line)]
    if encoding is None and name == UTF8:
        _refuse(source, raw, bad)
    return Sample(found, name, whole, len(bad))


def decoded(line: bytes) -> str:
    """Decode a line, with a lone surrogate for each byte that is not UTF-8."""
    return line.decode(errors="surrogateescape")


def hint(raw: bytes) -> str:
    """Return advice on the setting that probably reads a line that is not UTF-8."""
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError:
        return "set captions.encoding to the encoding of the file, such as latin-1 or gb18030"
    return "set captions.encoding=cp1252, or to another encoding that the file was written in"


def _refuse(source: Source, raw: Sequence[bytes], bad: Sequence[bytes]) -> None:
    wide = [line for line in raw[:100] if line.count(b"\0") * 3 > len(line)]
    if len(wide) * 2 > len(raw[:100]):
        name = "utf-16-be" if wide[0].startswith(b"\0") else "utf-16-le"
        raise UserError(f"{source.path}: looks like UTF-16 without a byte order mark: set captions.encoding={name}")
    rows = max(1, len(raw) - 1)
    other = sum(not line.isascii() for line in raw)
    if bad and (len(bad) * 2 >= rows or (len(bad) >= MIN_INVALID and len(bad) * 10 >= other * 9)):
        shown = bad[0].decode("cp1252", "replace").strip()[:60]
        raise UserError(
            f"{source.path}: {len(bad)} of its first {len(raw)} lines are not UTF-8, such as {shown!r}: {hint(b''.join(bad[:50]))}"
        )


def _is_utf8(line: bytes) -> bool:
    if line.isascii():
        return True
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
