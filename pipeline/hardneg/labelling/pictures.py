"""Turn images into data URLs, which a page holds itself."""

from typing import Any

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import MAX_PIXELS, ImagePlaces
from hardneg.captions.cleaning.images import decode
from hardneg.errors import UserError
from hardneg.matching.data_url import MIME, data_url, url_of
from hardneg.matching.image_reading import ImageLocation
from hardneg.matching.image_reading import read_image as upright
from hardneg.shards.grouped import read_image

SIDE = 768
"""Pixels of the longer side of an image that is inlined smaller than it is."""
AS_IT_IS = 100_000
"""Bytes up to which an image is inlined as it is, so that a matcher that is calibrated on it sees the same pixels."""


def inlined(folder: str, image: dict[str, Any], places: ImagePlaces | None = None) -> str | None:
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
        return url_of(data, mime)
    found = upright(ImageLocation("", None, data), ImagePlaces(""), MAX_PIXELS)
    return None if isinstance(found, Rejected) else data_url(found, SIDE, "JPEG")
