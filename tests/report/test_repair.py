import shutil
from pathlib import Path

import pytest

from hardneg.engine.lease import held
from hardneg.errors import UserError
from hardneg.report.repair import repair


@pytest.fixture
def out(finished_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished_run, tmp_path / "out"))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_an_intact_run_is_left_as_it_is(out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}

    assert repair(str(out)) == []
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")}.items() >= {
        path: when for path, when in before.items() if path.is_file()
    }.items()


def test_the_marker_of_a_damaged_part_alone_is_removed(out: Path) -> None:
    flip(out / "parse/part-00001.parquet")

    assert repair(str(out)) == [f"{out}/parse/part-00001.done.json"]
    assert not (out / "parse/part-00001.done.json").exists()
    assert (out / "parse/part-00000.done.json").exists()
    assert (out / "shards/done.json").exists()


def test_the_marker_of_damaged_shards_is_removed(out: Path) -> None:
    flip(next((out / "shards").glob("train-*.parquet")))

    assert repair(str(out)) == [f"{out}/shards/done.json"]


def test_a_folder_that_a_run_writes_to_is_not_repaired(out: Path) -> None:
    with held(str(out)), pytest.raises(UserError, match="has been writing here"):
        repair(str(out))
