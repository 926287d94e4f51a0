"""Locate, fetch and check the images of captions."""

import io
import posixpath
import warnings
from typing import TYPE_CHECKING, NamedTuple

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces, places_of
from hardneg.captions.fields.tables import Picture
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

if TYPE_CHECKING:
    import PIL.Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
"""Formats that Pillow may try. All are decoded in this process; EPS would start another program."""


class Reference(NamedTuple):
    """Refer to an image as the input does. With an `offset`, the image is inside the tar that `source` names."""

    source: str
    path: str | None
    bytes: bytes | None
    offset: int | None
    size: int | None


def resolve(reference: Reference, root: str, config: CaptionsConfig) -> Picture | Rejected | None:
    """Return the image as it is stored in the row, or the reason for its rejection; None where images are ignored.

    Mode `path` keeps paths and URLs unchanged, and opens the files only if `verify_images` is set. An image that came as bytes or inside a
    tar is stored as bytes, because a trainer could not open it by its path.
    """
    if config.images == "ignore":
        return None
    stored = config.images == "bytes" or reference.bytes is not None or reference.offset is not None
    if not stored and not config.verify_images:
        return Picture(None, reference.path)
    data = reference.bytes if reference.bytes is not None else fetch(reference, places_of(root, config))
    if isinstance(data, Rejected):
        return data
    return image_defect(data, config.max_pixels) or Picture(data if stored else None, reference.path)


def locate(reference: Reference, root: str, image_root: str | None) -> str:
    """Return the URL or path of the file that holds the image; relative paths start from `image_root`, or the folder of their source."""
    if reference.offset is not None:
        return posixpath.join(root, reference.source)
    path = reference.path or ""
    if "://" in path or path.startswith("/"):
        return path
    if image_root is not None:
        return posixpath.join(image_root, path)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(reference.source), path))
    while path.startswith("../"):  # object stores do not resolve `..`
        root, path = root.rstrip("/").rpartition("/")[0], path[3:]
    return posixpath.join(root, path)


def fetch(reference: Reference, places: ImagePlaces) -> bytes | Rejected:
    """Return the bytes of an image that may be opened, a whole file or those at the reference's offset."""
    from hardneg.captions.cleaning.image_bytes import NotAllowedError, TooLargeError, read_bytes

    if not places.bases:
        return Rejected(Reason.IMAGE_MISSING, f"{reference.path}: the folder of the input is not known")
    url = locate(reference, places.root, places.image_root)
    refusal = places.refusal(url)
    if refusal is not None:
        return Rejected(Reason.IMAGE_REFUSED, f"{reference.path}: {refusal}")
    end = None if reference.offset is None else reference.offset + (reference.size or 0)
    try:
        return read_bytes(url, places.hosts, start=reference.offset, end=end)
    except TooLargeError as error:
        return Rejected(Reason.IMAGE_TOO_LARGE, f"{reference.path}: {error}")
    except NotAllowedError as error:
        return Rejected(Reason.IMAGE_REFUSED, f"{reference.path}: {error}")
    except FileNotFoundError:
        return Rejected(Reason.IMAGE_MISSING, f"{reference.path}: not found")
    except Exception as error:  # file systems raise errors of any type, and one row must not stop a part
        return Rejected(Reason.IMAGE_MISSING, f"{reference.path}: {type(error).__name__}")


def image_defect(data: bytes, max_pixels: int) -> Rejected | None:
    """Return why an image cannot be used; None where it decodes."""
    found = decode(data, max_pixels)
    return found if isinstance(found, Rejected) else None


def decode(data: bytes, max_pixels: int) -> "PIL.Image.Image | Rejected":
    """Return the decoded image (the first frame of several), or why it cannot be used.

    Its size is read from the header before anything is decoded. Pillow always refuses more than 179 million pixels.
    """
    import PIL.Image

    if not data:
        return Rejected(Reason.IMAGE_UNREADABLE, "it has no bytes")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = PIL.Image.open(io.BytesIO(data), formats=FORMATS)
            width, height = image.size
            if width * height > max_pixels:
                return Rejected(Reason.IMAGE_TOO_LARGE, f"{width} x {height} pixels, at most {max_pixels}")
            image.load()
    except PIL.UnidentifiedImageError:
        return Rejected(Reason.IMAGE_UNREADABLE, f"not an image of a known format ({', '.join(FORMATS)})")
    except PIL.Image.DecompressionBombError as error:
        return Rejected(Reason.IMAGE_TOO_LARGE, str(error))
    except Exception as error:  # Pillow raises OSError, SyntaxError, ValueError, struct.error, ... on bad files
        return Rejected(Reason.IMAGE_UNREADABLE, f"{type(error).__name__}: {error}")
    return image
