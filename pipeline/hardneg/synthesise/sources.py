"""Read source images for editing, resize them to the model's size, and make masks of what may change."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import PIL.Image
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.matching.image_reading import read_image
from hardneg.matching.image_scoring import ImageColumn
from hardneg.matching.matcher import Matcher
from hardneg.schemas.config import SynthesiseConfig
from hardneg.schemas.reasons import ImageReason, Reason
from hardneg.synthesise.masks import Box, Mask, boxed, heat, hottest
from hardneg.synthesise.order import ROUND

IMAGES_IN_MEMORY = 64
"""Source images in memory; a batch rarely needs more."""

WHOLE_IN_MEMORY = 2
"""The same for images of their own size, each of up to 150 megabytes: they are read in the order of the rows."""

MOST_ELONGATED = 4.0


class Root(NamedTuple):
    """Say where images are read from. See `hardneg.matching.image_reading.read_image`."""

    places: ImagePlaces
    max_pixels: int


class Refused(NamedTuple):
    """Say why a source image cannot be edited."""

    reason: ImageReason
    detail: str


class Edited(NamedTuple):
    """Hold a negative with the words of the caption that its edits replace."""

    negative: str
    old: Sequence[str]


class Canvas(NamedTuple):
    """Hold width and height in pixels of an image to edit, and a coarse mask; None where all of it may change."""

    size: tuple[int, int]
    mask: Mask | None


class Sources:
    """Read the source images of a table of captions, resized to about `side` x `side` pixels, or as they are where it is None."""

    def __init__(
        self, captions: pa.Table, root: Root, side: int | None, config: SynthesiseConfig, boxes: Mapping[str, Sequence[Box]]
    ) -> None:
        self.images, self.root, self.side = ImageColumn(captions), root, side
        self.config, self.boxes = config, boxes
        keys, paths = (pc.struct_field(captions[name], part) for name, part in (("source", "key"), ("image", "path")))
        self.names = list(zip(*(column.to_pylist() for column in (keys, captions["image_id"], paths)), strict=True))
        self.picture = lru_cache(IMAGES_IN_MEMORY if side is not None else WHOLE_IN_MEMORY)(self._picture)

    def canvases(self, row: int, matcher: Matcher, caption: str, edits: Sequence[Edited]) -> list[Canvas | Refused]:
        """Return size and mask for each negative of the caption at `row`; the matcher scores the occluded images once for all."""
        picture = self.read(row)
        if isinstance(picture, Refused):
            return [picture] * len(edits)
        if self.config.mask == "none":
            return [Canvas(picture.size, None)] * len(edits)
        boxes = self.boxes_of(row) if self.config.mask != "matcher" else ()
        masks = [boxed(boxes, edit.old) for edit in edits]
        without = [i for i, mask in enumerate(masks) if mask is None]
        if without and self.config.mask != "box":
            for i, one in zip(without, heat(matcher, picture, caption, [edits[i].negative for i in without]), strict=True):
                masks[i] = hottest(one, self.config.mask_threshold)
        nowhere = "no box of the edited words" if self.config.mask == "box" else "occluding no region changes the matcher's score"
        empty = Refused(ImageReason.EMPTY_MASK, nowhere)
        return [empty if mask is None or not mask.any() else Canvas(picture.size, mask) for mask in masks]

    def read(self, row: int) -> PIL.Image.Image | Refused:
        """Return the source image of a row, or why it cannot be edited."""
        picture = self.picture(row)
        if isinstance(picture, Rejected):
            lost = picture.reason == Reason.IMAGE_MISSING
            return Refused(ImageReason.SOURCE_MISSING if lost else ImageReason.SOURCE_UNREADABLE, picture.detail or picture.reason)
        return picture

    def boxes_of(self, row: int) -> Sequence[Box]:
        """Return the boxes of a row: those of the key of its record, else those of the name or of the path of its image."""
        return next((self.boxes[name] for name in self.names[row] if name in self.boxes), ())

    def source(self, row: int) -> PIL.Image.Image:
        """Return the source image of a row that has a canvas."""
        picture = self.picture(row)
        assert not isinstance(picture, Rejected)
        return picture

    def _picture(self, row: int) -> PIL.Image.Image | Rejected:
        found = read_image(self.images.location(row), *self.root, whole=self.side is None)
        if isinstance(found, Rejected) or self.side is None:
            return found
        return found.resize(worked(found.size, self.side), PIL.Image.Resampling.LANCZOS)


def worked(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Return width and height of about side x side pixels, in multiples of ROUND, with the aspect ratio of `size` up to a limit."""
    shape = min(MOST_ELONGATED, max(1 / MOST_ELONGATED, size[0] / size[1])) ** 0.5
    return max(ROUND, round(side * shape / ROUND) * ROUND), max(ROUND, round(side / shape / ROUND) * ROUND)
