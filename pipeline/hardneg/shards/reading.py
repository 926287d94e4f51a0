"""Read the shards of a run, wherever they are stored."""

from collections.abc import Sequence

import pyarrow as pa

from hardneg.engine import storage
from hardneg.shards.files import shard_files
from hardneg.shards.versions import SCHEMA, check, with_columns


def read_shards(out: str, split: str = "train", columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of all shards of a split, in order: one row a negative.

    Columns that shards of an older version lack are null, and `weight` is 1.

    Args:
        out: Folder or URL of a run, or of its shards.
        split: `train` or `val`.
        columns: Columns to read; all by default.

    Raises:
        UserError: The folder holds no shards of this split, or this version cannot read one.
    """
    wanted = list(columns) if columns is not None else SCHEMA.names
    tables = []
    for file in shard_files(out, split):
        rows = storage.read_parquet(storage.read(file), wanted)
        check(rows.schema, file, wanted)
        tables.append(with_columns(rows, wanted))
    return pa.concat_tables(tables)
