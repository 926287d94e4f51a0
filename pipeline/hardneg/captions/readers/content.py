"""Classify the columns of a table without a header by the fields of its first rows: images, ids, sentences."""

import re
from collections import Counter
from collections.abc import Callable

from hardneg.captions.fields.columns import Columns, NoCaptionsError, choose
from hardneg.captions.fields.records import BASE64, MIN_BASE64
from hardneg.captions.readers.rows import is_file, is_number
from hardneg.schemas.config import CaptionsConfig

MOST = 0.8
"""Least share of a column's fields that must be files, for the column to be one of files."""
NEARLY_ALL = 0.95
"""Least share of this kind in a file that may be plain text."""
FEW = 0.1
"""Least share of the rows with a certain number of fields; rarer numbers are errors."""

_NUMBERED = re.compile(r"(\S.*)#\d{1,3}")
_FRACTION = re.compile(r"[-+]?\d*[.,]\d+(?:e[-+]?\d+)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION = frozenset(
    ["a", "an", "the", "of", "on", "in", "at", "with", "and", "is", "are", "to", "by", "for", "from", "his", "her", "its"]
)

Table = list[list[str]]
"""The fields of the first rows; rows may have different numbers of fields."""


def columns_by_content(names: list[str], files: list[int], table: Table, config: CaptionsConfig, where: str) -> tuple[Columns, list[str]]:
    """Return the columns of a file without a header: the one with the most prose, and the first one of files."""
    settings: dict[str, str] = {}
    notes = []
    prose = {i: prose_of(table, i) for i in range(len(names)) if i not in files}
    several: list[str] = []
    if config.caption_column is None:
        if not prose or max(prose.values()) == 0:
            raise NoCaptionsError(f"{where}: no column looks like a caption; columns: {', '.join(names)}; set captions.caption_column")
        caption = max(prose, key=lambda i: prose[i])
        settings["caption_column"] = names[caption]
        others = [i for i in prose if i != caption and prose[i] * 3 > prose[caption]]
        several = (
            [names[i] for i in sorted([caption, *others])] if others and all(_is_similar_prose(table, caption, i) for i in others) else []
        )
        if several:
            notes.append(
                f"columns {', '.join(several)} are read as captions of one image; "
                f"to use only one of them, set captions.caption_column={names[caption]}"
            )
        elif others:
            either = " or ".join(names[i] for i in others)
            notes.append(f"the caption is read from column {caption}; to use another column, set captions.caption_column to {either}")
    if config.image_column is None and files:
        local = [i for i in files if not any("://" in row[i] for row in table[:20] if len(row) > i)]
        settings["image_column"] = names[(local or files)[0]]
    columns = choose(names, config.model_copy(update=settings), where)
    number = next((i for i in range(len(names)) if are_ids(table, i)), None)
    if number is not None and columns.image is None and columns.key is None:
        cells = [row[number] for row in table if len(row) > number]
        columns = columns._replace(key=names[number]) if len(set(cells)) == len(cells) else columns._replace(image_id=names[number])
    return columns._replace(captions=tuple(several)) if several else columns, notes


def files_in(table: Table) -> list[int]:
    """Return the indices of the columns of files or URLs."""
    return [i for i in range(least_width(table)) if share_of(table, i, is_image) >= MOST]


def is_image(cell: str) -> bool:
    """Return whether a field is a file, a URL, `image#n`, or an image in base64."""
    return is_file(cell) or is_numbered(cell) or (cell.startswith(BASE64) and len(cell) >= MIN_BASE64)


def is_numbered(cell: str) -> bool:
    """Return whether a field is `image#n`."""
    match = _NUMBERED.fullmatch(cell.strip())
    return match is not None and (" " not in match[1] or is_file(match[1]))


def are_ids(table: Table, column: int) -> bool:
    """Return whether a column holds ids: fields with a digit and without blanks that are no fractions."""
    return share_of(table, column, lambda cell: is_number(cell) and not _FRACTION.fullmatch(cell.strip())) >= NEARLY_ALL


def image_of_numbered(cell: str) -> str:
    """Return the image of `image#n`."""
    match = _NUMBERED.fullmatch(cell.strip())
    return match[1] if match else cell


def share_of(table: Table, column: int, test: Callable[[str], bool]) -> float:
    """Return the share of the rows whose field in a column passes the test."""
    cells = [row[column] for row in table if len(row) > column]
    return sum(map(test, cells)) / len(table)


def share_of_width(table: Table, width: int) -> float:
    """Return the share of the rows that have `width` fields."""
    return sum(len(row) == width for row in table) / len(table)


def least_width(table: Table) -> int:
    """Return the least number of fields that at least the share `FEW` of the rows has."""
    widths = Counter(len(row) for row in table)
    return min(width for width, count in widths.items() if count >= FEW * len(table))


def prose_of(table: Table, column: int) -> float:
    """Return a score of prose for a column: words per field, with function words counted three times."""
    return _words(table, column) + 2 * _function_words(table, column)


def _is_similar_prose(table: Table, column: int, other: int) -> bool:
    """Return whether another column holds sentences of the same language and length."""
    return _function_words(table, other) > 0.6 * _function_words(table, column) and _words(table, other) > 0.6 * _words(table, column)


def _words(table: Table, column: int) -> float:
    cells = [row[column] for row in table if len(row) > column]
    return sum(len(_WORD.findall(cell)) for cell in cells) / max(1, len(cells))


def _function_words(table: Table, column: int) -> float:
    cells = [row[column].lower() for row in table if len(row) > column]
    return sum(word in _FUNCTION for cell in cells for word in _WORD.findall(cell)) / max(1, len(cells))
