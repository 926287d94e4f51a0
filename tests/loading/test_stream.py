import itertools
import shutil
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any

import fsspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from some_shards import png, rows_of, write_shards

from hardneg.errors import UserError
from hardneg.loading import plan
from hardneg.loading.options import Options
from hardneg.loading.stream import Place, open_split, samples
from hardneg.shards.files import shard_files

TEXTS = Options(images=False)


def ids(out: str, options: Options = TEXTS, reader: int = 0, readers: int = 1, epoch: int = 0, start: Place = Place()) -> list[str]:  # noqa: B008
    return [sample["caption_id"] for _, sample in samples(open_split(out, "train", options), options, reader, readers, epoch, start)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    rows = [row for number in range(200) for row in rows_of(number, 1 + number % 5)]
    return write_shards(tmp_path_factory.mktemp("many"), rows, 20, shards=3)


@pytest.mark.slow
@given(st.lists(st.integers(1, 5), min_size=1, max_size=15), st.integers(1, 9), st.integers(1, 3), st.integers(1, 4), st.integers(1, 3))
@settings(max_examples=15)
def test_ranks_and_workers_read_each_caption_once(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], row_group: int, shards: int, ranks: int, workers: int
) -> None:
    rows = [row for number, size in enumerate(sizes) for row in rows_of(number, size)]
    out = write_shards(tmp_path_factory.mktemp("some"), rows, row_group, min(shards, len(sizes)))
    for epoch in range(2):
        found = Counter(name for reader in range(ranks * workers) for name in ids(out, TEXTS, reader, ranks * workers, epoch))
        assert found == Counter(f"c{number:05}" for number in range(len(sizes)))


def test_four_ranks_of_two_workers_cover_two_epochs_exactly_and_differently(folder: str) -> None:
    epochs = [[ids(folder, TEXTS, reader, 8, epoch) for reader in range(8)] for epoch in range(2)]
    for each in epochs:
        assert sorted(itertools.chain(*each)) == [f"c{number:05}" for number in range(200)]
        assert max(map(len, each)) - min(map(len, each)) < 25
    assert epochs[0] != epochs[1]


def test_four_ranks_of_two_workers_cover_an_epoch_exactly_when_each_is_resumed_in_its_middle(folder: str) -> None:
    found = Counter[str]()
    for reader in range(8):
        before = list(itertools.islice(samples(open_split(folder, "train", TEXTS), TEXTS, reader, 8, 1, Place()), 3 + reader))
        found.update(sample["caption_id"] for _, sample in before)
        found.update(ids(folder, TEXTS, reader, 8, 1, before[-1][0]))
    assert found == Counter(f"c{number:05}" for number in range(200))


def test_more_readers_than_row_groups_share_them_and_none_is_left_without(tmp_path: Path) -> None:
    out = write_shards(tmp_path, [row for number in range(40) for row in rows_of(number, 2)], 40)
    found = [ids(out, TEXTS, reader, 8) for reader in range(8)]
    assert sorted(itertools.chain(*found)) == [f"c{number:05}" for number in range(40)]
    assert {len(each) for each in found} == {5}


def test_a_reader_for_which_no_caption_is_left_says_so(tmp_path: Path) -> None:
    out = write_shards(tmp_path, [row for number in range(3) for row in rows_of(number, 2)], 6)
    with pytest.warns(UserWarning, match="reader 3 of 4 got no caption in epoch 0; use fewer workers"):
        found = [ids(out, TEXTS, reader, 4) for reader in range(4)]
    assert sorted(map(len, found)) == [0, 1, 1, 1]


def test_readers_share_images_with_all_their_captions(tmp_path: Path) -> None:
    rows = [row for number in range(64) for row in rows_of(number, 2, {"path": "a.png"}, image_id=f"i{number // 4:02}")]
    opened = open_split(write_shards(tmp_path, rows, 20, shards=2), "train", TEXTS)
    options = Options(images=False, group="image", positives="all")
    found = [sample for reader in range(3) for _, sample in samples(opened, options, reader, 3, 0, Place())]
    assert sorted(each["image_id"] for each in found) == [f"i{number:02}" for number in range(16)]
    assert all(sum(text.startswith("caption") for text in each["positives"]) == 3 for each in found)


