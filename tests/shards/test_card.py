import json
import re
from pathlib import Path
from typing import Any

import pandas
import pytest
import yaml

from hardneg.schemas.arrow import columns
from hardneg.schemas.rows import ShardRow
from hardneg.shards.card import COLUMNS, Contents, card, croissant

FILES = {"train-00000-of-00001.parquet": "a" * 64, "val-00000-of-00001.parquet": "b" * 64}
CONTENTS = Contents("run1", {"train": {"count": 1200, "object": 3}, "val": {"count": 2}}, {"train": 700, "val": 1}, FILES)


def test_the_front_matter_names_the_files_of_each_split() -> None:
    front = yaml.safe_load(card(CONTENTS).split("---\n")[1])
    files = front["configs"][0]["data_files"]
    assert files == [{"split": "train", "path": "train-*.parquet"}, {"split": "validation", "path": "val-*.parquet"}]


def test_the_card_says_whether_a_matcher_verified_the_negatives() -> None:
    assert "# Unverified hard negatives" in card(CONTENTS)
    verified = CONTENTS._replace(verification="verified")
    assert "# Verified hard negatives" in card(verified)
    assert "verified" in yaml.safe_load(card(verified).split("---\n")[1])["tags"]
    assert json.loads(croissant(verified))["description"].startswith("Verified")


def test_counts_are_by_family_and_split() -> None:
    text = card(CONTENTS)
    for line in ("| family | train | val |", "| count | 1,200 | 2 |", "| object | 3 | 0 |", "| **negatives** | 1,203 | 2 |"):
        assert line + "\n" in text
    assert "| action |" not in text


def test_every_column_is_described() -> None:
    assert list(COLUMNS) == columns(ShardRow)
    assert "| edits | `list<struct<start: int32, end: int32, old: string, new: string>>` |" in card(CONTENTS)


def test_what_the_card_says_to_run_runs(finished_run: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    monkeypatch.chdir(finished_run / "shards")
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", Path("README.md").read_text(), re.DOTALL):
        exec(code.replace("path/to/shards", str(finished_run / "shards")), names)
    splice = names["splice"]
    assert callable(splice)
    rows = pandas.read_parquet("train-00000-of-00001.parquet")
    assert all(splice(row.caption, row.edits) == row.negative for row in rows.itertuples())


def test_croissant_names_every_shard_and_fields_that_exist() -> None:
    record = json.loads(croissant(CONTENTS))
    assert {item["@id"]: item["sha256"] for item in record["distribution"]} == FILES
    for records in record["recordSet"]:
        for field in records["field"]:
            assert field["source"]["extract"]["column"] in ShardRow.model_fields
            assert field["source"]["fileObject"]["@id"] in FILES


def test_a_row_with_an_image_of_its_own_is_two_training_pairs_in_the_card() -> None:
    names: dict[str, Any] = {}
    code = next(code for code in re.findall(r"```python\n(.*?)```", card(CONTENTS), re.DOTALL) if "def training_pairs" in code)
    exec(code, names)
    row = {"caption": "c", "negative": "n", "image": "I", "negative_image": None}
    assert list(names["training_pairs"](row)) == [("I", "c", "n")]
    assert list(names["training_pairs"](row | {"negative_image": "J"})) == [("I", "c", "n"), ("J", "n", "c")]
    assert list(names["training_pairs"](row | {"image": None, "negative_image": "J"})) == [("J", "n", "c")]
