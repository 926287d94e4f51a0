"""Read the shards of a run, wherever they are stored."""

from collections.abc import Sequence

import pyarrow as pa

from hardneg.engine import storage
from hardneg.errors import UserError


def read_shards(out: str, split: str = "train", columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of all shards of a split, in order: one row a negative.

    Args:
        out: Folder or URL of a run, or of its shards.
        split: `train` or `val`.
        columns: Columns to read; all by default.

    Raises:
        UserError: The folder holds no shards of this split.
    """
    for folder in (storage.join(out, "shards"), out):
        names = [name for name in storage.names(folder) if name.startswith(f"{split}-") and name.endswith(".parquet")]
        if names:
            wanted = list(columns) if columns is not None else None
            return pa.concat_tables(storage.read_parquet(storage.read(storage.join(folder, name)), wanted) for name in names)
    raise UserError(f"{out}: holds no {split} shards; give the OUT of a finished run, or its shards/ folder")
