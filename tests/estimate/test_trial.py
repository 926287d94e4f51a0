import json
import uuid
from pathlib import Path

import pyarrow as pa
import pytest

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.estimate.trial import StageBytes, _bytes, _sizes, bytes_of_rows, work_folder


def captions(count: int) -> pa.Table:
    return pa.table({"caption": [f"a dog beside {number * 7919 % 10_007} chairs" for number in range(count)]})


def test_the_bytes_of_rows_predict_those_of_a_larger_table() -> None:
    small, large = captions(400), captions(2000)

    fixed = len(storage.parquet(small)) - bytes_of_rows(small)

    assert fixed + 5 * bytes_of_rows(small) == pytest.approx(len(storage.parquet(large)), rel=0.15)
    assert bytes_of_rows(captions(1)) == 0


def test_bytes_of_parts_and_shards_are_those_of_their_files(tmp_path: Path) -> None:
    out = str(tmp_path)
    table = captions(100)
    data = storage.parquet(table)
    for name in ("parse/part-00000.parquet", "parse/part-00001.parquet", "shards/train-00000-of-00001.parquet"):
        storage.write(storage.join(out, name), data)
    storage.write(storage.join(out, "parse", "part-00000.done.json"), b"x" * 40)
    storage.write(storage.join(out, "shards", "README.md"), b"x" * 50)
    storage.write(storage.join(out, "shards", "images", "a.png"), b"x" * 60)

    rows = bytes_of_rows(table)
    sizes = _sizes(out)

    assert _bytes(out, "parse", sizes, 2) == StageBytes(len(data) - rows + 20, 2 * rows)
    assert _bytes(out, "shards", sizes, 1) == StageBytes(len(data) - rows, rows + 60)
    assert sum(sizes.values()) == 3 * len(data) + 150


@pytest.mark.parametrize("where", ["local", "memory"])
def test_the_folder_of_the_sample_is_removed_and_others_stay(tmp_path: Path, where: str) -> None:
    at = str(tmp_path) if where == "local" else f"memory://{uuid.uuid4().hex}"
    storage.write(storage.join(at, "other.txt"), b"x")

    with work_folder(at) as folder:
        storage.write(storage.join(folder, "run", "x.json"), json.dumps({}).encode())
        assert storage.exists(folder)

    assert storage.names(at) == ["other.txt"]


def test_workers_on_a_cluster_need_a_folder_that_they_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "head:6379")

    with pytest.raises(UserError, match="by --at"), work_folder(None):
        pass
