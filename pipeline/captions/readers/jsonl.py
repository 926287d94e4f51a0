"""JSON lines: an object a line. Without a key column the line's number, from 1, is the key."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from pipeline.captions.columns import choose
from pipeline.captions.records import Broken, Record, key_of, records_of, shortened, tag_separator
from pipeline.captions.sources import Source
from pipeline.captions.streams import MAX_LINE, lines
from schemas.config import CaptionsConfig
from schemas.reasons import Reason

PEEK = 100
"""Lines whose keys together are taken for the file's columns."""

LONG = 1 << 20
"""Characters of a value after which no more lines are peeked at, since they are kept in memory."""


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Records of a file of JSON objects; `Broken` where none of the first `PEEK` lines holds one."""
    parsed = (_parse(number, line) for number, line in lines(source))
    first, ending = _peek(parsed)
    objects = [value for _, value in first if isinstance(value, dict)]
    if first and not objects:
        raise Broken(f"none of its first lines is a JSON object with a caption ({first[0][1].detail})")
    if objects:
        columns = choose(chain.from_iterable(objects), config, source.path)
        caption, image, key = columns
        for number, value in chain(first, parsed):
            if isinstance(value, Record):
                yield value
                continue
            yield from records_of(
                str(number) if key is None else key_of(value.get(key), number),
                value.get(caption),
                None if image is None else value.get(image),
                tag_separator(config),
            )
    if ending:
        raise ending


def _peek(parsed: Iterator[tuple[int, Any]]) -> tuple[list[tuple[int, Any]], Broken | None]:
    """The first `PEEK` lines, or fewer where one is long; and the break where it is among them."""
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
    """The line's object, or a record that says why there is none."""
    if line is None:
        return number, _bad(number, Reason.BAD_RECORD, f"a line of more than {MAX_LINE} bytes", b"")
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError as error:
        return number, _bad(number, Reason.INVALID_UTF8, f"byte {error.start}: {error.reason}", line)
    except (ValueError, RecursionError) as error:
        return number, _bad(number, Reason.BAD_RECORD, f"not valid JSON: {error}", line)
    if not isinstance(value, dict):
        return number, _bad(number, Reason.BAD_RECORD, f"not a JSON object but of type {type(value).__name__}", line)
    return number, value


def _bad(number: int, reason: Reason, detail: str, line: bytes) -> Record:
    sample = shortened(line[:2000].decode(errors="replace").strip()) or None
    return Record(f"line {number}", sample, defect=reason, detail=f"line {number}: {shortened(detail)}")
