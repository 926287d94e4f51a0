"""Choose the split, the shard and the position of a row from ids and content, never from the order of work."""

from collections.abc import Callable
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.shards.image_ids import image_names

TRAIN, VAL = "train", "val"


def first_rows(rows: pa.Table) -> npt.NDArray[np.int64]:
    """Return for each row the index of the first row of its caption, which holds the image. Rows of a caption are adjacent."""
    ids = rows["caption_id"]
    if len(ids) < 2:
        return np.zeros(len(ids), np.int64)
    starts = np.concatenate([[True], np.asarray(pc.not_equal(ids[1:], ids[:-1]), bool)])
    return np.maximum.accumulate(np.where(starts, np.arange(len(ids)), 0))


def validation(rows: pa.Table, share: float) -> npt.NDArray[np.bool_]:
    """Return which rows of a flat part to hold out, such that no image is in both splits.

    A hash decides: of the `image_group`, else of the image's bytes, else of its path, else of its source and `image_id`, else of the
    caption.
    """
    image = rows["image"]
    data, path = pc.struct_field(image, "bytes"), pc.struct_field(image, "path")
    by_bytes = np.array([_hash(b"bytes", one.as_buffer()) if one.is_valid else 0 for one in data], np.uint64)
    by_path = _by_value(path, lambda value: _hash(b"path", value.encode()))
    named = image_names(rows)
    by_name = _by_value(named, lambda value: _hash(b"name", value.encode()))
    by_text = _by_value(rows["caption"], lambda value: _hash(b"text", value.encode()))
    has_bytes, has_path, has_name = (column.is_valid().to_numpy() for column in (data, path, named))
    keys = np.where(has_bytes, by_bytes, np.where(has_path, by_path, np.where(has_name, by_name, by_text)))[first_rows(rows)]
    grouped = rows["image_group"]
    keys = np.where(grouped.is_valid().to_numpy(), _by_value(grouped, lambda value: _hash(b"group", value.encode())), keys)
    return keys < np.uint64(min(int(share * 2.0**64), 2**64 - 1))


def keys(rows: pa.Table) -> npt.NDArray[np.uint64]:
    """Return a uniformly distributed number for each row, which follows from the name of its image, else from the id of its caption.

    Rows are sorted by these keys, and shards are ranges of them. So the captions of an image are adjacent.
    """
    named = image_names(rows)
    of_image = _by_value(named, lambda value: _hash(b"place", value.encode()))
    of_caption = _by_value(rows["caption_id"], lambda value: _hash(b"place", value.encode()))
    return np.where(named.is_valid().to_numpy(), of_image, of_caption)


def shard(keys: npt.NDArray[np.uint64], shards: int) -> npt.NDArray[np.int64]:
    """Return the index of the shard of each key."""
    return (((keys >> np.uint64(32)) * np.uint64(shards)) >> np.uint64(32)).astype(np.int64)


def cuts(keys: npt.NDArray[np.uint64], size: int) -> list[tuple[int, int]]:
    """Return the first and last row, exclusive, of each row group of a shard, by the keys of its sorted rows.

    An image with its captions is in one row group, unless it has more than `size` rows. So readers of different row groups share nothing.
    """
    starts = np.append(np.flatnonzero(np.diff(keys, prepend=keys[:1] + np.uint64(1))), len(keys))
    found, start = list[tuple[int, int]](), 0
    while start < len(keys):
        end = int(starts[np.searchsorted(starts, start + size, side="right") - 1])
        found.append((start, end if end > start else start + size))
        start = found[-1][1]
    return found


def order(rows: pa.Table) -> npt.NDArray[np.int64]:
    """Return the indices that sort the rows of a shard. The captions of an image are adjacent, and so are the negatives of a caption."""
    columns = pa.table({"key": keys(rows), "caption_id": rows["caption_id"], "id": rows["id"]})
    indices = pc.sort_indices(columns, sort_keys=[(name, "ascending") for name in columns.column_names])
    return np.asarray(indices, np.int64)


def _hash(purpose: bytes, value: bytes | pa.Buffer) -> int:
    return int.from_bytes(blake2b(value, digest_size=8, person=purpose).digest(), "big")


def _by_value(column: pa.ChunkedArray, number: Callable[[str], int]) -> npt.NDArray[np.uint64]:
    """Return `number` of every value, computed once for equal values; 0 for null."""
    coded = column.combine_chunks().dictionary_encode() if column.num_chunks != 1 else column.chunk(0).dictionary_encode()
    numbers = np.array([number(value) for value in coded.dictionary.to_pylist()] + [0], np.uint64)
    return numbers[np.asarray(coded.indices.fill_null(len(numbers) - 1), np.int64)]
