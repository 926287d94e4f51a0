"""Read JSON lines: one object, list or text per line. Without a key column, the key is the line's number, from 1.

`json` reads a file that is one JSON value.
"""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from hardneg.captions.fields.columns import Columns, choose, records_of_row
from hardneg.captions.fields.kinds import Kind, kind_of
from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Broken, Record, records_of, shortened, tag_separator
from hardneg.captions.files.encodings import hint
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import MAX_LINE, lines
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

PEEK = 100
"""Number of first lines whose keys are the file's columns."""

TEXTS = Columns(("each text",))
"""Columns of a file whose lines are texts."""

LONG = 1 << 20
"""Characters of a value after which no more first lines are read, because they are kept in memory."""


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Yield the records of a file of JSON objects; raise `Broken` where none of the first `PEEK` lines holds one."""
    parsed = (_parse(number, line) for number, line in lines(source._replace(section=None), config.encoding))
    first, ending = _peek(parsed)
    columns = _columns(first, source, config)
    if source.section is not None:
        first, parsed, ending = [], (_parse(number, line) for number, line in lines(source, config.encoding)), None
    if columns is not None:
        for number, value in chain(first, parsed):
            if isinstance(value, Record):
                yield value
            elif columns is TEXTS:
                yield from records_of(str(number), value, separator=tag_separator(config))
            elif isinstance(value, str):
                yield _bad(number, Reason.BAD_RECORD, "not a JSON object but a text", value.encode(errors="replace"))
            else:
                yield from records_of_row(value, number, columns, config)
    if ending:
        raise ending


def understand(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout, recognised by the first lines.

    Raises:
        UserError: No column looks like a caption.
        Broken: None of the first lines is a JSON object.
    """
    first, ending = _peek(_parse(number, line) for number, line in lines(source, config.encoding))
    columns = _columns(first, source, config)
    if columns is None:
        raise ending or Broken("it has no lines")
    return columns.layout("jsonl")


def _columns(first: list[tuple[int, Any]], source: Source, config: CaptionsConfig) -> Columns | None:
    objects = [value for _, value in first if isinstance(value, dict)]
    texts = [value for _, value in first if isinstance(value, str)]
    if not objects and kind_of(texts) in (Kind.SENTENCES, Kind.WORDS):
        return TEXTS
    if first and not objects:
        shown = texts[0] if texts else first[0][1].detail
        raise Broken(f"none of its first lines is a JSON object with a caption ({shown})")
    return choose(chain.from_iterable(objects), config, source.path, objects) if objects else None


def _peek(parsed: Iterator[tuple[int, Any]]) -> tuple[list[tuple[int, Any]], Broken | None]:
    """Return the first `PEEK` lines, or fewer where one is long, and the error where the file is damaged among them."""
    first: list[tuple[int, Any]] = []
    try:
        for number, value in parsed:
            first.append((number, value))
            if number >= PEEK or (isinstance(value, dict) and any(isinstance(item, str) and len(item) > LONG for item in value.values())):
                break
    except Broken as error:
        return first, error
    return first, None


def _parse(number: int, line: bytes | None) -> tuple[int, Any]:
    """Return the line's object, or a record with the defect of the line."""
    if line is None:
        return number, _bad(number, Reason.BAD_RECORD, f"a line of more than {MAX_LINE} bytes", b"")
    try:
        text = line.decode()
        value = loads(text.rstrip().removesuffix(",") if text.rstrip().endswith("},") else text)
    except UnicodeDecodeError as error:
        return number, _bad(number, Reason.INVALID_UTF8, f"byte {error.start}: {error.reason} ({hint(line)})", line)
    except (ValueError, RecursionError) as error:
        return number, _bad(number, Reason.BAD_RECORD, f"not valid JSON: {error}", line)
    if isinstance(value, list) and len(value) > 1:
        return number, {str(i): item for i, item in enumerate(value)}
    if not isinstance(value, dict | str):
        return number, _bad(number, Reason.BAD_RECORD, f"not a JSON object but of type {type(value).__name__}", line)
    return number, value


def loads(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: It is not valid, or an object has a key twice with different values, so that the choice would be arbitrary.
    """
    return _DECODER.decode(text)


def without_conflict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of the pairs; raise ValueError where a key occurs twice with different values."""
    found = dict(pairs)
    if len(found) < len(pairs):
        for key, value in pairs:
            if found[key] != value:
                raise ValueError(f"the key '{key}' occurs twice with different values")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=without_conflict)


def _bad(number: int, reason: Reason, detail: str, line: bytes) -> Record:
    sample = shortened(line[:2000].decode(errors="replace").strip()) or None
    return Record(f"line {number}", sample, defect=reason, detail=f"line {number}: {shortened(detail)}")
