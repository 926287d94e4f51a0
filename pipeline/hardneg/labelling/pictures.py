"""Turn images into data URLs, which a page holds itself."""

import base64
import io
from typing import Any

import PIL.Image

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.captions.cleaning.images import decode
from hardneg.errors import UserError
from hardneg.matching.image_reading import MAX_PIXELS, ImageLocation
from hardneg.matching.image_reading import read_image as upright
from hardneg.shards.grouped import read_image

SIDE = 768
"""Pixels of the longer side of an image that is inlined smaller than it is."""
AS_IT_IS = 100_000
"""Bytes up to which an image is inlined as it is, so that a matcher that is calibrated on it sees the same pixels."""
MIME = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
"""Formats that every browser shows."""


def data_url(folder: str, image: dict[str, Any], places: ImagePlaces | None = None) -> str | None:
    """Return an image as a data URL, or None if it cannot be read.

    Args:
        folder: Folder or URL of the shards, which relative paths start from.
        image: A dict of `bytes` and `path`.
        places: Where images may be, besides `folder`.
    """
    try:
        data = read_image(folder, image, places)
    except UserError:
        return None
    decoded = decode(data, MAX_PIXELS)
    if isinstance(decoded, Rejected):
        return None
    if len(data) <= AS_IT_IS and (mime := MIME.get(decoded.format or "")) is not None:
        return f"data:{mime};base64,{base64.b64encode(data).decode()}"
    found = upright(ImageLocation("", None, data), ImagePlaces(""), MAX_PIXELS)
    if isinstance(found, Rejected):
        return None
    found.thumbnail((SIDE, SIDE), PIL.Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    found.save(stream, "JPEG", quality=90)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"
