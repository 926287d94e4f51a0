from collections.abc import Callable

import pyarrow as pa

from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.nesting import count, flatten, nest
from hardneg.schemas.rows import Negative, RewrittenRow

Build = Callable[..., RewrittenRow]


def test_nesting_what_was_flattened_gives_the_rows_back(rewritten: Build) -> None:
    rows = to_table([rewritten(0), rewritten(1, gaps=()), rewritten(2, gaps=(1.0,))], RewrittenRow)
    for table in (rows, rows.slice(1, 2), rows.slice(1, 1), rows.slice(0, 0), pa.concat_tables([rows.slice(2), rows.slice(0, 2)])):
        assert nest(table, *flatten(table)).equals(table)


def test_flat_negatives_know_their_caption(rewritten: Build) -> None:
    rows = to_table([rewritten(0, gaps=()), rewritten(1, gaps=(None, 2.0)), rewritten(2, gaps=(1.0,))], RewrittenRow)
    negatives, parents = flatten(rows)
    assert negatives.schema == arrow_schema(Negative)
    assert parents.tolist() == [1, 1, 2]
    assert negatives["id"].to_pylist() == ["c1-object", "c1-attribute", "c2-object"]
    assert count(rows).tolist() == [0, 2, 1]
