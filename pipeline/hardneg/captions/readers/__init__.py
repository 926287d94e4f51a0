"""Read the records of each format.

`read(source, config)` yields `Record`s in a fixed order and raises `Broken` where the file is damaged. `understand(source, config)` returns
the layout that `read` will use.
"""

import posixpath
from collections.abc import Callable, Iterator

from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Record
from hardneg.captions.files.sources import Source
from hardneg.captions.readers import columnar, delimited, json, text, webdataset
from hardneg.schemas.config import CaptionsConfig

READERS: dict[str, Callable[[Source, CaptionsConfig], Iterator[Record]]] = {
    "json": json.read,
    "jsonl": json.read,
    "csv": delimited.read,
    "tsv": delimited.read,
    "parquet": columnar.read_parquet,
    "huggingface": columnar.read_arrow,
    "webdataset": webdataset.read,
    "text": text.read,
}

LAYOUTS: dict[str, Callable[[Source, CaptionsConfig], Layout]] = {
    "json": json.understand,
    "jsonl": json.understand,
    "csv": delimited.understand,
    "tsv": delimited.understand,
    "parquet": columnar.understand_parquet,
    "huggingface": columnar.understand_arrow,
    "webdataset": webdataset.understand,
    "text": text.understand,
}


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Yield the records of one source. A malformed record is yielded with its `defect`.

    Raises:
        UserError: The file cannot be opened, or lacks a required column.
        Broken: The file is damaged and cannot be read any further.
    """
    records = READERS[source.format](source, config)
    return records if not source.images else (_placed(record, source.images) for record in records)


def _placed(record: Record, folder: str) -> Record:
    """Return the record with its image in `folder`."""
    path = record.image_path
    if path is None or "://" in path or path.startswith("/") or record.image_offset is not None or record.image_bytes is not None:
        return record
    return record._replace(image_path=posixpath.join(folder, path))


def understand(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout by which `read` reads one source.

    Raises:
        UserError: As `read`.
        Broken: As `read`.
    """
    return LAYOUTS[source.format](source, config) if source.format in LAYOUTS else Layout(source.format, ())
