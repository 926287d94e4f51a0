"""Plain text: a caption a line. The key is the line's number, from 1; blank lines are passed over."""

from collections.abc import Iterator

from pipeline.captions.records import Record, records_of, tag_separator
from pipeline.captions.sources import Source
from pipeline.captions.streams import MAX_LINE, lines
from schemas.config import CaptionsConfig
from schemas.reasons import Reason


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """One record a line."""
    for number, line in lines(source):
        if line is None:
            yield Record(str(number), defect=Reason.BAD_RECORD, detail=f"a line of more than {MAX_LINE} bytes")
        else:
            yield from records_of(str(number), line.rstrip(b"\r\n"), separator=tag_separator(config))
