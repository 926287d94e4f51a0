"""Derive a margin for each row from its concreteness, for losses that ask for a least difference between two texts."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hardneg.errors import UserError
from hardneg.lexicon.ratings import salience

COLUMNS = ("concreteness", "visual")
_LEAST, _MOST = salience(None, None), salience(5.0, 5.0)


def margin(
    rows: pa.Table | pa.RecordBatch | Mapping[str, Sequence[float | None]], lowest: float = 0.0, highest: float = 0.2
) -> npt.NDArray[np.float32]:
    """Return one margin a row, (n,), from `lowest` for abstract words to `highest` for concrete, visible ones.

    With the concreteness c and the visual strength v of the edited word, a missing one at its lowest,

        margin = lowest + (highest - lowest) * ((c + v) / 2 - 0.5) / 4.5.

    A loss adds it to the score of the negative: `softplus((negative + margin - caption) / temperature)`. An image shows the exchange of a
    concrete word clearly, so such a pair may be asked to be further apart. With `lowest` above `highest` abstract words have the larger
    margin. The idea is that of the loss Cement of Concrete Jungle (Im, Madhwal and Gupta 2026, arXiv 2604.13313), which correlates a
    margin with concreteness; this formula is linear and is not theirs. A row does not depend on its batch.

    Args:
        rows: Rows of shards with the columns `concreteness` and `visual`: a table, or a mapping of columns such as a batch of `datasets`.
        lowest: Margin of a row without ratings, or with the lowest ones.
        highest: Margin of a row with the highest ratings.

    Raises:
        UserError: A column is missing.
    """
    names = rows.schema.names if isinstance(rows, pa.Table | pa.RecordBatch) else list(rows)
    if missing := [name for name in COLUMNS if name not in names]:
        raise UserError(f"margin: the rows have no column {missing[0]}; read them with the columns {' and '.join(COLUMNS)}")
    rated, seen = (_values(rows[name]) for name in COLUMNS)
    salient = np.array([salience(*each) for each in zip(rated, seen, strict=True)], np.float64)
    return (lowest + (highest - lowest) * (salient - _LEAST) / (_MOST - _LEAST)).astype(np.float32)


def _values(column: pa.Array | pa.ChunkedArray | Sequence[float | None]) -> Sequence[float | None]:
    values: Sequence[float | None] = column.to_pylist() if isinstance(column, pa.Array | pa.ChunkedArray) else column
    return values
