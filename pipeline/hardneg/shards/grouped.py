"""Read the shards of a run caption by caption: a caption with its image, its positives and all of its negatives.

Shards hold one negative a row, and the rows of a caption are adjacent. A few rows are read at a time, so memory is flat.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.captions.cleaning.image_access import ImagePlaces, places_of
from hardneg.captions.cleaning.image_bytes import read_bytes
from hardneg.captions.cleaning.images import Reference, locate
from hardneg.captions.files.inputs import root_of
from hardneg.config import load
from hardneg.engine.manifest import read_manifest
from hardneg.errors import UserError
from hardneg.shards.drawn import FOLDER as DRAWN
from hardneg.shards.files import opened, run_of, shard_files
from hardneg.shards.versions import SCHEMA, check, with_columns

GROUP = ("caption_id", "caption", "image", "image_id", "source", "positives")
"""Columns that the rows of a caption share. A `CaptionGroup` holds them once."""

LOCATIONS = "HARDNEG_CAPTIONS__IMAGE_LOCATIONS"
"""The variable of `captions.image_locations`."""

BATCH = 256
"""Rows read at once. Every row repeats the image of its caption."""

Image = dict[str, Any]


class CaptionGroup(NamedTuple):
    """Hold a caption with its negatives: `rows` are their columns other than `GROUP`, in the order of the shard.

    `image` is a dict of `bytes` and `path`, or None. Its path is absolute where the input of the run is known.
    """

    caption_id: str
    caption: str
    image: Image | None
    image_id: str | None
    source: dict[str, str]
    positives: list[str]
    rows: list[dict[str, Any]]


def located(image: Image | None, source: str, places: ImagePlaces) -> Image | None:
    """Return an image of the input with its whole path. Files drawn by the run stay relative to their shard."""
    if image is None or image["bytes"] is not None or image["path"] is None or image["path"].startswith(f"{DRAWN}/"):
        return image
    return {"bytes": None, "path": locate(Reference(source, image["path"], None, None, None), places.root, places.image_root)}


def groups(out: str, split: str = "train", columns: Sequence[str] | None = None) -> Iterator[CaptionGroup]:
    """Yield the captions of a split with their negatives, in the order of the shards.

    A caption whose rows are in two row groups is yielded once.

    Args:
        out: Folder or URL of a run, or of its shards.
        split: `train` or `val`.
        columns: Columns of the rows; all by default. The image is read only where they name `image`. The other columns of `GROUP` are
            always read.

    Raises:
        UserError: There are no shards, a shard is damaged, or it lacks a column.
    """
    places = image_places(out)
    for file in shard_files(out, split):
        for rows in _captions(file, columns):
            yield _group(rows, places)


def image_places(out: str) -> ImagePlaces:
    """Return where the images of a run may be: beside its input, as its manifest says, or in `out` itself where there is no manifest.

    The variable of `captions.image_locations` takes precedence over the manifest, so that finished shards can be read elsewhere.
    """
    manifest = read_manifest(run_of(out))
    places = ImagePlaces(root_of(out)) if manifest is None else places_of(root_of(manifest.input), manifest.config.captions)
    given = os.environ.get(LOCATIONS)
    return places if given is None else places._replace(locations=load(environ={LOCATIONS: given}).captions.image_locations)


def read_image(folder: str, image: Image, places: ImagePlaces | None = None) -> bytes:
    """Return the encoded bytes of an image of a row.

    Args:
        folder: Folder or URL of the shards, which relative paths start from.
        image: A dict of `bytes` and `path`.
        places: Where images may be, besides `folder`.

    Raises:
        UserError: It has neither bytes nor a path, or the file cannot be read or may not be.
    """
    if image["bytes"] is not None:
        return bytes(image["bytes"])
    path = image["path"]
    if path is None:
        raise UserError(f"{folder}: an image has neither bytes nor a path")
    where = locate(Reference("", path, None, None, None), folder, None)
    allowed = ImagePlaces(folder) if places is None else places._replace(locations=(*places.locations, folder))
    refusal = allowed.refusal(where)
    if refusal is not None:
        raise UserError(f"{where}: {refusal}; for finished shards, set {LOCATIONS}")
    try:
        return read_bytes(where, allowed.hosts)
    except (OSError, ImportError, ValueError) as error:
        why = "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read ({type(error).__name__})"
        raise UserError(f"{where}: {why}; the shards refer to this image") from error


def _group(rows: list[dict[str, Any]], places: ImagePlaces) -> CaptionGroup:
    first = rows[0]
    source = first["source"]
    own = [{name: value for name, value in row.items() if name not in GROUP} for row in rows]
    for row in own:
        if "negative_image" in row:
            row["negative_image"] = located(row["negative_image"], source["input"], places)
    image = located(first.get("image"), source["input"], places)
    return CaptionGroup(first["caption_id"], first["caption"], image, first["image_id"], source, first["positives"], own)


def _captions(file: str, columns: Sequence[str] | None) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each caption of a shard. Only the first row holds the image."""
    for _, rows in groupby(_rows(file, columns), key=lambda row: row["caption_id"]):
        yield list(rows)


def _rows(file: str, columns: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    caption = None
    for batch in _batches(file, columns):
        images = batch["image"] if "image" in batch.schema.names else None
        for number, row in enumerate(batch.drop_columns(["image"] if images is not None else []).to_pylist()):
            if images is not None:
                row["image"] = images[number].as_py() if row["caption_id"] != caption else None
            caption = row["caption_id"]
            yield row


def _batches(file: str, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
    wanted = SCHEMA.names if columns is None else list(dict.fromkeys([*(name for name in GROUP if name != "image"), *columns]))
    with opened(file) as parquet:
        check(parquet.schema_arrow, file, wanted)
        for group in range(parquet.num_row_groups):  # one reader of all row groups would hold the bytes of all
            for batch in parquet.iter_batches(BATCH, [group], wanted, use_threads=False):
                yield with_columns(batch, wanted)
