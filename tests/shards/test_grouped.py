import random
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import finish_run, rewritten_row
from hypothesis import given
from hypothesis import strategies as st

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, ShardRow
from hardneg.shards import grouped
from hardneg.shards.grouped import GROUP, CaptionGroup, groups, image_places, read_image
from hardneg.shards.reading import read_shards


def shard(folder: str, sizes: list[int], row_group: int, name: str = "train-00000-of-00001.parquet", pixels: int = 0) -> None:
    """Write a shard of captions with `sizes` negatives each."""
    rows = []
    for number, size in enumerate(sizes):
        for each in range(size):
            row = ShardRow(
                id=f"c{number}-{each}",
                caption_id=f"c{number}",
                caption=f"caption {number}",
                negative=f"negative {each} of {number}",
                positives=[f"positive of {number}"],
                family="object",
                kind="object",
                edits=[],
                image=Image(bytes=random.Random(number).randbytes(pixels) + f"image {number}".encode()) if number % 3 else None,
                image_id=f"i{number // 2}" if number % 3 else None,
                source={"input": "in.jsonl", "key": str(number)},
                generator={"method": "rules"},
                run_id="run1",
            )
            rows.append(row.model_dump())
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, arrow_schema(ShardRow)), sink, row_group_size=row_group)
    storage.write(f"{folder}/{name}", memoryview(sink.getvalue()))


def by_whole_table(out: str) -> list[tuple[object, ...]]:
    """Group the whole table in memory, as a reference."""
    found: dict[str, list[dict[str, object]]] = {}
    for row in read_shards(out).to_pylist():
        found.setdefault(str(row["caption_id"]), []).append(row)
    return [
        (*(rows[0][name] for name in GROUP), [{name: value for name, value in row.items() if name not in GROUP} for row in rows])
        for rows in found.values()
    ]


def as_tuple(group: CaptionGroup) -> tuple[object, ...]:
    return (group.caption_id, group.caption, group.image, group.image_id, group.source, group.positives, group.rows)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=12), st.integers(1, 20), st.integers(1, 9))
def test_groups_equal_those_of_the_whole_table_for_any_size_of_row_groups_and_batches(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], row_group: int, batch: int
) -> None:
    folder = str(tmp_path_factory.mktemp("shards"))
    shard(folder, sizes, row_group)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouped, "BATCH", batch)
        found = [as_tuple(group) for group in groups(folder)]
    assert found == by_whole_table(folder)


def test_several_shards_are_read_in_order_and_by_url() -> None:
    shard("memory://grouped/run/shards", [2, 1], 2, "val-00000-of-00002.parquet")
    shard("memory://grouped/run/shards", [3], 2, "val-00001-of-00002.parquet")
    found = list(groups("memory://grouped/run", "val"))
    assert [(group.caption_id, len(group.rows)) for group in found] == [("c0", 2), ("c1", 1), ("c0", 3)]


def test_only_the_columns_asked_for_are_read_and_no_image_unless_named(tmp_path: Path) -> None:
    shard(str(tmp_path), [1, 2], 10)
    assert [(group.image, group.rows[0]) for group in groups(str(tmp_path), columns=["negative"])][1] == (
        None,
        {"negative": "negative 0 of 1"},
    )
    assert [group.image for group in groups(str(tmp_path), columns=["negative", "image"])][1] == {"bytes": b"image 1", "path": None}


@pytest.mark.slow
def test_memory_does_not_grow_with_the_data(tmp_path: Path) -> None:
    peaks = []
    for count in (300, 3_000):
        folder = str(tmp_path / str(count))
        shard(folder, [2] * count, 200, pixels=10_000)
        pool = pa.default_memory_pool()
        before, most = pool.bytes_allocated(), 0
        tracemalloc.start()
        for _ in groups(folder):
            most = max(most, pool.bytes_allocated() - before)
        peaks.append(most + tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_a_path_of_the_input_becomes_whole_and_its_bytes_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "in/images").mkdir(parents=True)
    (tmp_path / "in/images/7.jpg").write_bytes(b"pixels")
    (tmp_path / "in/in.jsonl").write_text("")
    config = Config.model_validate({"shards": {"val_share": 0}})
    out = finish_run(tmp_path / "out", config, [[rewritten_row(7, image=Image(path="images/7.jpg"))]])
    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"in.jsonl"', f'"{tmp_path}/in/in.jsonl"'))
    for folder in (out, out / "shards"):
        (group,) = groups(str(folder))
        assert group.image is not None
        assert read_image(str(out / "shards"), group.image, image_places(str(folder))) == b"pixels"


@pytest.mark.parametrize("path", ["negative-images/../../private.png", "/etc/hostname", "http://127.0.0.1:9/a.png", "../private.png"])
def test_shards_cannot_name_images_elsewhere_unless_the_user_allows_it(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shards = tmp_path / "a/shards"
    shards.mkdir(parents=True)
    (tmp_path / "a/private.png").write_bytes(b"private")
    for places in (None, image_places(str(shards))):
        with pytest.raises(UserError, match="image_locations can allow it; for finished shards, set HARDNEG_CAPTIONS__IMAGE_LOCATIONS"):
            read_image(str(shards), {"bytes": None, "path": path}, places)
    monkeypatch.setenv("HARDNEG_CAPTIONS__IMAGE_LOCATIONS", f"[{tmp_path}/a]")
    if "private" in path:
        assert read_image(str(shards), {"bytes": None, "path": "../private.png"}, image_places(str(shards))) == b"private"


def test_a_drawn_image_is_read_from_the_folder_of_the_shards(tmp_path: Path) -> None:
    (tmp_path / "negative-images").mkdir()
    (tmp_path / "negative-images/a.png").write_bytes(b"drawn")
    assert read_image(str(tmp_path), {"bytes": None, "path": "negative-images/a.png"}) == b"drawn"
    assert read_image(str(tmp_path), {"bytes": b"here", "path": "nowhere.png"}) == b"here"


def test_an_image_that_is_missing_a_damaged_shard_and_a_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.png: no such file"):
        read_image(str(tmp_path), {"bytes": None, "path": "gone.png"})
    with pytest.raises(UserError, match="neither bytes nor a path"):
        read_image(str(tmp_path), {"bytes": None, "path": None})
    with pytest.raises(UserError, match="holds no train shards"):
        next(groups(str(tmp_path)))
    shard(str(tmp_path), [1], 1)
    with pytest.raises(UserError, match=r"train-00000-of-00001\.parquet: has no column nothing"):
        next(groups(str(tmp_path), columns=["nothing"]))
    (tmp_path / "train-00000-of-00001.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(UserError, match=r"train-00000-of-00001\.parquet: is not a readable shard"):
        next(groups(str(tmp_path)))
