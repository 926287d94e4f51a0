import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import ShardRow
from hardneg.shards.order import cuts, first_rows, keys, order, shard, validation


def rows_of(images: list[tuple[bytes | None, str | None] | None], captions: list[str], names: list[str] | None = None) -> pa.Table:
    schema = arrow_schema(ShardRow)
    kept = pa.schema([schema.field(name) for name in ("id", "caption_id", "caption", "image", "image_id", "image_group", "source")])
    rows = [
        {
            "id": str(i),
            "caption_id": f"c{i}",
            "caption": caption,
            "image": image and {"bytes": image[0], "path": image[1]},
            "image_id": names[i] if names else None,
            "source": {"input": "in.json", "key": str(i)},
        }
        for i, (image, caption) in enumerate(zip(images, captions, strict=True))
    ]
    return pa.Table.from_pylist(rows, kept)


def test_a_row_is_held_out_by_its_images_bytes_then_path_then_text() -> None:
    many = [str(i) for i in range(200)]
    same = ["x"] * 200
    by_text = validation(rows_of([None] * 200, many), 0.5)
    assert 60 < by_text.sum() < 140
    assert validation(rows_of([(None, text) for text in many], same), 0.5).sum() not in (0, 200)
    assert validation(rows_of([(text.encode(), "x") for text in many], same), 0.5).sum() not in (0, 200)
    assert validation(rows_of([(b"x", text) for text in many], many), 0.5).sum() in (0, 200)
    assert validation(rows_of([(None, "x")] * 200, many), 0.5).sum() in (0, 200)
    assert validation(rows_of([(None, None)] * 200, many), 0.5).tolist() == by_text.tolist()


def test_captions_of_one_named_image_are_in_one_split() -> None:
    many = [str(i) for i in range(200)]
    assert validation(rows_of([None] * 200, many, ["image 7"] * 200), 0.5).sum() in (0, 200)
    assert validation(rows_of([None] * 200, ["x"] * 200, many), 0.5).sum() not in (0, 200)


def test_the_image_on_a_captions_first_row_decides_for_all_its_rows() -> None:
    table = rows_of([(b"%d" % (i // 4), None) if i % 4 == 0 else None for i in range(400)], [str(i) for i in range(400)])
    table = table.set_column(1, "caption_id", pa.array([f"c{i // 4}" for i in range(400)]))
    assert first_rows(table).tolist() == [i // 4 * 4 for i in range(400)]
    held_out = validation(table, 0.5).reshape(100, 4)
    assert (held_out.all(axis=1) | ~held_out.any(axis=1)).all()
    assert 20 < held_out[:, 0].sum() < 80


def test_the_share_held_out_is_val_share() -> None:
    texts = [str(i) for i in range(5000)]
    held_out = [validation(rows_of([None] * 5000, texts), share) for share in (0.0, 0.02, 0.1)]
    assert held_out[0].sum() == 0
    assert 0.014 < held_out[1].mean() < 0.026
    assert not (held_out[1] & ~held_out[2]).any()


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1), st.integers(1, 100_000))
def test_shards_are_ranges_of_keys(numbers: list[int], shards: int) -> None:
    found = shard(np.array(sorted(numbers), np.uint64), shards)
    assert (np.diff(found) >= 0).all()
    assert found.min() >= 0
    assert found.max() < shards


def test_rows_are_in_the_order_of_their_keys_and_then_of_their_ids() -> None:
    of = {"image_id": [None, "x", None, "x", "x"], "source": [{"input": "i"}] * 5}
    table = pa.table({"caption_id": ["b", "a", "b", "c", "a"], "id": ["4", "3", "2", "1", "0"]} | of)
    placed = table.take(order(table))
    places = keys(placed)
    assert (np.diff(places.astype(float)) >= 0).all()
    assert [placed["id"].to_pylist()[i] for i in np.flatnonzero(np.array(placed["caption_id"].to_pylist()) == "b")] == ["2", "4"]
    images = placed["image_id"].to_pylist()
    assert images in ([None, None, "x", "x", "x"], ["x", "x", "x", None, None])


@given(st.lists(st.integers(1, 9), max_size=20), st.integers(1, 12))
def test_row_groups_hold_whole_groups_as_far_as_they_fit(sizes: list[int], size: int) -> None:
    keys = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    found = cuts(keys, size)
    assert [row for start, end in found for row in range(start, end)] == list(range(len(keys)))
    assert all(0 < end - start <= size for start, end in found)
    for start, _ in found[1:]:
        assert keys[start] != keys[start - 1] or sizes[int(keys[start])] > size
