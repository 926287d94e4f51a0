"""Flatten and nest the negatives of captions as columns, so that image bytes in the same rows are not copied."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import Negative, RewrittenRow

_NESTED = arrow_schema(RewrittenRow).field("negatives")


def flatten(rows: pa.Table) -> tuple[pa.Table, npt.NDArray[np.int64]]:
    """Return the negatives of `rows` as a table of `Negative`, and the index of the caption of each in `rows`."""
    nested = _column(rows)
    table = pa.Table.from_struct_array(nested.flatten()).cast(arrow_schema(Negative))
    return table, np.asarray(pc.list_parent_indices(nested), np.int64)


def nest(rows: pa.Table, negatives: pa.Table, parents: npt.NDArray[np.int64]) -> pa.Table:
    """Return `rows` with their negatives replaced. `parents` is as `flatten` returns it, in ascending order."""
    offsets = np.concatenate([[0], np.cumsum(np.bincount(parents, minlength=rows.num_rows))])
    structs = pa.concat_arrays(negatives.to_struct_array().chunks) if negatives.num_rows else pa.array([], _NESTED.type.value_type)
    column = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs.cast(_NESTED.type.value_type), type=_NESTED.type)
    return rows.set_column(rows.schema.get_field_index("negatives"), _NESTED, column)


def count(rows: pa.Table) -> npt.NDArray[np.int64]:
    """Return the number of negatives of each caption."""
    return np.asarray(pc.list_value_length(_column(rows)), np.int64)


def _column(rows: pa.Table) -> pa.Array:
    column = rows.column("negatives")
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
