"""Read the shards of a run, wherever they are stored."""

from collections.abc import Sequence

import pyarrow as pa

from hardneg.engine import storage
from hardneg.shards.grouped import shard_files


def read_shards(out: str, split: str = "train", columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of all shards of a split, in order: one row a negative.

    Args:
        out: Folder or URL of a run, or of its shards.
        split: `train` or `val`.
        columns: Columns to read; all by default.

    Raises:
        UserError: The folder holds no shards of this split.
    """
    wanted = list(columns) if columns is not None else None
    return pa.concat_tables(storage.read_parquet(storage.read(file), wanted) for file in shard_files(out, split))
