"""Negatives nested in their captions, handled as columns: image bytes in the same row are never touched."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import NestedNegative, RewrittenRow

_NESTED = arrow_schema(RewrittenRow).field("negatives")


def flatten(rows: pa.Table) -> tuple[pa.Table, npt.NDArray[np.int64]]:
    """All negatives of `rows` as a table of `hardneg.schemas.rows.NestedNegative`, and the index of each one's caption in `rows`."""
    nested = _column(rows)
    table = pa.Table.from_struct_array(nested.flatten()).cast(arrow_schema(NestedNegative))
    return table, np.asarray(pc.list_parent_indices(nested), np.int64)


def nest(rows: pa.Table, negatives: pa.Table, parents: npt.NDArray[np.int64]) -> pa.Table:
    """`rows` with these negatives in place of theirs. `parents` is as `flatten` gives it, in rising order."""
    offsets = np.concatenate([[0], np.cumsum(np.bincount(parents, minlength=rows.num_rows))])
    structs = pa.concat_arrays(negatives.to_struct_array().chunks) if negatives.num_rows else pa.array([], _NESTED.type.value_type)
    column = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs.cast(_NESTED.type.value_type), type=_NESTED.type)
    return rows.set_column(rows.schema.get_field_index("negatives"), _NESTED, column)


def count(rows: pa.Table) -> npt.NDArray[np.int64]:
    """How many negatives each caption has."""
    return np.asarray(pc.list_value_length(_column(rows)), np.int64)


def _column(rows: pa.Table) -> pa.Array:
    column = rows.column("negatives")
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
