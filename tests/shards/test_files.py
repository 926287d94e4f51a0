import shutil
from pathlib import Path

import pytest
from some_shards import rows_of, write_shards

from hardneg.errors import UserError
from hardneg.shards.files import find_shards, opened, run_of, shard_files
from hardneg.training.matcher.run_examples import read_examples


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


def test_shards_of_two_packings_and_a_part_of_the_shards_are_refused(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards", [row for number in range(4) for row in rows_of(number, 2)], 9, shards=4)
    write_shards(tmp_path / "shards", rows_of(0, 2), 9, shards=1, split="val")
    assert len(shard_files(str(tmp_path))) == 4
    write_shards(tmp_path / "shards", [row for number in range(2) for row in rows_of(number, 2)], 9, shards=2)
    for find in (shard_files, find_shards, read_examples):
        with pytest.raises(UserError, match=f"packing is not finished.*hardneg shards {tmp_path}`"):
            find(str(tmp_path))
    for path in (tmp_path / "shards").glob("train-*-of-00002.parquet"):
        path.unlink()
    (tmp_path / "shards/train-00003-of-00004.parquet").unlink()
    with pytest.raises(UserError, match="packing is not finished"):
        shard_files(str(tmp_path))


def test_shards_of_a_packing_that_was_killed_are_refused(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards", rows_of(0, 2), 9)
    (tmp_path / "shards/.runs").mkdir()
    with pytest.raises(UserError, match="packing is not finished"):
        shard_files(str(tmp_path))


def test_the_done_marker_says_which_files_are_shards(finished_run: Path, tmp_path: Path) -> None:
    shutil.copytree(finished_run / "shards", tmp_path / "shards")
    before = find_shards(str(tmp_path))
    for number in range(2):
        shutil.copy(before[0], tmp_path / f"shards/train-0000{number}-of-00002.parquet")
    assert find_shards(str(tmp_path)) == before
    Path(before[0]).unlink()
    with pytest.raises(UserError, match=f"{Path(before[0]).name} is missing: run `hardneg shards {tmp_path}`"):
        find_shards(str(tmp_path))


def test_parquet_files_of_others_are_found_by_their_ending(tmp_path: Path) -> None:
    shutil.copy(write_shards(tmp_path / "made", rows_of(0, 2), 9) + "/train-00000-of-00001.parquet", tmp_path / "train-mine.parquet")
    assert shard_files(str(tmp_path)) == find_shards(str(tmp_path)) == [f"{tmp_path}/train-mine.parquet"]
