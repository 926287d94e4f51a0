from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.errors import UserError
from hardneg.grammar.splice import apply_edits
from hardneg.schemas.rows import FORMAT, FORMAT_KEY
from hardneg.shards.reading import read_shards


def test_a_run_and_its_shards_folder_give_the_same_rows(finished_run: Path) -> None:
    rows = read_shards(str(finished_run))

    assert rows.num_rows > 0
    assert rows.equals(read_shards(str(finished_run / "shards")))


def test_the_edits_of_each_row_turn_its_caption_into_its_negative(finished_run: Path) -> None:
    rows = read_shards(str(finished_run), "val", ["caption", "negative", "edits"]).to_pylist()

    assert rows
    assert all(apply_edits(row["caption"], row["edits"]) == row["negative"] for row in rows)


def _as_version(rows: pa.Table, version: int, without: Sequence[str], path: Path) -> None:
    schema = rows.schema.with_metadata({FORMAT_KEY: str(version)})
    pq.write_table(rows.cast(schema).drop_columns(list(without)), path)


def test_columns_that_an_older_shard_lacks_are_null_and_weights_are_one(finished_run: Path, tmp_path: Path) -> None:
    rows = read_shards(str(finished_run))
    new = ["weight", "text_score", "judged_by"]
    _as_version(rows, FORMAT - 1, new, tmp_path / "train-00000-of-00002.parquet")
    _as_version(rows, FORMAT, [], tmp_path / "train-00001-of-00002.parquet")

    found = read_shards(str(tmp_path))

    assert found.column_names == rows.column_names
    assert found.num_rows == 2 * rows.num_rows
    assert read_shards(str(tmp_path), columns=new).slice(0, 1).to_pylist() == [{"weight": 1.0, "text_score": None, "judged_by": None}]


def test_a_shard_of_a_newer_version_is_refused(finished_run: Path, tmp_path: Path) -> None:
    _as_version(read_shards(str(finished_run)), FORMAT + 1, [], tmp_path / "train-00000-of-00001.parquet")
    with pytest.raises(UserError, match=f"is of row format {FORMAT + 1}, but this version of hardneg reads up to format {FORMAT}"):
        read_shards(str(tmp_path))


def test_a_column_that_shards_do_not_have_is_named(finished_run: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no column wieght, like all shards"):
        read_shards(str(finished_run), columns=["wieght"])
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "train-0.parquet")
    with pytest.raises(UserError, match=r"train-0\.parquet: has no column id"):
        read_shards(str(tmp_path))


def test_a_folder_without_shards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no train shards"):
        read_shards(str(tmp_path))
