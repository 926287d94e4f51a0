"""Write rows as Parquet files that `datasets` opens, with images that it decodes. A few rows are held in memory."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.export.destination import Destination
from hardneg.export.pictures import Picture
from hardneg.shards.features import feature

IMAGE = pa.struct([pa.field("bytes", pa.binary()), pa.field("path", pa.string())])
"""The Arrow type of a column of images; a list of it is a column of lists of images."""

ROWS_PER_FILE = 100_000
ROWS_AT_ONCE = 1_000
BYTES_AT_ONCE = 32_000_000


def stored(picture: Picture | None) -> dict[str, Any] | None:
    """Return an image as the cell of a column of `IMAGE`."""
    return None if picture is None else {"bytes": picture.data, "path": None}


class ParquetFiles:
    """Write `PREFIX-00000.parquet` and so on. A row group has at most `ROWS_AT_ONCE` rows and about `BYTES_AT_ONCE` bytes of images."""

    def __init__(self, destination: Destination, prefix: str, schema: pa.Schema, per_file: int | None) -> None:
        self.destination, self.prefix, self.per_file = destination, prefix, per_file or ROWS_PER_FILE
        self.schema = schema.with_metadata(
            {"huggingface": json.dumps({"info": {"features": {field.name: feature(field.type, IMAGE) for field in schema}}})}
        )
        self.rows: list[dict[str, Any]] = []
        self.bytes = self.total = 0
        self.file: Any = None
        self.writer: pq.ParquetWriter | None = None

    def add(self, row: dict[str, Any], size: int = 0) -> None:
        """Add a row whose images have `size` bytes."""
        self.rows.append(row)
        self.bytes += size
        self.total += 1
        full = self.total % self.per_file == 0
        if full or len(self.rows) >= ROWS_AT_ONCE or self.bytes >= BYTES_AT_ONCE:
            self.flush()
        if full:
            self.end_file()

    def flush(self) -> None:
        """Write the rows held."""
        if not self.rows:
            return
        if self.writer is None:
            number = (self.total - 1) // self.per_file
            self.file = self.destination.open(f"{self.prefix}-{number:05d}.parquet")
            self.writer = pq.ParquetWriter(self.file.__enter__(), self.schema, compression="zstd", compression_level=3)
        self.writer.write_table(pa.Table.from_pylist(self.rows, self.schema))
        self.rows, self.bytes = [], 0

    def end_file(self) -> None:
        """Close the current file."""
        if self.writer is not None:
            self.writer.close()
            self.file.__exit__(None, None, None)
            self.writer = None


@contextmanager
def parquet_files(destination: Destination, prefix: str, schema: pa.Schema, per_file: int | None) -> Iterator[ParquetFiles]:
    """Yield the writer of a split's rows, and close its last file."""
    files = ParquetFiles(destination, prefix, schema, per_file)
    try:
        yield files
        files.flush()
    finally:
        files.end_file()
