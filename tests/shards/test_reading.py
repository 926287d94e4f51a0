from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.grammar.splice import apply_edits
from hardneg.shards.reading import read_shards


def test_a_run_and_its_shards_folder_give_the_same_rows(finished_run: Path) -> None:
    rows = read_shards(str(finished_run))

    assert rows.num_rows > 0
    assert rows.equals(read_shards(str(finished_run / "shards")))


def test_the_edits_of_each_row_turn_its_caption_into_its_negative(finished_run: Path) -> None:
    rows = read_shards(str(finished_run), "val", ["caption", "negative", "edits"]).to_pylist()

    assert rows
    assert all(apply_edits(row["caption"], row["edits"]) == row["negative"] for row in rows)


def test_a_folder_without_shards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no train shards"):
        read_shards(str(tmp_path))
