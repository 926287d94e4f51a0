"""Parquet, and the Arrow files that Hugging Face `datasets` saves. Without a key column the row's number, from 1, is the key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from pipeline.captions.columns import Columns, choose
from pipeline.captions.records import Broken, Record, key_of, records_of, tag_separator
from pipeline.captions.sources import Source
from pipeline.captions.streams import opened
from schemas.config import CaptionsConfig

BATCH = 256
"""Rows that are in memory as Python objects at once; few, since they may hold images."""

NOT_UTF8 = b"\xff"


def read_parquet(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Records of a Parquet file. The image column may be a path, bytes, or struct<bytes, path>."""
    import pyarrow.parquet as pq

    with opened(source) as file:
        with _breaking():
            parquet = pq.ParquetFile(file)
        if parquet.metadata.num_rows == 0:
            return
        columns = choose(parquet.schema_arrow.names, config, source.path)
        yield from _records(parquet.iter_batches(BATCH, columns=columns.present(), use_threads=False), columns, tag_separator(config))


def read_arrow(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Records of one Arrow file, in the stream format (as `datasets` writes) or the file format."""
    with opened(source) as file:
        is_file = file.read(6) == b"ARROW1"
        file.seek(0)
        with _breaking():
            reader = pa.ipc.open_file(file) if is_file else pa.ipc.open_stream(file)
        columns = choose(reader.schema.names, config, source.path)
        batches = (reader.get_batch(i) for i in range(reader.num_record_batches)) if is_file else iter(reader)
        pieces = (batch.slice(start, BATCH) for batch in batches for start in range(0, batch.num_rows, BATCH))
        yield from _records(pieces, columns, tag_separator(config))


def _records(batches: Iterator[Any], columns: Columns, separator: str | None) -> Iterator[Record]:
    number = 0
    while True:
        with _breaking():
            batch = next(batches, None)
            if batch is None:
                return
            captions = _values(batch.column(columns.caption))
            images = [None] * batch.num_rows if columns.image is None else _values(batch.column(columns.image))
            keys = [None] * batch.num_rows if columns.key is None else _values(batch.column(columns.key))
        for caption, image, key in zip(captions, images, keys, strict=True):
            number += 1
            yield from records_of(key_of(key, number), caption, image, separator)


def _values(column: Any) -> list[Any]:
    """Python objects of a column; `NOT_UTF8` for each that holds a string that is none."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return NOT_UTF8


@contextmanager
def _breaking() -> Iterator[None]:
    """Turn what Arrow raises on bad data into `Broken`. Its OSErrors of bad data have no errno; those of the disk have one."""
    try:
        yield
    except pa.ArrowException as error:
        raise Broken(_line(error)) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise Broken(_line(error)) from error


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0]
