"""Read a user's captions with images, negatives and positives from a run or its shards.

A negative with an image of its own is an example too, with the caption as its negative: text balance holds only for both directions
together (`hardneg.schemas.own_image`).
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from hardneg.captions.files.inputs import root_of
from hardneg.engine import storage
from hardneg.engine.manifest import read_manifest
from hardneg.errors import UserError
from hardneg.matching.image_reading import ImageLocation
from hardneg.shards.drawn import FOLDER as DRAWN

STAGES = ("shards", "filter", "rewrite")
"""The folders of a run that hold negatives, most processed first."""


class RunExample(NamedTuple):
    """A `RunExample` is a text that is true of its image; `negatives` are pairs of (text, family).

    Examples of one `caption_id` are held out together. It equals `id`, except for a negative with an image of its own.
    """

    id: str
    caption: str
    image: ImageLocation
    negatives: tuple[tuple[str, str], ...]
    positives: tuple[str, ...]
    caption_id: str


class Data(NamedTuple):
    """A `Data` holds examples with an image and at least one negative, sorted by id, and the root of relative image paths."""

    examples: list[RunExample]
    root: str
    image_root: str | None


def read_examples(data: str, image_root: str | None = None) -> Data:
    """Read a run's shards, or else the output of its filter or rewrite stage; or a folder of such Parquet files, or one file.

    Raises:
        UserError: There is nothing to train on.
    """
    one_file = data.endswith(".parquet")
    manifest = None if one_file else read_manifest(data)
    root = root_of(manifest.input) if manifest is not None else root_of(data) if one_file else data
    if image_root is None and manifest is not None:
        image_root = manifest.config.captions.image_root
    found: dict[str, RunExample] = {}
    for path in _files(data):
        for example in _examples(storage.read_parquet(storage.read(path)), path):
            before = found.get(example.id)
            found[example.id] = _with(before, example) if before is not None else example
    examples = [found[id_] for id_ in sorted(found) if found[id_].negatives]
    if len(examples) < 2:
        raise UserError(
            f"--data {data}: {len(examples)} captions have an image and a negative, 2 are needed; run the pipeline on captions with images"
        )
    return Data(examples, root, image_root)


def held_out(id_: str, share: float) -> bool:
    """Return whether a caption is held out, by a hash of its id, so that the split is stable when the data grow."""
    return int.from_bytes(hashlib.blake2b(id_.encode(), digest_size=8).digest(), "big") < share * 2.0**64


def _files(data: str) -> list[str]:
    if data.endswith(".parquet"):
        if not storage.exists(data):
            raise UserError(f"--data {data}: no such file")
        return [data]
    for folder in (*(storage.join(data, stage) for stage in STAGES), data):
        names = [name for name in storage.names(folder) if name.endswith(".parquet") and not name.endswith(".rejects.parquet")]
        if names:
            return [storage.join(folder, name) for name in names]
    raise UserError(f"--data {data}: no Parquet files there or in its {', '.join(STAGES)}; give the OUT of a run, or its shards")


def _examples(table: pa.Table, path: str) -> Iterator[RunExample]:
    missing = {"caption", "image", "source"} - set(table.column_names)
    if missing or not {"negatives", "negative"} & set(table.column_names):
        raise UserError(
            f"{path}: no column {', '.join(sorted(missing)) or 'negatives'}; give the output of hardneg's rewrite stage or its shards"
        )
    for row in table.to_pylist():
        image = row["image"]
        if image is None or (image["bytes"] is None and image["path"] is None):
            continue
        caption_id = row.get("caption_id") or row["id"]
        known = [each for each in row.get("negatives", [row]) if each.get("negative_image") is not None or not each.get("needs_image")]
        place = ImageLocation(row["source"]["input"], image["path"], image["bytes"])
        negatives = tuple((each["negative"], each["family"]) for each in known)
        yield RunExample(caption_id, row["caption"], place, negatives, tuple(row["positives"]), caption_id)
        for each in known:
            if (own := each.get("negative_image")) is not None:
                place = ImageLocation(row["source"]["input"], _located(own["path"], path), own["bytes"])
                yield RunExample(each["id"], each["negative"], place, ((row["caption"], each["family"]),), (), caption_id)


def _located(image: str | None, shard: str) -> str | None:
    """Return the path of a drawn image: files of the run lie beside their shard, all others relative to the caption's images."""
    return storage.join(root_of(shard), image) if image is not None and image.startswith(f"{DRAWN}/") else image


def _with(one: RunExample, other: RunExample) -> RunExample:
    return one._replace(negatives=one.negatives + other.negatives)
