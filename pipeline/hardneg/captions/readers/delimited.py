"""Read delimited text: CSV, TSV, and files with semicolons or bars. Without a key column, the key is the record's number, from 1.

Quotes follow RFC 4180: a quoted field may contain delimiters, doubled quotes and line ends. Between tabs and bars, any other quote belongs
to the text, because captions contain many.
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
from hardneg.wording import amount

NAMES = {"\t": "tab", " ": "space"}
NUMBERED = "image#n"
"""Detail of a layout whose image column holds numbered images."""
IMAGE = "\n"
"""Name of the added column of images without `#n`; no header uses such a name."""


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Yield the records of a file of delimited text."""
    seen = sample(source, config.encoding)
    dialect = recognise(source, config, seen)
    if dialect is not None:
        yield from read_as(dialect, source, config, seen)


def understand(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout by which `read` reads a file.

    Raises:
        UserError: As `read`.
    """
    seen = sample(source, config.encoding)
    dialect = recognise(source, config, seen)
    return Layout(source.format, (), details=("no rows",)) if dialect is None else layout(source.format, dialect, seen)


def read_as(dialect: Dialect, source: Source, config: CaptionsConfig, seen: Sample) -> Iterator[Record]:
    """Yield the records of a file with a known dialect, whose first lines were read already."""
    found = rows(text_lines(source, config, seen), dialect.shape)
    for _ in range(dialect.skipped + dialect.header):
        next(found, None)
    for number, row in enumerate(found, 1):
        yield from _records(number, row, dialect, config)


def layout(format: str, dialect: Dialect, seen: Sample) -> Layout:
    """Return the layout of a file with a known dialect."""
    delimiter = NAMES.get(dialect.shape.delimiter, repr(dialect.shape.delimiter))
    details = [f"delimiter {delimiter}"] if len(dialect.names) > 1 else []
    details += [] if seen.encoding == UTF8 else [f"encoding {seen.encoding}"]
    details += [] if dialect.header else ["no header"]
    details += [NUMBERED] if dialect.numbered else []
    columns = dialect.columns
    return columns.layout(format, tuple(details))._replace(notes=dialect.notes + columns.notes + invalid_note(seen))


def text_lines(source: Source, config: CaptionsConfig, seen: Sample) -> Lines:
    """Yield the lines of a file, including blank ones; a file that the sample contains completely is not read again."""
    if seen.whole:
        yield from seen.lines
        return
    for number, line in lines(source, config.encoding, blank=True):
        yield number, None if line is None else decoded(line)


def invalid_note(seen: Sample) -> tuple[str, ...]:
    """Return a note if some of the first lines cannot be decoded."""
    if not seen.invalid:
        return ()
    problem = f"{seen.invalid} of the first {len(seen.lines)} lines are not valid {seen.encoding}"
    return (f"{problem}: set captions.encoding to the encoding of the file",)


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
        expected = "the header has" if dialect.header else "the other rows have"
        more = " (a field that contains the delimiter needs quotes)" if len(fields) > len(names) else ""
        defect = f"{amount(len(fields), 'field')}, {expected} {len(names)}{more}"
    if defect is not None:
        yield Record(where, shortened(whole) or None, defect=Reason.BAD_RECORD, detail=f"{where}: {defect}")
        return
    value = dict(zip(reversed(names), reversed(fields), strict=True))
    if columns.image is not None:
        image = value[columns.image].strip()
        value[IMAGE] = image_of_numbered(image) if dialect.numbered else image
        columns = columns._replace(image=IMAGE)
    yield from records_of_row(value, number, columns, config)