@given(st.data())
@settings(max_examples=12)
def test_a_reader_continues_from_any_place(folder: str, data: st.DataObject) -> None:
    readers = data.draw(st.integers(1, 9))
    reader, epoch = data.draw(st.integers(0, readers - 1)), data.draw(st.integers(0, 2))
    opened = open_split(folder, "train", TEXTS)
    whole = list(samples(opened, TEXTS, reader, readers, epoch, Place()))
    done = data.draw(st.integers(0, len(whole)))
    start = whole[done - 1][0] if done else Place()
    assert list(samples(opened, TEXTS, reader, readers, epoch, start)) == whole[done:]


def test_captions_of_several_row_groups_are_mixed_and_what_is_drawn_does_not_depend_on_readers(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_split(folder, "train", TEXTS)
    alone = {each["caption_id"]: each for _, each in samples(opened, TEXTS, 0, 1, 0, Place())}
    shared = {each["caption_id"]: each for reader in range(40) for _, each in samples(opened, TEXTS, reader, 40, 0, Place())}
    assert alone == shared
    order = [int(name[1:]) for name in ids(folder)]
    assert sum(abs(a - b) for a, b in itertools.pairwise(order)) / len(order) > 40
    monkeypatch.setattr(plan, "BLOCK_ROWS", 1)
    separate = [int(name[1:]) for name in ids(folder)]
    assert sum(abs(a - b) for a, b in itertools.pairwise(separate)) / len(order) < 15


def test_batches_hardly_hold_two_captions_of_an_image(tmp_path: Path) -> None:
    rows = [row for number in range(500) for row in rows_of(number, 2, {"path": "a.png"}, image_id=f"i{number // 5:02}")]
    opened = open_split(write_shards(tmp_path, rows, 100), "train", TEXTS)
    for epoch in range(2):
        images = [sample["image_id"] for _, sample in samples(opened, TEXTS, 0, 1, epoch, Place())]
        assert Counter(images) == Counter({f"i{number:02}": 5 for number in range(100)})
        assert [len(set(images[at : at + 25])) for at in range(0, 500, 25)] == [25] * 20


def test_without_shuffling_captions_come_as_they_are_stored(folder: str) -> None:
    assert ids(folder, Options(images=False, shuffle=False), epoch=5) == [f"c{number:05}" for number in range(200)]


def test_another_epoch_draws_other_negatives(folder: str) -> None:
    opened, options = open_split(folder, "train", TEXTS), Options(images=False, negatives=2)
    drawn = [{each["caption_id"]: each["negatives"] for _, each in samples(opened, options, 0, 1, epoch, Place())} for epoch in (0, 0, 1)]
    assert drawn[0] == drawn[1]
    assert sum(drawn[0][name] != drawn[2][name] for name in drawn[0]) > 80


@pytest.mark.slow
def test_memory_does_not_grow_with_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "BLOCK_ROWS", 200)

    def peak(captions: int) -> int:
        rows = [row for number in range(captions) for row in rows_of(number, 2)]
        out = write_shards(tmp_path / str(captions), rows, 100, shards=captions // 100)
        opened = open_split(out, "train", TEXTS)
        tracemalloc.start()
        for _ in samples(opened, TEXTS, 0, 1, 0, Place()):
            pass
        _, found = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return found

    peak(200)
    assert peak(2000) < 1.3 * peak(1000)  # both have more shards than are held open


def test_a_split_without_rows_or_shards_is_a_users_mistake(tmp_path: Path) -> None:
    out = write_shards(tmp_path, rows_of(0, 1), 10)
    with pytest.raises(UserError, match="holds no val shards"):
        open_split(out, "val", TEXTS)
    file = Path(shard_files(out)[0])
    import pyarrow.parquet as pq

    pq.write_table(pq.read_table(file).slice(0, 0), file)
    with pytest.raises(UserError, match="the split train has no rows"):
        open_split(out, "train", TEXTS)


def test_a_damaged_shard_stops_the_epoch_or_is_skipped_if_asked(folder: str, tmp_path: Path) -> None:
    out = shutil.copytree(folder, tmp_path / "out")
    broken = out / "train-00001-of-00003.parquet"
    data = bytearray(broken.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 900] = bytes(900)
    broken.write_bytes(data)
    with pytest.raises(UserError, match=r"train-00001-of-00003\.parquet: row group \d+ cannot be read"):
        ids(str(out))
    skipping = Options(images=False, on_error="skip")
    with pytest.warns(UserWarning, match=r"hardneg.load skips: .*train-00001-of-00003\.parquet: row group"):
        found = ids(str(out), skipping)
    assert 130 < len(found) < 200
    broken.write_bytes(b"PAR1 not any more")
    with pytest.raises(UserError, match=r"train-00001-of-00003\.parquet: is not a readable shard"):
        open_split(str(out), "train", TEXTS)
    with pytest.warns(UserWarning, match="is not a readable shard"):
        assert len(ids(str(out), skipping)) == 200 - 67


def images(tmp_path: Path) -> tuple[str, list[dict[str, Any]]]:
    (tmp_path / "negative-images" / "aa").mkdir(parents=True)
    (tmp_path / "negative-images" / "aa" / "n.png").write_bytes(png(250))
    (tmp_path / "on disk.png").write_bytes(png(30))
    rows = [*rows_of(1, 2, {"bytes": png(10)}), *rows_of(2, 1, {"path": "on disk.png"}), *rows_of(3, 1)]
    rows[0]["negative_image"] = {"bytes": png(200)}
    rows[2]["negative_image"] = {"path": "negative-images/aa/n.png"}
    return write_shards(tmp_path, rows, 10), rows


def test_images_are_decoded_from_bytes_and_from_paths(tmp_path: Path) -> None:
    out, _ = images(tmp_path)
    options = Options(negatives="all", shuffle=False)
    one, two, three = (sample for _, sample in samples(open_split(out, "train", options), options, 0, 1, 0, Place()))
    assert [each["image"] and each["image"].getpixel((0, 0))[0] for each in (one, two, three)] == [10, 30, None]
    assert [image and image.getpixel((0, 0))[0] for image in one["negative_images"]] == [200, None]
    assert two["negative_images"][0].getpixel((0, 0))[0] == 250


def test_a_missing_image_is_named_and_skipped_only_if_asked(tmp_path: Path) -> None:
    out, _ = images(tmp_path)
    (tmp_path / "on disk.png").unlink()
    with pytest.raises(UserError, match=r"on disk\.png: no such file"):
        ids(out, Options())
    with pytest.warns(UserWarning, match=r"hardneg.load skips: .*on disk\.png"):
        assert sorted(ids(out, Options(on_error="skip"))) == ["c00001", "c00003"]
    assert len(ids(out)) == 3


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ({"bytes": b"no image"}, "the image of caption c00001: cannot be decoded"),
        ({"path": "foo://a/b.png"}, "foo://a/b.png: is outside the folder of the input"),
    ],
)
def test_an_image_that_cannot_be_decoded_or_fetched_is_named(tmp_path: Path, image: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        ids(write_shards(tmp_path, rows_of(1, 1, image), 10), Options())


def test_shards_and_drawn_images_are_read_from_a_url(tmp_path: Path) -> None:
    images(tmp_path)
    memory = fsspec.filesystem("memory")
    memory.put(str(tmp_path), "/loading", recursive=True)
    options = Options(negatives="all", shuffle=False)
    found = [sample for _, sample in samples(open_split("memory://loading", "train", options), options, 0, 1, 0, Place())]
    assert found[1]["negative_images"][0].getpixel((0, 0))[0] == 250
    memory.rm("/loading", recursive=True)
