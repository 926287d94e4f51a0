"""Read a row's image as an eight-bit RGB image, or return the reason why it cannot be read; nothing is raised."""

import warnings
from typing import NamedTuple

import numpy as np
import PIL.ExifTags
import PIL.Image
import PIL.ImageOps

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.captions.cleaning.images import Reference, decode, fetch
from hardneg.schemas.reasons import Reason

ELONGATED = 100
"""Aspect ratio above which an image is refused: matchers resize the shorter side to hundreds of pixels, and the longer one with it."""

ENOUGH = 768
"""Pixels of the shorter side: images of at least twice as many are downscaled, to save memory. Matchers need a few hundred."""

ORIENTATION = "hardneg-orientation"
"""Key of the EXIF orientation that a file had, in the `info` of its image, which is upright."""

_GREY16 = ("I;16", "I;16L", "I;16B", "I;16N")
_TRANSPARENT = ("RGBA", "LA", "PA", "RGBa", "La")


class ImageLocation(NamedTuple):
    """Locate the image of a row: its bytes, or a path or URL. Rows of the same location have the same image."""

    source: str
    path: str | None
    bytes: bytes | None


def read_image(location: ImageLocation, places: ImagePlaces, max_pixels: int, whole: bool = False) -> PIL.Image.Image | Rejected:
    """Return the image, upright, in RGB, with transparency on white.

    Args:
        location: Bytes take precedence over a path.
        places: Where paths start, and where images may be.
        max_pixels: Maximum of width times height, checked in the header before decoding.
        whole: Whether large images keep their size; without it they are downscaled (`ENOUGH`).
    """
    data = location.bytes
    if data is None:
        if location.path is None:
            return Rejected(Reason.IMAGE_MISSING, "neither bytes nor a path")
        reference = Reference(location.source, location.path, None, None, None)
        found = fetch(reference, places)
        if isinstance(found, Rejected):
            return found
        data = found
    image = decoded(data, max_pixels)
    if isinstance(image, Rejected):
        return image
    short, long = sorted(image.size)
    if long > ELONGATED * short:
        return Rejected(Reason.IMAGE_UNREADABLE, f"{image.width} x {image.height} pixels: too narrow")
    return image.reduce(short // ENOUGH) if short >= 2 * ENOUGH and not whole else image


def decoded(data: bytes, max_pixels: int) -> PIL.Image.Image | Rejected:
    """Return the image in `data`, upright, in RGB, with transparency on white.

    Args:
        data: The encoded image.
        max_pixels: Maximum of width times height, checked in the header before decoding.
    """
    image = decode(data, max_pixels)
    if isinstance(image, Rejected):
        return image
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            orientation = image.getexif().get(PIL.ExifTags.Base.Orientation, 1)
            found = _rgb(PIL.ImageOps.exif_transpose(image) if orientation != 1 else image)  # which copies even what is upright
            found.info[ORIENTATION] = orientation
            return found
    except Exception as error:  # broken EXIF or palettes raise arbitrary exceptions
        return Rejected(Reason.IMAGE_UNREADABLE, f"{type(error).__name__}: {error}")


def _rgb(image: PIL.Image.Image) -> PIL.Image.Image:
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    if image.mode in (*_GREY16, "I", "F"):
        grey = np.nan_to_num(np.asarray(image, np.float64))
        white = 65535.0 if image.mode in _GREY16 else _white(float(grey.max(initial=0.0)))
        return PIL.Image.fromarray(np.clip(grey * (255.0 / white), 0, 255).round().astype(np.uint8)).convert("RGB")
    if image.mode in _TRANSPARENT or "transparency" in image.info:
        coloured = image.convert("RGBA")
        ground = PIL.Image.new("RGBA", coloured.size, "white")
        return PIL.Image.alpha_composite(ground, coloured).convert("RGB")
    return image.convert("RGB")


def _white(brightest: float) -> float:
    """Return the value of white for an image with this maximum. Pillow itself would clip values above 255."""
    return next((white for white in (1.0, 255.0, 65535.0) if brightest <= white), brightest)
