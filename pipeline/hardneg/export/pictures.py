"""Recognise the format of an image from its bytes, and re-encode what training libraries cannot open."""

import io
import warnings
from typing import NamedTuple

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import MAX_PIXELS
from hardneg.captions.cleaning.images import FORMATS

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
"""Formats whose bytes are kept. open_clip reads no others from tars."""

TURNED = range(2, 9)
"""EXIF orientations of images that are not stored upright. Many readers ignore EXIF."""


class Picture(NamedTuple):
    """Hold an encoded image, the ending of its file name, and its size in pixels."""

    data: bytes
    ending: str
    width: int
    height: int


def picture(data: bytes, max_pixels: int = MAX_PIXELS) -> Picture:
    """Return an image with unchanged bytes if they are upright JPEG, PNG or WebP, and otherwise as a PNG of what matchers see.

    The image is decoded in either case, since a trainer would stop at a truncated one. It may have `max_pixels` pixels.

    Raises:
        ValueError: The bytes are no image, or it cannot be decoded as a whole.
    """
    import PIL.Image

    from hardneg.matching.image_reading import ORIENTATION, decoded

    found = decoded(data, max_pixels)
    if isinstance(found, Rejected):
        raise ValueError(f"is not an image that can be read ({found.detail or found.reason.value})")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        format = PIL.Image.open(io.BytesIO(data), formats=FORMATS).format
    if format in ENDINGS and found.info[ORIENTATION] not in TURNED:
        return Picture(data, ENDINGS[format], *found.size)
    stream = io.BytesIO()
    found.save(stream, "PNG")
    return Picture(stream.getvalue(), "png", *found.size)
