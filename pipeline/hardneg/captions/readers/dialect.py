"""Recognition of delimited text from its first lines: the delimiter, whether there is a header, and what each column holds."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from hardneg.captions.fields.columns import Columns, NoCaptionsError, choose
from hardneg.captions.files.encodings import Sample, sample
from hardneg.captions.files.sources import Source
from hardneg.captions.readers.content import (
    MOST,
    NEARLY_ALL,
    Table,
    columns_by_content,
    files_in,
    is_image,
    is_numbered,
    least_width,
    prose_of,
    share_of,
    share_of_width,
)
from hardneg.captions.readers.rows import Shape, is_file, is_number, rows
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

DELIMITERS = "\t;|,"
PROSE = 3
"""Least score of prose of a column that may hold captions."""

_PREAMBLE = re.compile(r'"?sep=(.)"?\s*|#TYPE .*\s*', re.IGNORECASE)
"""Pattern of the first line that Excel or PowerShell writes before the header."""
_COUNTED = re.compile(r"[(#]?(\d{1,9})[.):]")
_ID = re.compile(r"\d{5,}|(?=\S*\d)(?=\S*[A-Za-z_])\S{8,}")
_SHOWN = 40


class Dialect(NamedTuple):
    """A dialect describes how a file of delimited text is read.

    Attributes:
        shape: The rules for splitting lines into fields.
        names: The names of the columns: those of the header, or `0`, `1`, ...
        header: Whether the first row holds the names.
        columns: The columns to read.
        numbered: Whether the image column holds `image#n`.
        skipped: Whether the first line is one that Excel or PowerShell writes before the header.
        notes: Choices that a user may want to change.
    """

    shape: Shape
    names: list[str]
    header: bool
    columns: Columns
    numbered: bool
    skipped: bool
    notes: tuple[str, ...] = ()


def recognise(source: Source, config: CaptionsConfig, seen: Sample | None = None) -> Dialect | None:
    """Return the dialect of a file; None where the file has no rows.

    Raises:
        UserError: No column looks like a caption, a configured column is missing, or the file is in another encoding.
    """
    seen = seen or sample(source, config.encoding)
    lines = [line for line in seen.lines if line[1] is None or not line[1].isspace()]
    preamble = _PREAMBLE.fullmatch(lines[0][1] or "") if lines else None
    lines = lines[1:] if preamble else lines
    if not lines:
        return None
    delimiter = config.delimiter or (preamble and preamble[1]) or _delimiter(source, config, lines)
    table = _table(lines, delimiter)
    if not table:
        return None
    header = _has_header(table, config, source.path) if config.header is None else config.header
    return _dialect(source, config, delimiter, table, header, preamble is not None)


def recognise_in_text(source: Source, config: CaptionsConfig, seen: Sample) -> Dialect | None:
    """Return the dialect of a `.txt` of delimited text; None where its lines are captions.

    Raises:
        UserError: Its lines are delimited by tabs, and neither a header nor a column of files identifies the caption.
    """
    if config.delimiter is not None:
        return recognise(source, config, seen)
    if config.format != "auto":
        return None
    lines = [line for line in seen.lines if line[1] is not None and not line[1].isspace()]
    for delimiter in (*DELIMITERS, " "):
        table = _table(lines, delimiter)
        if not table or len(table[0]) < 2:
            continue
        header = delimiter != " " and config.header is not False and _is_header(table, config, source.path)
        if header or (_has_files(table, delimiter) and config.header is not True):
            return _dialect(source, config, delimiter, table, header, False)
        if delimiter == "\t" and len(table) > 1 and share_of_width(table, len(table[0])) >= NEARLY_ALL:
            ids = [i for i in range(len(table[0])) if not any(" " in row[i].strip() for row in table if len(row) > i)]
            if len(ids) == len(table[0]) - 1 and config.header is not True:
                return _dialect(source, config, delimiter, table, False, False)
            advice = "set captions.delimiter=tab and captions.header, or captions.format=text if each line is a caption"
            raise NoCaptionsError(f"{source.path}: its lines are delimited by tabs, and no column looks like a caption: {advice}")
    return None


def _table(lines: Sequence[tuple[int, str | None]], delimiter: str) -> Table:
    """Return the fields of the rows that are readable."""
    table = [row.fields for row in rows(iter(lines), Shape(delimiter)) if row.defect is None]
    return [_joined(row) for row in table] if delimiter == "," and table and not _spaced(table) else table


def _delimiter(source: Source, config: CaptionsConfig, lines: Sequence[tuple[int, str | None]]) -> str:
    """Return the delimiter of the file's format, unless another one fits the first lines better."""
    preferred = "\t" if source.format == "tsv" else ","
    best, score = preferred, (False, 0.0)
    for delimiter in DELIMITERS:  # those that are rarer in prose and URLs come first
        table = _table(lines, delimiter)
        if not table or len(table[0]) < 2:
            continue
        share = share_of_width(table, len(table[0]))
        sure = (config.header is not False and _is_named(table[0], config, source.path)) or bool(files_in(table))
        share = 1.0 if share >= NEARLY_ALL else share
        if (sure, share) > score and (sure or share == 1.0 or (delimiter == preferred and config.header is not False)):
            best, score = delimiter, (sure, share)
    return best


