"""Make masks of what may change in an image: the box of the edited words, or the cells that decide the matcher's score."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageFilter

from hardneg.matching.matcher import Matcher

CELLS = 8
"""Side of the occlusion map in cells."""

COVER = 2
"""Side of an occluder in cells; occluders overlap, so that objects on a border are covered too."""

SIDE = 224
"""Pixels of the longer side of occluded images; most matchers read no more."""

GROW = 0.06
"""Share of a box's sides by which it is widened: inpainting needs a margin around what it replaces."""

Mask = npt.NDArray[np.bool_]


class Box(NamedTuple):
    """Hold the bounding box of a phrase: left, top, width and height as shares of the image's sides."""

    phrase: str
    x: float
    y: float
    width: float
    height: float


def boxed(boxes: Sequence[Box], words: Sequence[str]) -> Mask | None:
    """Return the mask of the boxes whose phrase has most edited words; None where none has any.

    Args:
        boxes: Of the image.
        words: Texts that the edits replace, such as `dog` or `two red`.

    Returns:
        bool (CELLS * CELLS, CELLS * CELLS): a fine grid, which `pixels` resizes to the image.
    """
    wanted = {word for text in words for word in text.lower().split()}
    shared = [len(wanted & set(box.phrase.lower().split())) for box in boxes]
    if not shared or not max(shared):
        return None
    side = CELLS * CELLS
    mask = np.zeros((side, side), bool)
    for box, count in zip(boxes, shared, strict=True):
        if count == max(shared):
            across, down = GROW * box.width, GROW * box.height
            left, right = np.clip([box.x - across, box.x + box.width + across], 0, 1) * side
            top, bottom = np.clip([box.y - down, box.y + box.height + down], 0, 1) * side
            mask[int(top) : int(np.ceil(bottom)), int(left) : int(np.ceil(right))] = True
    return mask


def heat(matcher: Matcher, image: PIL.Image.Image, caption: str, negatives: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return how much the margin of the caption over each negative falls when a region is occluded (Zeiler and Fergus 2014).

    It needs only scores, so it works for dual encoders and for cross-attention matchers. Occluded regions are blurred.

    Returns:
        float64 (negatives, CELLS, CELLS), at least 0: mean fall over the occluders that cover a cell.
    """
    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    blurred = np.asarray(small.filter(PIL.ImageFilter.GaussianBlur(max(small.size) / 8)))
    pixels = np.asarray(small)
    height, width = pixels.shape[:2]
    rows, columns = np.linspace(0, height, CELLS + 1).round().astype(int), np.linspace(0, width, CELLS + 1).round().astype(int)
    starts = [(top, left) for top in range(CELLS - COVER + 1) for left in range(CELLS - COVER + 1)]
    shown = [small]
    for top, left in starts:
        covered = pixels.copy()
        place = np.s_[rows[top] : rows[top + COVER], columns[left] : columns[left + COVER]]
        covered[place] = blurred[place]
        shown.append(PIL.Image.fromarray(covered))
    texts = [caption, *negatives]
    pairs = np.stack([np.repeat(np.arange(len(shown)), len(texts)), np.tile(np.arange(len(texts)), len(shown))], axis=1).astype(np.int64)
    scores = np.asarray(matcher.score(shown, texts, pairs), np.float64).reshape(-1, len(texts))
    margins = scores[:, :1] - scores[:, 1:]
    falls = np.maximum(0.0, margins[0] - margins[1:])
    total, count = np.zeros((len(negatives), CELLS, CELLS)), np.zeros((CELLS, CELLS))
    for (top, left), fall in zip(starts, falls, strict=True):
        total[:, top : top + COVER, left : left + COVER] += fall[:, None, None]
        count[top : top + COVER, left : left + COVER] += 1
    return total / count


def hottest(heat: npt.NDArray[np.float64], share: float) -> Mask | None:
    """Return the cells of at least `share` of the maximum heat; None where there is no heat."""
    greatest = float(heat.max(initial=0.0))
    return heat >= share * greatest if greatest > 1e-6 and np.isfinite(greatest) else None


def pixels(mask: Mask, size: tuple[int, int]) -> Mask:
    """Return the mask resized to an image's width and height."""
    grown = PIL.Image.fromarray(mask.astype(np.uint8) * 255).resize(size, PIL.Image.Resampling.NEAREST)
    return np.asarray(grown) > 127


def pasted(source: PIL.Image.Image, drawn: PIL.Image.Image, mask: Mask) -> PIL.Image.Image:
    """Return `drawn` inside the mask and `source` outside, blended at the border."""
    radius = max(1.0, min(source.size) / 64)
    soft = PIL.Image.fromarray(mask.astype(np.uint8) * 255).filter(PIL.ImageFilter.GaussianBlur(radius))
    inside = PIL.Image.fromarray(mask.astype(np.uint8) * 255)
    return PIL.Image.composite(drawn.resize(source.size), source, PIL.Image.composite(soft, PIL.Image.new("L", source.size, 0), inside))
