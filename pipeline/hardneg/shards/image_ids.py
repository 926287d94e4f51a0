"""Derive names of images to which the input gave none, so that the captions of an image can be found in the shards."""

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from hardneg.schemas.rows import Image

_DIGITS = 16


def image_id(image: Image | None) -> str | None:
    """Return a name for an image by its bytes, else by its path; None without an image."""
    if image is None:
        return None
    return _named(image.bytes if image.bytes is not None else image.path)


def image_ids(captions: pa.Table) -> pa.ChunkedArray:
    """Return the column `image_id` of captions: the name that the input has, else one that follows from the image."""
    known, image = captions["image_id"], captions["image"]
    if not known.null_count:
        return known
    data, path = pc.struct_field(image, "bytes"), pc.struct_field(image, "path")
    unnamed = known.is_null()
    derived = [
        _named(one.as_buffer() if one.is_valid else place.as_py()) if wanted.as_py() else None
        for wanted, one, place in zip(unnamed, data, path, strict=True)
    ]
    return pc.if_else(unnamed, pa.chunked_array([pa.array(derived, pa.string())]), known)


def image_names(rows: pa.Table) -> pa.ChunkedArray:
    """Return for each row the name of its image among those of all inputs: `source.input` with `image_id`; null without an `image_id`."""
    return pc.binary_join_element_wise(pc.struct_field(rows["source"], "input"), rows["image_id"], "\0")


def _named(value: bytes | pa.Buffer | str | None) -> str | None:
    if value is None:
        return None
    return "sha:" + hashlib.sha256(value.encode() if isinstance(value, str) else value).hexdigest()[:_DIGITS]
