"""From a row's image to what a matcher looks at: an RGB picture of eight bits, or the reason why there is none. Never an exception."""

import warnings
from typing import NamedTuple

import numpy as np
import PIL.Image
import PIL.ImageOps

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.images import Reference, decode, fetch, locate
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

MAX_PIXELS = CaptionsConfig().max_pixels
"""The limit where there is no run whose config sets one."""

ELONGATED = 100
"""Sides' ratio beyond which a picture is refused: matchers resize the shorter side to hundreds of pixels, and the longer one with it."""

ENOUGH = 768
"""Pixels of the shorter side beyond twice which a picture is halved, or more: matchers look at some hundreds, and memory is short."""

_GREY16 = ("I;16", "I;16L", "I;16B", "I;16N")
_SEE_THROUGH = ("RGBA", "LA", "PA", "RGBa", "La")


class Place(NamedTuple):
    """Where a row's image is: its bytes, or a path or URL. Rows of the same place show the same picture."""

    source: str
    path: str | None
    bytes: bytes | None


def look(place: Place, root: str, image_root: str | None, max_pixels: int) -> PIL.Image.Image | Rejected:
    """The picture at `place`, upright, in RGB, what is transparent on white.

    Args:
        place: Bytes count before a path.
        root: Folder or URL that the names of sources are relative to.
        image_root: Where relative paths start instead of at their source's folder (`captions.image_root`).
        max_pixels: Width times height at most; told from the header, before anything is decoded.
    """
    data = place.bytes
    if data is None:
        if place.path is None:
            return Rejected(Reason.IMAGE_MISSING, "neither bytes nor a path")
        reference = Reference(place.source, place.path, None, None, None)
        found = fetch(locate(reference, root, image_root), reference)
        if isinstance(found, Rejected):
            return found
        data = found
    image = decode(data, max_pixels)
    if isinstance(image, Rejected):
        return image
    short, long = sorted(image.size)
    if long > ELONGATED * short:
        return Rejected(Reason.IMAGE_UNREADABLE, f"{image.width} x {image.height} pixels: too narrow to be looked at")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            upright = _rgb(PIL.ImageOps.exif_transpose(image))
            return upright.reduce(short // ENOUGH) if short >= 2 * ENOUGH else upright
    except Exception as error:  # broken EXIF or palettes raise whatever their bytes lead to
        return Rejected(Reason.IMAGE_UNREADABLE, f"{type(error).__name__}: {error}")


def _rgb(image: PIL.Image.Image) -> PIL.Image.Image:
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    if image.mode in (*_GREY16, "I", "F"):
        grey = np.nan_to_num(np.asarray(image, np.float64))
        white = 65535.0 if image.mode in _GREY16 else _white(float(grey.max(initial=0.0)))
        return PIL.Image.fromarray(np.clip(grey * (255.0 / white), 0, 255).round().astype(np.uint8)).convert("RGB")
    if image.mode in _SEE_THROUGH or "transparency" in image.info:
        coloured = image.convert("RGBA")
        ground = PIL.Image.new("RGBA", coloured.size, "white")
        return PIL.Image.alpha_composite(ground, coloured).convert("RGB")
    return image.convert("RGB")


def _white(brightest: float) -> float:
    """What stands for white in a picture of any numbers whose brightest this is; Pillow itself would cut off what is above 255."""
    return next((white for white in (1.0, 255.0, 65535.0) if brightest <= white), brightest)
