"""Delimited text: CSV, TSV, and what is parted by semicolons or bars. Without a key column the record's number, from 1, is the key.

Fields are quoted as RFC 4180 has it: a quoted field may hold delimiters, quotes (doubled) and line ends. Between tabs and bars any other
quote belongs to the text, since captions hold many.
"""

from collections.abc import Iterator

from hardneg.captions.fields.columns import records_of_row
from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Record, shortened
from hardneg.captions.files.encodings import Sample, decoded, hint, sample
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import UTF8, lines
from hardneg.captions.readers.content import image_of_numbered
from hardneg.captions.readers.dialect import Dialect, recognise
from hardneg.captions.readers.rows import Lines, Row, rows
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

NAMES = {"\t": "tab", " ": "space"}
NUMBERED = "image#n"
"""Detail of a layout whose image column holds such numbers."""
IMAGE = "\n"
"""Name of the image's column where `#n` is removed from its fields; no header has such a name."""


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Records of a file of delimited text."""
    seen = sample(source, config.encoding)
    dialect = recognise(source, config, seen)
    if dialect is not None:
        yield from read_as(dialect, source, config, seen)


def understand(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout that `read` reads a file by.

    Raises:
        UserError: As `read`.
    """
    seen = sample(source, config.encoding)
    dialect = recognise(source, config, seen)
    return Layout(source.format, (), details=("no rows",)) if dialect is None else layout(source.format, dialect, seen)


def read_as(dialect: Dialect, source: Source, config: CaptionsConfig, seen: Sample) -> Iterator[Record]:
    """Records of a file whose dialect is known and whose first lines were read."""
    found = rows(text_lines(source, config, seen), dialect.shape)
    for _ in range(dialect.skipped + dialect.header):
        next(found, None)
    for number, row in enumerate(found, 1):
        yield from _records(number, row, dialect, config)


def layout(format: str, dialect: Dialect, seen: Sample) -> Layout:
    """Return what was recognised."""
    delimiter = NAMES.get(dialect.shape.delimiter, repr(dialect.shape.delimiter))
    details = [f"delimiter {delimiter}"] if len(dialect.names) > 1 else []
    details += [] if seen.encoding == UTF8 else [f"encoding {seen.encoding}"]
    details += [] if dialect.header else ["no header"]
    details += [NUMBERED] if dialect.numbered else []
    columns = dialect.columns
    return columns.layout(format, tuple(details))._replace(notes=dialect.notes + columns.notes + invalid_note(seen))


def text_lines(source: Source, config: CaptionsConfig, seen: Sample) -> Lines:
    """Yield the lines of a file, blank ones included; a file that the sample holds as a whole is not read again."""
    if seen.whole:
        yield from seen.lines
        return
    for number, line in lines(source, config.encoding, blank=True):
        yield number, None if line is None else decoded(line)


def invalid_note(seen: Sample) -> tuple[str, ...]:
    """Return a sentence about bytes that are no text, where there are any among the first lines."""
    if not seen.invalid:
        return ()
    return (f"{seen.invalid} of the first {len(seen.lines)} lines are not valid {seen.encoding}: captions.encoding says another encoding.",)


def _records(number: int, row: Row, dialect: Dialect, config: CaptionsConfig) -> Iterator[Record]:
    first, last, fields, defect = row
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    whole = "".join(fields)
    if not whole.isascii():
        try:
            whole.encode()
        except UnicodeEncodeError as error:
            remedy = hint(whole.encode(errors="surrogateescape"))
            detail = f"{where}: invalid byte near character {error.start} ({remedy})"
            yield Record(where, shortened(whole), defect=Reason.INVALID_UTF8, detail=detail)
            return
    names, columns = dialect.names, dialect.columns
    if defect is None and len(fields) != len(names):
        source = "the header has" if dialect.header else "the other rows have"
        more = " (a field that holds the delimiter needs quotes)" if len(fields) > len(names) else ""
        defect = f"{len(fields)} fields, {source} {len(names)}{more}"
    if defect is not None:
        yield Record(where, shortened(whole) or None, defect=Reason.BAD_RECORD, detail=f"{where}: {defect}")
        return
    value = dict(zip(reversed(names), reversed(fields), strict=True))
    if columns.image is not None:
        image = value[columns.image].strip()
        value[IMAGE] = image_of_numbered(image) if dialect.numbered else image
        columns = columns._replace(image=IMAGE)
    yield from records_of_row(value, number, columns, config)
