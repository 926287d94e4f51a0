"""CSV and TSV with a header. Without a key column the record's number, from 1, is the key.

CSV is read strictly as RFC 4180 has it: a quoted field may hold commas, quotes (doubled) and line ends. A TSV record is one line: a
field that is quoted all round is unquoted, and any other quote is taken as it stands, since captions hold many.
"""

import csv
from collections.abc import Iterator

from pipeline.captions.columns import Columns, choose
from pipeline.captions.records import Broken, Record, key_of, records_of, shortened, tag_separator
from pipeline.captions.sources import Source
from pipeline.captions.streams import MAX_LINE, lines
from schemas.config import CaptionsConfig
from schemas.reasons import Reason

Row = tuple[int, int, list[str] | str]
"""First line, last line, and the fields, or what is wrong with them."""


def read_csv(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Records of a CSV file."""
    return _read(_csv_rows(source), source, config)


def read_tsv(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Records of a TSV file."""
    return _read(_tsv_rows(source), source, config)


def _read(rows: Iterator[Row], source: Source, config: CaptionsConfig) -> Iterator[Record]:
    header = next(rows, None)
    if header is None:
        return
    if isinstance(header[2], str):
        raise Broken(f"no header: {header[2]}")
    names = [name.strip() for name in header[2]]
    columns = choose(names, config, source.path)
    for number, row in enumerate(rows, 1):
        yield from _records(number, row, names, columns, config)


def _records(number: int, row: Row, names: list[str], columns: Columns, config: CaptionsConfig) -> Iterator[Record]:
    first, last, fields = row
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    if isinstance(fields, str):
        yield Record(where, defect=Reason.BAD_RECORD, detail=f"{where}: {fields}")
        return
    whole = "".join(fields)
    if not whole.isascii():
        try:
            whole.encode()
        except UnicodeEncodeError as error:
            yield Record(where, shortened(whole), defect=Reason.INVALID_UTF8, detail=f"{where}: invalid byte near character {error.start}")
            return
    if len(fields) != len(names):
        detail = f"{where}: {len(fields)} fields, the header has {len(names)}"
        yield Record(where, shortened(whole), defect=Reason.BAD_RECORD, detail=detail)
        return
    value = dict(zip(reversed(names), reversed(fields), strict=True))
    yield from records_of(
        str(number) if columns.key is None else key_of(value[columns.key], number),
        value[columns.caption],
        None if columns.image is None else value[columns.image],
        tag_separator(config),
    )


def _csv_rows(source: Source) -> Iterator[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))
    last, too_long = 0, False

    def text() -> Iterator[str]:
        nonlocal last, too_long
        for number, line in lines(source):
            last = number
            too_long |= line is None
            yield "" if line is None else line.decode(errors="surrogateescape")

    reader = csv.reader(text(), strict=True)
    while True:
        before = last
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield before + 1, last, str(error)
            continue
        if too_long:
            too_long = False
            yield before + 1, last, f"a line of more than {MAX_LINE} bytes"
        elif fields:
            yield before + 1, last, fields


def _tsv_rows(source: Source) -> Iterator[Row]:
    for number, line in lines(source):
        if line is None:
            yield number, number, f"a line of more than {MAX_LINE} bytes"
        else:
            fields = line.rstrip(b"\r\n").decode(errors="surrogateescape").split("\t")
            yield number, number, [_unquoted(field) for field in fields]


def _unquoted(field: str) -> str:
    if len(field) >= 2 and field[0] == field[-1] == '"':
        inner = field[1:-1].replace('""', "\0")
        if '"' not in inner:
            return inner.replace("\0", '"')
    return field
