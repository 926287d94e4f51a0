from pathlib import Path

import pyarrow as pa
import pytest

from hardneg.captions import input_parts
from hardneg.engine import array_limit, parts
from hardneg.engine.array_limit import require_fits
from hardneg.engine.stage import Outcome
from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Negatives
from hardneg.schemas.rows import Reject


def images(count: int) -> pa.Table:
    return pa.table({"image": pa.chunked_array([[{"bytes": b"x" * 100, "path": "y" * 100}]] * count)})


def test_each_array_in_a_column_may_be_as_large_as_an_array_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_limit, "MAX_BYTES", 500)
    require_fits("filter", images(3))
    with pytest.raises(UserError, match=r"filter: the rows of one part .* lower part_size"):
        require_fits("filter", images(6))
    with pytest.raises(UserError, match="lower part_size"):
        require_fits("filter", pa.table({"other_images": [images(3)["image"].to_pylist()] * 2}))


def test_a_part_that_is_too_large_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_limit, "MAX_BYTES", 500)
    nothing = arrow_schema(Reject).empty_table()
    with pytest.raises(UserError, match=r"filter: .* lower part_size"):
        parts.publish(str(tmp_path), "filter", 0, "f", Outcome(images(6), nothing), parts.Counts(6, 6, {}, Negatives()))
    with pytest.raises(UserError, match="lower part_size"):
        input_parts.publish(str(tmp_path), 0, images(6))
    assert not list(tmp_path.rglob("*.parquet"))
