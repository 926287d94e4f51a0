"""Build Arrow columns of images and sources. Images are chunked, because an Arrow array of bytes holds at most 2 GiB."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import CaptionRow

IMAGE = arrow_schema(CaptionRow).field("image").type
SOURCE = arrow_schema(CaptionRow).field("source").type
CHUNK = 1 << 30
"""Bytes of images per chunk."""


class Picture(NamedTuple):
    """An image of a row is a path, bytes, or both."""

    bytes: bytes | None
    path: str | None


def image_column(images: Sequence[Picture | None]) -> pa.ChunkedArray:
    """Return the column of images, in chunks of about `CHUNK` bytes."""
    chunks, start, size = [], 0, 0
    for end, image in enumerate(images):
        more = len(image.bytes) if image is not None and image.bytes is not None else 0
        if size and size + more > CHUNK:
            chunks.append(_images(images[start:end]))
            start, size = end, 0
        size += more
    chunks.append(_images(images[start:]))
    return pa.chunked_array(chunks, IMAGE)


def _images(images: Sequence[Picture | None]) -> pa.Array:
    data = pa.array([None if image is None else image.bytes for image in images], pa.binary())
    paths = pa.array([None if image is None else image.path for image in images], pa.string())
    absent = pa.array([image is None for image in images], pa.bool_())
    return pa.StructArray.from_arrays([data, paths], fields=list(IMAGE), mask=absent)


def source_column(inputs: Sequence[str], keys: Sequence[str]) -> pa.Array:
    """Return the column of sources."""
    return pa.StructArray.from_arrays([pa.array(inputs, pa.string()), pa.array(keys, pa.string())], fields=list(SOURCE))
