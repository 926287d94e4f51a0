from pathlib import Path

import pytest
from some_shards import rows_of, write_shards

from hardneg.errors import UserError
from hardneg.shards.files import find_shards, opened, run_of, shard_files


def test_shards_are_found_in_a_run_in_their_folder_and_by_their_name(tmp_path: Path) -> None:
    folder = write_shards(tmp_path / "shards", rows_of(0, 2), 9)
    file = f"{folder}/train-00000-of-00001.parquet"
    assert find_shards(str(tmp_path)) == find_shards(folder) == find_shards(file) == [file]
    assert shard_files(str(tmp_path)) == shard_files(folder) == [file]


def test_where_there_are_none_a_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no shards here"):
        find_shards(str(tmp_path))
    write_shards(tmp_path / "shards", rows_of(0, 2), 9)
    with pytest.raises(UserError, match="holds no val shards"):
        shard_files(str(tmp_path), "val")


def test_damaged_data_behind_a_sound_footer_are_one_line(tmp_path: Path) -> None:
    (file,) = shard_files(write_shards(tmp_path / "shards", rows_of(0, 200), 300))
    data = bytearray(Path(file).read_bytes())
    data[4:2000] = bytes(1996)
    Path(file).write_bytes(data)
    with pytest.raises(UserError, match="is not a readable shard"), opened(file) as parquet:
        parquet.read_row_group(0)


def test_the_run_of_its_folder_of_shards_is_found(finished_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_of(f"{finished_run}/shards/") == run_of(str(finished_run)) == str(finished_run)
    (tmp_path / "shards").mkdir()
    assert run_of(str(tmp_path / "shards")) == str(tmp_path / "shards")
    monkeypatch.chdir(finished_run)
    assert run_of("shards") == "."
