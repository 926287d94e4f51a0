"""Read shards of earlier row formats: columns that they lack are filled, and shards of a later format are refused."""

from collections.abc import Sequence
from typing import TypeVar

import pyarrow as pa

from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import FORMAT, FORMAT_KEY, ShardRow

SCHEMA = arrow_schema(ShardRow)

_DEFAULTS = {"weight": 1.0, "needs_image": False, "n_edits": 1}
"""Values of columns that are never null, in shards that lack them."""

_Rows = TypeVar("_Rows", pa.Table, pa.RecordBatch)


def check(schema: pa.Schema, path: str, wanted: Sequence[str]) -> None:
    """Check that the file at `path` is a shard with the wanted columns, which this version can read.

    Raises:
        UserError: It is none, a later version wrote it, or no shard has such a column.
    """
    version = (schema.metadata or {}).get(FORMAT_KEY.encode(), b"1").decode()
    if not version.isdecimal() or int(version) > FORMAT:
        raise UserError(f"{path} is of row format {version}, but this version of hardneg reads up to format {FORMAT}: install a newer one")
    for name in wanted:
        if name not in SCHEMA.names:
            raise UserError(f"{path}: has no column {name}, like all shards; docs/reference/columns.md lists them")
        if name not in schema.names and not (SCHEMA.field(name).nullable or name in _DEFAULTS):
            raise UserError(f"{path}: has no column {name}; give the shards of a run")


def with_columns(rows: _Rows, wanted: Sequence[str]) -> _Rows:
    """Return `rows` with the wanted columns in that order. A column that older shards lack is null, or has its default."""
    names = rows.schema.names
    columns = [rows[name] if name in names else _filled(name, rows.num_rows) for name in wanted]
    fields = [rows.schema.field(name) if name in names else SCHEMA.field(name) for name in wanted]
    return type(rows).from_arrays(columns, schema=pa.schema(fields, rows.schema.metadata))


def _filled(name: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(_DEFAULTS.get(name), SCHEMA.field(name).type), count)
