"""Encode images as files."""

import io

import PIL.Image

from hardneg.schemas.config import SynthesiseConfig


def encoded(image: PIL.Image.Image, config: SynthesiseConfig) -> bytes:
    """Return an image as the bytes of a file; the same pixels give the same bytes with the same Pillow."""
    sink = io.BytesIO()
    options = {"png": {"compress_level": 6}, "jpeg": {"quality": config.quality}, "webp": {"quality": config.quality, "method": 4}}
    image.save(sink, config.format, **options[config.format])
    return sink.getvalue()
