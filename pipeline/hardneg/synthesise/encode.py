"""Encode images as files."""

import io
from typing import Any

import PIL.ExifTags
import PIL.Image
from PIL.Image import Transpose

from hardneg.schemas.config import SynthesiseConfig

_BACK = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
"""The transposition that undoes each EXIF orientation."""


def encoded(image: PIL.Image.Image, config: SynthesiseConfig, orientation: int = 1) -> bytes:
    """Return an image as the bytes of a file; the same pixels give the same bytes with the same Pillow.

    Args:
        image: Upright.
        config: The format and its quality.
        orientation: EXIF orientation in which the file holds the image. A program that ignores it should see two images turned alike.
    """
    sink = io.BytesIO()
    options: dict[str, dict[str, Any]] = {
        "png": {"compress_level": 6},
        "jpeg": {"quality": config.quality},
        "webp": {"quality": config.quality, "method": 4},
    }
    more = options[config.format]
    if orientation in _BACK:
        image = image.transpose(_BACK[orientation])
        more["exif"] = PIL.Image.Exif()
        more["exif"][PIL.ExifTags.Base.Orientation] = orientation
    image.save(sink, config.format, **more)
    return sink.getvalue()
