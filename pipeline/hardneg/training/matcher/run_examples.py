"""Read a user's captions with images, negatives and positives from a run or its shards, a row group at a time.

A negative with an image of its own is an example too, with the caption as its negative: text balance holds only for both directions
together (`hardneg.schemas.own_image`).
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.captions.cleaning.image_access import ImagePlaces, places_of
from hardneg.captions.files.inputs import root_of
from hardneg.engine import storage
from hardneg.engine.manifest import read_manifest
from hardneg.engine.parts import digest
from hardneg.errors import UserError
from hardneg.loading.plan import RowGroup
from hardneg.loading.row_groups import Shards, starts
from hardneg.matching.image_reading import ImageLocation
from hardneg.shards.drawn import FOLDER as DRAWN
from hardneg.shards.files import opened, shards_in

STAGES = ("shards", "filter", "rewrite")
"""The folders of a run that hold negatives, most processed first."""

SHARED = ["caption_id", "caption", "image", "image_id", "image_group", "source", "positives"]
OWN = ["id", "negative", "family", "needs_image", "negative_image"]
"""Columns of a shard that the rows of a caption share, and those of a negative."""

NESTED = ["id", "caption", "image", "image_id", "source", "positives", "negatives"]
"""Columns of a part of a stage."""


class RunExample(NamedTuple):
    """A `RunExample` is a text that is true of its image; `negatives` are pairs of (text, family).

    Examples of one `group` are held out together: those of all captions of an image, and of negatives with images of their own. It is
    the `image_group`, else the name of the image, or the id of the caption where it has none (only in older files). `caption_id` equals
    `id`, except for a negative with an image of its own.
    """

    id: str
    caption: str
    image: ImageLocation
    negatives: tuple[tuple[str, str], ...]
    positives: tuple[str, ...]
    caption_id: str
    group: str


class Data:
    """Read the examples with an image and at least one negative, a row group at a time.

    Args:
        files: Parquet files: shards, or parts of a stage.
        places: Where the images may be. Drawn images are beside the files.

    Raises:
        UserError: A file cannot be read, or has other columns.
    """

    def __init__(self, files: Sequence[str], places: ImagePlaces) -> None:
        self.files = list(files)
        self.places = places._replace(locations=(*places.locations, *sorted({file.rpartition("/")[0] for file in files})))
        self._nested: list[bool] = []
        self.groups: list[RowGroup] = []
        for number, file in enumerate(files):
            with opened(file) as parquet:
                self._nested.append(_is_nested(parquet.schema_arrow.names, file))
                sizes = [parquet.metadata.row_group(i) for i in range(parquet.num_row_groups)]
                self.groups += [RowGroup(number, i, one.num_rows, one.total_byte_size) for i, one in enumerate(sizes)]
        self._shards = Shards(self.files, [*SHARED, *OWN], "caption")
        self._without_images = Shards(self.files, [*SHARED, *OWN], "caption", paths_only=True)

    def read(self, group: RowGroup) -> list[RunExample]:
        """Return the examples of a row group. A caption that began in an earlier row group belongs to that one."""
        return self._examples(group, self._shards)

    def count(self, group: RowGroup) -> list[RunExample]:
        """Return the examples of a row group without the bytes of their images, which are not read."""
        return self._examples(group, self._without_images)

    def examples(self) -> Iterator[RunExample]:
        """Yield all examples."""
        for group in self.groups:
            yield from self.read(group)

    def _examples(self, group: RowGroup, shards: Shards) -> list[RunExample]:
        path = self.files[group.file]
        if self._nested[group.file]:
            with opened(path) as parquet:
                table = parquet.read_row_group(group.number, columns=shards.projection(NESTED), use_threads=False)
            return [each for row in table.to_pylist() for each in _of_caption(row, row["id"], row["negatives"], path)]
        table = shards.read(group)
        rows = table.select(OWN).to_pylist()
        first = starts(table["caption_id"])
        captions = table.select([name for name in SHARED if name in table.column_names]).take(pa.array(first, pa.int64())).to_pylist()
        ends = [*first[1:], len(rows)]
        return [
            each
            for caption, start, end in zip(captions, first, ends, strict=True)
            for each in _of_caption(caption, caption["caption_id"], rows[start:end], path)
        ]


def read_examples(data: str, image_root: str | None = None) -> Data:
    """Find a run's shards, or else the output of its filter or rewrite stage; or a folder of such Parquet files, or one file.

    Raises:
        UserError: There is nothing there, or other files.
    """
    one_file = data.endswith(".parquet")
    manifest = None if one_file else read_manifest(data)
    root = root_of(manifest.input) if manifest is not None else root_of(data) if one_file else data
    places = places_of(root, manifest.config.captions) if manifest is not None else ImagePlaces(root)
    return Data(_files(data), places if image_root is None else places._replace(image_root=image_root))


def revision_of(data: Data) -> str:
    """Return a hash of the names of the files and the sizes of their row groups: a training on other data is another training."""
    return digest([[name.rpartition("/")[2] for name in data.files], [list(group) for group in data.groups]])[:16]


def _files(data: str) -> list[str]:
    if data.endswith(".parquet"):
        if not storage.exists(data):
            raise UserError(f"--data {data}: no such file")
        return [data]
    for folder in (*(storage.join(data, stage) for stage in STAGES), data):
        if found := [path for path in shards_in(folder) if not path.endswith(".rejects.parquet")]:
            return found
    raise UserError(f"--data {data}: no Parquet files there or in its {', '.join(STAGES)}; give the OUT of a run, or its shards")


def _is_nested(names: Sequence[str], path: str) -> bool:
    """Return whether a file is a part of a stage, with the negatives of a caption in its row.

    Raises:
        UserError: It is neither that nor a shard.
    """
    missing = {"caption", "image", "source"} - set(names)
    if missing or not {"negatives", "negative"} & set(names):
        raise UserError(
            f"{path}: no column {', '.join(sorted(missing)) or 'negatives'}; give the output of hardneg's rewrite stage or its shards"
        )
    return "negatives" in names


def _of_caption(row: dict[str, Any], caption_id: str, negatives: Sequence[dict[str, Any]], path: str) -> Iterator[RunExample]:
    """Yield the example of a caption, and those of its negatives that have an image of their own."""
    image, source = row["image"], row["source"]["input"]
    if image is None:
        return
    name = row.get("image_id") or image["path"]
    group = row.get("image_group") or (caption_id if name is None else f"{source}\0{name}")
    known = [each for each in negatives if each.get("negative_image") is not None or not each.get("needs_image")]
    if known:
        texts = tuple((each["negative"], each["family"]) for each in known)
        yield RunExample(caption_id, row["caption"], _location(image, source), texts, tuple(row["positives"]), caption_id, group)
    for each in known:
        if (own := each.get("negative_image")) is not None:
            located = _location(own, source)._replace(path=_located(own["path"], path))
            yield RunExample(each["id"], each["negative"], located, ((row["caption"], each["family"]),), (), caption_id, group)


def _location(image: dict[str, Any], source: str) -> ImageLocation:
    return ImageLocation(source, image["path"], image.get("bytes"))


def _located(image: str | None, shard: str) -> str | None:
    """Return the path of a drawn image: files of the run lie beside their shard, all others relative to the caption's images."""
    return storage.join(root_of(shard), image) if image is not None and image.startswith(f"{DRAWN}/") else image
