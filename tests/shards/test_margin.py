import numpy as np
import pyarrow as pa
import pytest

import hardneg
from hardneg.errors import UserError


def test_a_margin_rises_with_both_ratings_and_is_lowest_where_neither_is_known() -> None:
    rows = pa.table({"concreteness": [None, 1.0, 3.0, 3.0, 5.0], "visual": [None, 0.0, 2.0, 4.0, 5.0]})
    found = hardneg.margin(rows, 0.1, 0.3)
    assert found.dtype == np.float32
    assert found[0] == found[1] == pytest.approx(0.1)
    assert found[-1] == pytest.approx(0.3)
    assert found[2] == pytest.approx(0.1 + 0.2 * 2.0 / 4.5)
    assert list(found[1:]) == sorted(found[1:])


def test_a_batch_of_columns_gives_the_margins_of_the_table() -> None:
    columns = {"concreteness": [4.5, None], "visual": [3.5, 2.0]}
    assert hardneg.margin(columns).tolist() == hardneg.margin(pa.table(columns)).tolist()


def test_no_rows_have_no_margins() -> None:
    assert hardneg.margin({"concreteness": [], "visual": []}).shape == (0,)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UserError, match="no column visual"):
        hardneg.margin(pa.table({"concreteness": [1.0]}))
