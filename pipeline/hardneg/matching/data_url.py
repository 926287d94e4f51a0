"""Write images as data URLs, which a page or a request holds itself."""

import base64
import io
from typing import Literal

import PIL.Image

MIME = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
"""Formats that every browser shows."""


def data_url(image: PIL.Image.Image, side: int, format: Literal["PNG", "JPEG"] = "PNG", quality: int = 90) -> str:
    """Return an image as a data URL, downscaled to `side` pixels of its longer side; smaller images keep their size.

    Args:
        image: RGB; it is not changed.
        side: Pixels.
        format: Of the file.
        quality: Of JPEG.
    """
    shown = image.copy()
    shown.thumbnail((side, side), PIL.Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    shown.save(stream, format, **({"quality": quality} if format == "JPEG" else {}))
    return url_of(stream.getvalue(), MIME[format])


def url_of(data: bytes, mime: str) -> str:
    """Return the bytes of a file as a data URL."""
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"
