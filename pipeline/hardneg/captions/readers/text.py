"""Plain text: a caption a line. The key is the line's number, from 1; blank lines are passed over.

A `.txt` that holds delimited text, with a header that names the caption or a column of files, is read as such; so are JSON lines.
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
"""What parts the fields of some lists, such as Charades-STA's, and stands in no caption."""


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """One record a line, or a row of delimited text."""
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
    """Return the layout that `read` reads a file by.

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
        UserError: They are names of files, as the lists of images beside a data set have them, or are parted by one of `MARKS`.
    """
    if config.format != "auto":
        return False
    lines = [line.strip() for _, line in seen.lines if line is not None and not line.isspace()]
    mark = next((mark for mark in MARKS if len(lines) > 1 and all(mark in line[1:-1] for line in lines)), None)
    if mark is not None:
        advice = f"replace {mark!r} by a tab, or set captions.format=text if each line is a caption"
        raise NoCaptionsError(f"{source.path}: its lines are parted by {mark!r}, such as {lines[0][:80]!r}: {advice}")
    if len(lines) > 1 and all(is_file(line) for line in lines):
        advice = "set captions.format=text if they are captions"
        raise NoCaptionsError(f"{source.path}: its lines are names of files, such as {lines[0][:80]!r}, and no captions; {advice}")
    return bool(lines) and all(line.startswith('{"') and line.endswith("}") for line in lines)
