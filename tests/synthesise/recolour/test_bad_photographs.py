"""Photographs as cameras and the web have them: each is read alike by the matcher, the editor and the pages."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import PIL.Image
import PIL.ImageCms
import pytest
from synthesise.recolour.scenes import RED, photo
from synthesise.recolour.test_recolour_stage import CAPTION, encoded, picture, row, run, stage

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.labelling.pictures import inlined
from hardneg.matching.image_reading import ImageLocation, read_image

pytestmark = pytest.mark.slow

SHIRT = (60, 40, 100, 80)
NEGATIVE = CAPTION.replace("red", "blue")


def animated(format: str) -> bytes:
    frames = [photo((RED, SHIRT)), PIL.Image.new("RGB", (160, 120))]
    return encoded(frames[0], format, save_all=True, append_images=frames[1:], **({"lossless": True} if format == "WEBP" else {}))


def with_profile() -> bytes:
    profile = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()
    return encoded(photo((RED, SHIRT)), "JPEG", icc_profile=profile, quality=95)


def palette_with_transparency() -> bytes:
    image = photo((RED, SHIRT)).quantize(64)
    return encoded(image, "PNG", transparency=0)


GOOD = {
    "cmyk": encoded(photo((RED, SHIRT)).convert("CMYK"), "JPEG", quality=95),
    "animated-gif": animated("GIF"),
    "animated-webp": animated("WEBP"),
    "palette": palette_with_transparency(),
    "profile": with_profile(),
}


@pytest.mark.parametrize("name", GOOD)
def test_an_unusual_photograph_is_recoloured_like_any(name: str) -> None:
    (blue,), _ = run(stage(), [row(GOOD[name], NEGATIVE)])
    assert blue["image_reason"] is None
    made = picture(blue)
    red, _, other = np.asarray(made.convert("RGB"), int)[60, 80]
    assert (made.mode, made.size) == ("RGB", (160, 120))
    assert other > red + 40


def png16(size: tuple[int, int]) -> bytes:
    sink = io.BytesIO()
    PIL.Image.fromarray(np.full(size[::-1], 40_000, np.uint16)).save(sink, "PNG")
    return sink.getvalue()


def huge() -> bytes:
    """Return a PNG of 100 megapixels that takes a few kilobytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png16((64, 48)), "empty_mask"),
        (encoded(PIL.Image.new("LA", (64, 48), (90, 128))), "empty_mask"),
        (encoded(PIL.Image.new("RGB", (1, 1), RED)), "unclear_place"),
        (huge(), "source_unreadable"),
        (encoded(photo((RED, SHIRT)), "JPEG")[:1500], "source_unreadable"),
    ],
    ids=["16-bit", "grey-alpha", "one-pixel", "100-megapixels", "truncated"],
)
def test_what_shows_no_colour_or_cannot_be_read_has_its_reason(data: bytes, reason: str) -> None:
    (found,), _ = run(stage(), [row(data, NEGATIVE)])
    assert (found["negative_image"], found["image_reason"]) == (None, reason)


def turned(quarter: int) -> bytes:
    exif = PIL.Image.Exif()
    exif[0x0112] = quarter
    return encoded(photo((RED, SHIRT), size=(160, 120)), "JPEG", exif=exif, quality=95)


@pytest.mark.parametrize(("quarter", "size"), [(1, (160, 120)), (3, (160, 120)), (6, (120, 160)), (8, (120, 160))])
def test_matcher_editor_and_page_turn_a_photograph_alike(quarter: int, size: tuple[int, int]) -> None:
    data = turned(quarter)
    seen: Any = read_image(ImageLocation("", None, data), ImagePlaces(""), 10**6)
    assert not isinstance(seen, Rejected)
    (blue,), _ = run(stage(), [row(data, NEGATIVE)])
    made: Any = read_image(ImageLocation("", None, blue["negative_image"]["bytes"]), ImagePlaces(""), 10**6)
    assert seen.size == made.size == size
    assert inlined("", {"bytes": data, "path": None}) is not None
