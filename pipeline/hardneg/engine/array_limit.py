"""Refuse rows that exceed what Arrow can hold in one array, before they are written as one."""

import pyarrow as pa

from hardneg.engine.stage import MAX_BYTES
from hardneg.errors import UserError


def require_fits(stage: str, rows: pa.Table) -> None:
    """Check that each column of a part fits into one array, such as the bytes of its images.

    Raises:
        UserError: A column is too large.
    """
    if any(sum(map(_largest, column.chunks)) > MAX_BYTES for column in rows.columns):
        raise UserError(f"{stage}: the rows of one part take more than {MAX_BYTES / 1e9:.1f} GB; lower part_size")


def _largest(array: pa.Array) -> int:
    """Return the bytes of the largest array inside a column: each field of a struct is an array of its own."""
    if pa.types.is_struct(array.type):
        return max(map(_largest, array.flatten()), default=0)
    if pa.types.is_list(array.type):
        return _largest(array.flatten())
    return int(array.nbytes)
