import json
from pathlib import Path

import pandas as pd
import pytest

from hardneg.errors import UserError
from hardneg.synthesise.boxes import read_boxes
from hardneg.synthesise.masks import Box

ROW = {"key": "7", "phrase": "a dog", "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4}


def test_boxes_are_read_from_jsonl_and_from_parquet(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"phrase": "a cat"}, ROW | {"key": "8"}]
    (tmp_path / "boxes.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    pd.DataFrame(rows).to_parquet(tmp_path / "boxes.parquet")
    expected = {"7": [Box("a dog", 0.1, 0.2, 0.3, 0.4), Box("a cat", 0.1, 0.2, 0.3, 0.4)], "8": [Box("a dog", 0.1, 0.2, 0.3, 0.4)]}
    assert read_boxes(str(tmp_path / "boxes.jsonl")) == read_boxes(str(tmp_path / "boxes.parquet")) == expected


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"key": "7"}, "no column phrase"),
        (ROW | {"x": 17.0}, r"row 0: a box is a key, a phrase and four shares"),
    ],
)
def test_boxes_that_cannot_be_meant_are_refused(tmp_path: Path, row: dict[str, object], said: str) -> None:
    (tmp_path / "boxes.jsonl").write_text(json.dumps(row))
    with pytest.raises(UserError, match=said):
        read_boxes(str(tmp_path / "boxes.jsonl"))


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_boxes(str(tmp_path / "none.parquet"))
