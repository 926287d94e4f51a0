"""Split delimited text into rows. A quote that is never closed costs only its own row."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardneg.captions.files.streams import MAX_LINE

QUOTED_LINES = 500
"""Upper bound of the lines of one quoted field."""
QUOTED_CHARS = 1 << 20
"""Upper bound of the characters of a quoted field of several lines."""
QUOTE = '"'

_FILE = re.compile(
    r"\S[^\t\n]{0,299}\.(?:jpe?g|png|webp|gif|bmp|tiff?|avif|heic|jfif|svg|img|mp4|webm|mkv|avi|mov|wav|mp3|flac|ogg|npy)(?:[#?]\S*)?",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?|s3|gs|gcs|hdfs|file)://\S+|//\S+\.\S+|data:image/\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\S*\d\S*")
_AFTER_A_NAME = "-\u2013\u2014:=>|\t "
_WORDS_OF_A_NAME = 8

Lines = Iterator[tuple[int, str | None]]
"""Numbers and texts of lines; None for a line that is too long."""


class Row(NamedTuple):
    """A row holds the fields of one record and the numbers of its lines; or its text and its defect."""

    first: int
    last: int
    fields: list[str]
    defect: str | None = None


class Shape(NamedTuple):
    """A shape holds the properties of a file's rows that are known before they are read.

    Attributes:
        delimiter: The character between fields. A space ends the first field only.
        width: The number of fields; None where it is unknown.
        spaced: Whether blanks around the delimiter are ignored.
        image: The index of the column of files or URLs.
        number: The index of a column whose fields have a digit and no blank.
        prose: The index of the column of captions, which may contain delimiters without quotes: commas followed by a space, and any
            delimiter in the last column.
    """

    delimiter: str
    width: int | None = None
    spaced: bool = False
    image: int | None = None
    number: int | None = None
    prose: int | None = None


def is_file(cell: str) -> bool:
    """Return whether a field is the name of an image, a sound or a video, or a URL."""
    cell = cell.strip()
    return _URL.fullmatch(cell) is not None or (len(cell.split()) <= _WORDS_OF_A_NAME and _FILE.fullmatch(cell) is not None)


def is_number(cell: str) -> bool:
    """Return whether a field has a digit and no blank, like the numbers and ids of records."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def rows(lines: Lines, shape: Shape) -> Iterator[Row]:
    """Yield the rows. Quotes follow RFC 4180; between tabs, other quotes belong to the text."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))
    ahead: deque[tuple[int, str | None]] = deque()
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        number, text = line
        if text is None:
            yield Row(number, number, [], f"a line of more than {MAX_LINE} bytes")
        elif not text.isspace():
            if QUOTE in text and shape.delimiter != " ":
                yield _quoted(number, text, lines, ahead, shape)
            else:
                yield Row(number, number, _repaired(_split(text, shape), shape))


def _quoted(number: int, text: str, lines: Lines, ahead: deque[tuple[int, str | None]], shape: Shape) -> Row:
    """Return the row that begins with a line with a quote. Lines that were read and do not belong to it are put back to `ahead`."""
    consumed = [text]
    later: list[tuple[int, str | None]] = []
    size = len(text)

    def feed() -> Iterator[str]:
        nonlocal size
        yield text
        while len(consumed) <= QUOTED_LINES and size <= QUOTED_CHARS:
            line = ahead.popleft() if ahead else next(lines, None)
            if line is None:
                return
            later.append(line)
            if line[1] is None:
                return
            consumed.append(line[1])
            size += len(line[1])
            yield line[1]

    fields: list[str] = []
    defect = None
    try:
        fields = _repaired(_trimmed(next(_reader(feed(), shape)), shape), shape, quoted=True)
    except csv.Error as error:
        defect = "a quote opens a field and is not closed" if later or "unexpected end" in str(error) else str(error)
    if defect is None and not _swallowed(consumed, fields, shape):
        return Row(number, later[-1][0] if later else number, fields)
    ahead.extendleft(reversed(later))
    fields = _escaped(text, shape) or _plain(text, shape) or []
    return Row(number, number, fields) if fields else Row(number, number, [text], defect or "a quoted field contains other rows")


def _reader(lines: Iterator[str], shape: Shape) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=shape.delimiter, skipinitialspace=shape.spaced, strict=True)


def _swallowed(consumed: Sequence[str], fields: Sequence[str], shape: Shape) -> bool:
    """Return whether a field of several lines contains complete rows."""
    if len(consumed) == 1:
        return False
    rest = [_alone(line, shape) for line in consumed[1:]]
    if shape.image is not None:
        return any(len(each) == shape.width and is_file(each[shape.image]) for each in rest)
    if shape.number is not None and any(len(each) == shape.width and is_number(each[shape.number]) for each in rest):
        return True
    fits = shape.width is None or len(fields) == shape.width
    if fits and shape.delimiter != "\t":
        return False
    return all(len(each) == (shape.width or len(fields)) for each in ([_split(consumed[0], shape), *rest] if fits else rest))


def _alone(line: str, shape: Shape) -> list[str]:
    try:
        return _trimmed(next(_reader(iter([line]), shape), []), shape)
    except csv.Error:
        return _split(line, shape)


def _escaped(text: str, shape: Shape) -> list[str] | None:
    """Return the fields of a line whose quotes are escaped by backslashes, as in exports of databases."""
    if "\\" + QUOTE not in text:
        return None
    try:
        fields = next(csv.reader([text], delimiter=shape.delimiter, doublequote=False, escapechar="\\", strict=True))
    except csv.Error:
        return None
    return fields if len(fields) == shape.width else None


def _plain(text: str, shape: Shape) -> list[str] | None:
    """Return the fields of a line whose quotes belong to the text, as in files with tabs or bars, which are written without quoting."""
    if shape.delimiter not in "\t|":
        return None
    fields = [_unquoted(field) for field in _repaired(_split(text, shape), shape)]
    return fields if shape.width is None or len(fields) == shape.width else None


def _split(text: str, shape: Shape) -> list[str]:
    text = text.rstrip("\r\n")
    if shape.delimiter != " ":
        return _trimmed(text.split(shape.delimiter), shape)
    first, *rest = text.split(None, 1)
    name = first.rstrip(":")
    return [name if is_file(name) else first, *(each.lstrip(_AFTER_A_NAME) for each in rest)]


def _trimmed(fields: list[str], shape: Shape) -> list[str]:
    return [field.strip() for field in fields] if shape.spaced else fields


def _repaired(fields: list[str], shape: Shape, *, quoted: bool = False) -> list[str]:
    """Drop empty fields after the last column, and join a caption that was written without quotes (`1.jpg,a dog, a cat`)."""
    width = shape.width
    if width is None or len(fields) <= width:
        return fields
    while len(fields) > width and not fields[-1]:
        fields = fields[:-1]
    more = len(fields) - width
    if not more or not (_is_prose(fields, more, shape) or (not quoted and _is_last(fields, shape))):
        return fields
    at = shape.prose or 0
    return [*fields[:at], (shape.delimiter + " " * shape.spaced).join(fields[at : at + 1 + more]), *fields[at + 1 + more :]]


def _is_prose(fields: list[str], more: int, shape: Shape) -> bool:
    """Return whether the surplus delimiters are commas of a caption."""
    if shape.prose is None or shape.delimiter != ",":
        return False
    return shape.spaced or all(field.startswith(" ") for field in fields[shape.prose + 1 : shape.prose + 1 + more])


def _is_last(fields: list[str], shape: Shape) -> bool:
    """Return whether the caption is the last column, and the image is in its column."""
    last = shape.width is not None and shape.prose == shape.width - 1 and shape.delimiter != "\t"
    return last and shape.image is not None and shape.image != shape.prose and is_file(fields[shape.image])


def _unquoted(field: str) -> str:
    if len(field) >= 2 and field[0] == field[-1] == QUOTE:
        inner = field[1:-1].replace(QUOTE * 2, "\0")
        if QUOTE not in inner:
            return inner.replace("\0", QUOTE)
    return field