def _dialect(source: Source, config: CaptionsConfig, delimiter: str, table: Table, header: bool, skipped: bool) -> Dialect:
    body = table[1:] if header else table
    files = files_in(body) if body else []
    spaced = delimiter != " " and _spaced(table)
    notes: list[str] = []
    if header:
        names = _made_unique([cell.strip() for cell in table[0]])
        columns = _by_name(names, table, config, source.path)
    else:
        width = least_width(table)
        names = [str(i) for i in range(width)]
        columns, notes = columns_by_content(names, files, table, config, source.path)
    image = names.index(columns.image) if columns.image in names else None
    last = names.index(columns.captions[-1]) if columns.captions[-1] in names else None
    number = next((i for i in range(len(names)) if i != last and body and share_of(body, i, is_number) >= NEARLY_ALL), None)
    prose = last if len(columns.captions) == 1 or last == len(names) - 1 else None
    shape = Shape(
        delimiter, len(names), spaced, image if image is not None and share_of(body or table, image, is_image) else None, number, prose
    )
    numbered = image is not None and bool(body) and share_of(body, image, is_numbered) >= MOST
    if numbered and columns.key is None:
        columns = columns._replace(key=columns.image)
    return Dialect(shape, names, header, columns, numbered, skipped, tuple(notes))


def _made_unique(names: list[str]) -> list[str]:
    """Make names unique: a second `caption` becomes `caption_2`."""
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1 and name and f"{name}_{seen[name]}" not in names:
            names[i] = f"{name}_{seen[name]}"
    return names


def _by_name(names: list[str], table: Table, config: CaptionsConfig, where: str) -> Columns:
    if config.header is None and config.caption_column is None and _looks_like_data(table) and not _is_named(names, config, where):
        shown = names[0] if len(names[0]) <= _SHOWN else names[0][: _SHOWN - 3] + "..."
        advice = "set captions.header=false, or captions.header=true if it holds the columns' names"
        error = UserError if any(prose_of(table, i) >= PROSE for i in range(len(names))) else NoCaptionsError
        raise error(f"{where}: the first line looks like data ({shown!r}): {advice}")
    return choose(names, config, where, [dict(zip(names, row, strict=False)) for row in table[1:] if len(row) == len(names)])


def _has_header(table: Table, config: CaptionsConfig, where: str) -> bool:
    """Return whether the first row is a header. It is none if it has a file in a column of files, and no field is a caption's name."""
    files = files_in(table[1:]) if len(table) > 1 else files_in(table)
    data = any(is_image(table[0][i]) for i in files if i < len(table[0]))
    return not data or _is_named(table[0], config, where)


def _is_named(cells: Sequence[str], config: CaptionsConfig, where: str) -> bool:
    """Return whether a row holds names of columns, including that of a caption."""
    names = [cell.strip() for cell in cells]
    if any(len(name) > _SHOWN or len(name.split()) > 3 or is_file(name) for name in names):
        return False
    try:
        choose(names, config.model_copy(update={"image_column": None, "key_column": None}), where)
    except UserError:
        return False
    return True


def _is_header(table: Table, config: CaptionsConfig, where: str) -> bool:
    """Return whether the first line of a `.txt` is a header that names the caption, over lines that are neither prose nor lists of tags."""
    first, body = table[0], table[1:]
    if not body or not _is_named(first, config, where) or sum(len(row) >= len(first) for row in body) < MOST * len(body):
        return False
    if any(share_of(body, i, is_image) >= MOST or share_of(body, i, is_number) >= MOST for i in range(len(first))):
        return True
    return not any(" " in cell for cell in first) and share_of_width(body, len(first)) >= NEARLY_ALL


def _has_files(table: Table, delimiter: str) -> bool:
    """Return whether the first or last field of nearly all lines is a file, so that the lines are not captions."""
    wide = [row for row in table if len(row) > 1]
    if len(wide) < NEARLY_ALL * len(table) or (delimiter == " " and len(table) < 2):
        return False
    if delimiter == " " and _are_counted([row[0] for row in wide]):
        return True
    if delimiter == " " and len(table) > 2 and sum(_ID.fullmatch(row[0]) is not None for row in wide) >= NEARLY_ALL * len(table):
        return True
    return any(sum(is_image(row[i]) for row in wide) >= NEARLY_ALL * len(table) for i in ((0,) if delimiter == " " else (0, -1)))


def _are_counted(cells: list[str]) -> bool:
    """Return whether three or more lines begin with consecutive numbers, such as `1.`, `2.`, `3.`."""
    found = [int(match[1]) for cell in cells if (match := _COUNTED.fullmatch(cell))]
    return len(found) == len(cells) > 2 and all(after == before + 1 for before, after in pairwise(found))


def _looks_like_data(table: Table) -> bool:
    cells = table[0]
    return any(len(cell.split()) > 3 or is_image(cell) or cell.strip().isdigit() for cell in cells)


def _joined(row: list[str]) -> list[str]:
    """Join the fields of a row that follow a comma and a space to the caption before them."""
    fields: list[str] = []
    for field in row:
        if fields and field.startswith(" "):
            fields[-1] += "," + field
        else:
            fields.append(field)
    return fields if len(fields) > 1 else row


def _spaced(table: Table) -> bool:
    """Return whether a blank follows each delimiter."""
    return len(table[0]) > 1 and all(row[1:] and all(cell[:1] in " " for cell in row[1:]) for row in table[:100])
