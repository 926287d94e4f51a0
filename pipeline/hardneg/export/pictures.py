"""Recognise the format of an image from its bytes, and re-encode what training libraries cannot open."""

import io
import warnings
from typing import NamedTuple

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.images import FORMATS

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
"""Formats whose bytes are kept. open_clip reads no others from tars."""


class Picture(NamedTuple):
    """Hold an encoded image, the ending of its file name, and its size in pixels."""

    data: bytes
    ending: str
    width: int
    height: int


def picture(data: bytes) -> Picture:
    """Return an image with unchanged bytes if they are JPEG, PNG or WebP, and otherwise as a PNG of what matchers see.

    Raises:
        ValueError: The bytes are no image.
    """
    import PIL.Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = PIL.Image.open(io.BytesIO(data), formats=FORMATS)
    except Exception as error:  # Pillow raises OSError, SyntaxError, ValueError, struct.error, ... on bad files
        raise ValueError(f"is not an image that can be read ({type(error).__name__})") from error
    if image.format in ENDINGS:
        return Picture(data, ENDINGS[image.format], *image.size)
    from hardneg.matching.image_reading import MAX_PIXELS, decoded

    found = decoded(data, MAX_PIXELS)
    if isinstance(found, Rejected):
        raise ValueError(f"is not an image that can be read ({found.detail or found.reason.value})")
    stream = io.BytesIO()
    found.save(stream, "PNG")
    return Picture(stream.getvalue(), "png", *found.size)
