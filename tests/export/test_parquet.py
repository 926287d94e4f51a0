from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.export import parquet
from hardneg.export.destination import Destination
from hardneg.export.parquet import IMAGE, ParquetFiles, parquet_files, stored
from hardneg.export.pictures import Picture

Export = Callable[..., tuple[Path, dict[str, int]]]

SCHEMA = pa.schema([("text", pa.string()), ("image", IMAGE)])


def test_parquet_files_have_at_most_the_rows_asked_for(exported: Export) -> None:
    folder, _ = exported("preference", "--per-file", "10")

    rows = [pq.read_metadata(path).num_rows for path in sorted(folder.glob("train-*.parquet"))]
    assert len(rows) > 1
    assert set(rows[:-1]) == {10}
    assert [path.name for path in sorted(folder.glob("*.parquet"))][:2] == ["train-00000.parquet", "train-00001.parquet"]


def test_rows_keep_their_order_over_files_and_images_are_bytes(tmp_path: Path) -> None:
    place = Destination(str(tmp_path), str(tmp_path))
    with parquet_files(place, "train", SCHEMA, 3) as files:
        for number in range(7):
            image = Picture(bytes([number]), "png", 1, 1) if number % 2 else None
            files.add({"text": f"犬 {number}", "image": stored(image)}, 1)

    names = [f"train-{number:05}.parquet" for number in range(3)]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    found = pa.concat_tables([pq.read_table(tmp_path / name) for name in names]).to_pylist()
    assert [row["text"] for row in found] == [f"犬 {number}" for number in range(7)]
    assert [row["image"] and row["image"]["bytes"] for row in found] == [bytes([n]) if n % 2 else None for n in range(7)]


def test_many_bytes_of_images_end_a_row_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "BYTES_AT_ONCE", 100)
    with parquet_files(Destination(str(tmp_path), str(tmp_path)), "train", SCHEMA, None) as files:
        for _ in range(10):
            files.add({"text": "a", "image": stored(Picture(bytes(40), "png", 1, 1))}, 40)

    metadata = pq.read_metadata(tmp_path / "train-00000.parquet")
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [3, 3, 3, 1]


def add_and_stop(files: ParquetFiles) -> None:
    for _ in range(2):
        files.add({"text": "a", "image": None})
    raise RuntimeError("stop")


def test_without_rows_there_is_no_file_and_an_error_closes_what_is_open(tmp_path: Path) -> None:
    place = Destination(str(tmp_path), str(tmp_path))
    with parquet_files(place, "none", SCHEMA, 2):
        pass
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RuntimeError, match="stop"), parquet_files(place, "some", SCHEMA, 2) as files:
        add_and_stop(files)
    assert pq.read_metadata(tmp_path / "some-00000.parquet").num_rows == 2
