"""Read plain text, one caption per line. The key is the line's number, from 1; blank lines are skipped.

A `.txt` of delimited text, with a header that names the caption or a column of files, is read as such. So are JSON lines.
"""

from collections.abc import Iterator

from hardneg.captions.fields.columns import NoCaptionsError
from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Record, records_of, tag_separator
from hardneg.captions.files.encodings import Sample, sample
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import MAX_LINE, UTF8
from hardneg.captions.readers import jsonl
from hardneg.captions.readers.delimited import invalid_note, layout, read_as, text_lines
from hardneg.captions.readers.dialect import recognise_in_text
from hardneg.captions.readers.rows import is_file
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

MARKS = ("##", "|||", "<sep>", "<SEP>", "[SEP]", " => ", " -> ")
"""Separators of fields in some lists, such as that of Charades-STA; they occur in no caption."""


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Yield one record per line, or per row of delimited text."""
    seen = sample(source, config.encoding)
    dialect = recognise_in_text(source, config, seen)
    if dialect is not None:
        yield from read_as(dialect, source, config, seen)
        return
    if _is_json(source, config, seen):
        yield from jsonl.read(source, config)
        return
    for number, line in text_lines(source, config, seen):
        if line is None:
            yield Record(str(number), defect=Reason.BAD_RECORD, detail=f"a line of more than {MAX_LINE} bytes")
        elif not line.isspace():
            yield from records_of(str(number), line.rstrip("\r\n"), separator=tag_separator(config))


def understand(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout by which `read` reads a file.

    Raises:
        UserError: As `read`.
    """
    seen = sample(source, config.encoding)
    dialect = recognise_in_text(source, config, seen)
    if dialect is not None:
        return layout("text (delimited)", dialect, seen)
    if _is_json(source, config, seen):
        return jsonl.understand(source, config)
    details = () if seen.encoding == UTF8 else (f"encoding {seen.encoding}",)
    return Layout("text", ("each line",), details=details, notes=invalid_note(seen))


def _is_json(source: Source, config: CaptionsConfig, seen: Sample) -> bool:
    """Return whether the lines of a `.txt` are JSON objects.

    Raises:
        UserError: They are names of files, as in lists of a data set's images, or are separated by one of `MARKS`.
    """
    if config.format != "auto":
        return False
    lines = [line.strip() for _, line in seen.lines if line is not None and not line.isspace()]
    mark = next((mark for mark in MARKS if len(lines) > 1 and all(mark in line[1:-1] for line in lines)), None)
    if mark is not None:
        advice = f"replace {mark!r} by a tab, or set captions.format=text if each line is a caption"
        raise NoCaptionsError(f"{source.path}: its lines are separated by {mark!r}, such as {lines[0][:80]!r}: {advice}")
    if len(lines) > 1 and all(is_file(line) for line in lines):
        advice = "set captions.format=text if they are captions"
        raise NoCaptionsError(f"{source.path}: its lines are names of files, such as {lines[0][:80]!r}, not captions; {advice}")
    return bool(lines) and all(line.startswith('{"') and line.endswith("}") for line in lines)
