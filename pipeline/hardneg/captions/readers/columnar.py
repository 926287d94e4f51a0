"""Read Parquet, and the Arrow files of Hugging Face `datasets`. Without a key column, the key is the row's number, from 1."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from more_itertools import spy

from hardneg.captions.fields.columns import Columns, choose, records_of_row
from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Broken, Record
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import opened
from hardneg.schemas.config import CaptionsConfig

BATCH = 256
"""Number of rows that are Python objects at a time; few, because they may hold images."""

SAMPLE = 20
"""Number of rows from which the columns are recognised."""

NOT_UTF8 = b"\xff"


def read_parquet(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Yield the records of a Parquet file. The image column may be a path, bytes, or struct<bytes, path>."""
    with _parquet(source) as parquet:
        if parquet.metadata.num_rows == 0:
            return
        columns = _parquet_columns(parquet, source, config)
        top = _top(columns, parquet.schema_arrow)
        if source.section is None:
            yield from _records(parquet.iter_batches(BATCH, columns=top, use_threads=False), columns, config)
        else:
            start, end, number = source.section
            groups = list(range(start, end))
            yield from _records(parquet.iter_batches(BATCH, row_groups=groups, columns=top, use_threads=False), columns, config, number)


def read_arrow(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Yield the records of one Arrow file, in the stream format of `datasets` or the file format."""
    with _arrow(source) as (schema, batches):
        first, every = spy(batches)
        columns = _arrow_columns(schema, next(iter(first), None), source, config)
        top = _top(columns, schema)
        pieces = (batch.slice(start, BATCH).select(top) for batch in every for start in range(0, batch.num_rows, BATCH))
        yield from _records(pieces, columns, config)


def understand_parquet(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout of a Parquet file.

    Raises:
        UserError: No column looks like a caption.
        Broken: The file is not a Parquet file.
    """
    with _parquet(source) as parquet:
        return _parquet_columns(parquet, source, config).layout("parquet")


def understand_arrow(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout of an Arrow file; raise as `understand_parquet` does."""
    with _arrow(source) as (schema, batches):
        return _arrow_columns(schema, next(batches, None), source, config).layout("huggingface (Arrow)")


@contextmanager
def _parquet(source: Source) -> Iterator[Any]:
    import pyarrow.parquet as pq

    with opened(source) as file:
        with _breaking():
            parquet = pq.ParquetFile(file)
            _check_names(parquet.schema_arrow)
        yield parquet


@contextmanager
def _arrow(source: Source) -> Iterator[tuple[pa.Schema, Iterator[Any]]]:
    with opened(source) as file:
        is_file = file.read(6) == b"ARROW1"
        file.seek(0)
        with _breaking():
            reader = pa.ipc.open_file(file) if is_file else pa.ipc.open_stream(file)
            _check_names(reader.schema)
        yield reader.schema, _sound(reader, is_file)


def _sound(reader: Any, is_file: bool) -> Iterator[Any]:
    """Yield the batches of an Arrow file. Damaged offsets would crash the process, so each column is checked before it is read."""
    numbers = iter(range(reader.num_record_batches)) if is_file else None
    while True:
        with _breaking():
            if numbers is None:
                batch = next(reader, None)
            else:
                number = next(numbers, None)
                batch = None if number is None else reader.get_batch(number)
            if batch is None:
                return
            for column in batch.columns:
                column.view(_as_bytes(column.type)).validate(full=True)  # a value of invalid UTF-8 is a reject of its own
        yield batch


def _check_names(schema: pa.Schema) -> None:
    """Raise `Broken` where the name of a column is not UTF-8; Arrow reads such names, and fails when they are used."""
    fields = list(schema)
    try:
        while fields:
            field = fields.pop()
            _ = field.name
            fields += [field.type.field(i) for i in range(field.type.num_fields)]
    except UnicodeDecodeError as error:
        raise Broken("the name of a column is not UTF-8") from error


def _as_bytes(type: pa.DataType) -> pa.DataType:
    """Return the type with bytes in the place of texts."""
    if pa.types.is_string(type):
        return pa.binary()
    if pa.types.is_large_string(type):
        return pa.large_binary()
    if pa.types.is_struct(type):
        return pa.struct([field.with_type(_as_bytes(field.type)) for field in type])
    for is_list, list_of in ((pa.types.is_list, pa.list_), (pa.types.is_large_list, pa.large_list)):
        if is_list(type):
            return list_of(type.value_field.with_type(_as_bytes(type.value_type)))
    return type


def _parquet_columns(parquet: Any, source: Source, config: CaptionsConfig) -> Columns:
    schema = parquet.schema_arrow
    rows: list[dict[str, Any]] = []
    try:
        batch = next(parquet.iter_batches(SAMPLE, row_groups=[0], columns=_light(schema), use_threads=False), None)
        rows = [] if batch is None else _sampled(batch, schema)
    except (pa.ArrowException, OSError, MemoryError, UnicodeDecodeError):  # reading reports this damage after the records before it
        pass
    return choose(schema.names, config, source.path, rows)


def _arrow_columns(schema: pa.Schema, first: Any, source: Source, config: CaptionsConfig) -> Columns:
    rows = [] if first is None else _sampled(first.slice(0, SAMPLE).select(_light(schema)), schema)
    return choose(schema.names, config, source.path, rows)


def _light(schema: pa.Schema) -> list[str]:
    """Return the names of the columns without bytes in them."""
    return [field.name for field in schema if not _holds_bytes(field.type)]


def _holds_bytes(type: pa.DataType) -> bool:
    if pa.types.is_binary(type) or pa.types.is_large_binary(type):
        return True
    return pa.types.is_nested(type) and any(_holds_bytes(type.field(i).type) for i in range(type.num_fields))


def _sampled(batch: Any, schema: pa.Schema) -> list[dict[str, Any]]:
    """Return a sample of rows, with placeholders in the columns of images, because their bytes are not read."""
    columns = {name: _values(batch.column(i)) for i, name in enumerate(batch.schema.names)}
    for field in schema:
        columns.setdefault(field.name, [b"bytes"] * batch.num_rows)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _top(columns: Columns, schema: pa.Schema) -> list[str]:
    """Return the top-level columns of the file that contain the columns to read."""
    wanted = columns.present()
    return [name for name in schema.names if any(each == name or each.startswith(f"{name}.") for each in wanted)]


def groups_of(source: Source) -> list[tuple[int, int]]:
    """Return the rows and the compressed bytes of each row group of a Parquet file.

    Raises:
        Broken: The file is not a Parquet file.
    """
    with _parquet(source) as parquet:
        groups = [parquet.metadata.row_group(number) for number in range(parquet.num_row_groups)]
        return [(each.num_rows, sum(each.column(i).total_compressed_size for i in range(each.num_columns))) for each in groups]


def _records(batches: Iterator[Any], columns: Columns, config: CaptionsConfig, first: int = 1) -> Iterator[Record]:
    number = first - 1
    while True:
        with _breaking():
            batch = next(batches, None)
            if batch is None:
                return
            values = [_values(batch.column(i)) for i in range(batch.num_columns)]
        for row in zip(*values, strict=True):
            number += 1
            yield from records_of_row(dict(zip(batch.schema.names, row, strict=True)), number, columns, config)


def _values(column: Any) -> list[Any]:
    """Return the Python objects of a column, with `NOT_UTF8` for each value that is invalid UTF-8."""
    try:
        return list(column.to_pylist(maps_as_pydicts="lossy"))
    except UnicodeDecodeError:
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py(maps_as_pydicts="lossy")
    except UnicodeDecodeError:
        return NOT_UTF8


@contextmanager
def _breaking() -> Iterator[None]:
    """Turn Arrow's errors about bad data into `Broken`. Its OSErrors about bad data have no errno, unlike those of the disk."""
    try:
        yield
    except (pa.ArrowException, MemoryError, UnicodeDecodeError) as error:  # of damaged lengths, and of names of columns
        raise Broken(_first_line(error) or type(error).__name__) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise Broken(_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
