from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from matching.files import huge, saved

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.matching.image_reading import ImageLocation, read_image
from hardneg.schemas.reasons import Reason


def seen(data: bytes, max_pixels: int = 10**6) -> PIL.Image.Image:
    found = read_image(ImageLocation("in.jsonl", None, data), ImagePlaces("/"), max_pixels)
    assert isinstance(found, PIL.Image.Image), found
    assert found.mode == "RGB"
    return found


def refused(data: bytes | None, path: str | None = None, root: str = "/", max_pixels: int = 10**6) -> Rejected:
    found = read_image(ImageLocation("in.jsonl", path, data), ImagePlaces(root), max_pixels)
    assert isinstance(found, Rejected)
    return found


def pixel(image: PIL.Image.Image, x: int = 0, y: int = 0) -> tuple[int, ...]:
    return tuple(np.asarray(image)[y, x].tolist())


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_cmyk_keeps_its_colours(format: str) -> None:
    red, green, blue = pixel(seen(saved(PIL.Image.new("CMYK", (8, 8), (0, 255, 255, 0)), format)))
    assert (red > 200, green < 60, blue < 60) == (True, True, True)


def test_palettes_and_single_colours_become_rgb() -> None:
    assert pixel(seen(saved(PIL.Image.new("RGB", (4, 4), (200, 10, 30)).quantize(4)))) == (200, 10, 30)
    assert pixel(seen(saved(PIL.Image.new("L", (1, 1), 77)))) == (77, 77, 77)
    assert pixel(seen(saved(PIL.Image.new("1", (3, 3), 1)))) == (255, 255, 255)


def test_sixteen_bits_are_scaled_and_not_cut_off() -> None:
    grey = PIL.Image.fromarray(np.array([[0, 257 * 100], [257 * 3, 65535]], np.uint16))
    found = seen(saved(grey))
    assert [pixel(found, x, y)[0] for y in (0, 1) for x in (0, 1)] == [0, 100, 3, 255]
    assert pixel(seen(saved(PIL.Image.fromarray(np.full((2, 2), 0.5, np.float32)), "TIFF"))) == (128, 128, 128)


def test_what_is_transparent_is_white() -> None:
    assert pixel(seen(saved(PIL.Image.new("RGBA", (2, 2), (255, 0, 0, 0))))) == (255, 255, 255)
    assert pixel(seen(saved(PIL.Image.new("LA", (2, 2), (0, 0))))) == (255, 255, 255)
    assert pixel(seen(saved(PIL.Image.new("RGB", (2, 2), (9, 9, 9)), transparency=(9, 9, 9)))) == (255, 255, 255)


def test_of_an_animation_the_first_frame_counts() -> None:
    frames = [PIL.Image.new("RGB", (6, 6), colour) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    for format in ("GIF", "WEBP"):
        options = {"lossless": True} if format == "WEBP" else {}
        assert pixel(seen(saved(frames[0], format, save_all=True, append_images=frames[1:], **options))) == (255, 0, 0)


def test_exif_turns_the_picture_upright() -> None:
    image = PIL.Image.new("RGB", (20, 10), (255, 255, 255))
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    assert seen(saved(image, "JPEG", exif=exif)).size == (10, 20)


def test_one_pixel_is_a_picture() -> None:
    assert seen(saved(PIL.Image.new("RGB", (1, 1), (1, 2, 3)))).size == (1, 1)


def test_what_cannot_be_decoded_is_a_reason() -> None:
    whole = saved(PIL.Image.effect_noise((60, 40), 50))
    for data in (b"", b"no image", whole[: len(whole) // 2], b"\x89PNG\r\n\x1a\n"):
        assert refused(data).reason is Reason.IMAGE_UNREADABLE


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    assert refused(huge(), max_pixels=50_000_000).reason is Reason.IMAGE_TOO_LARGE
    assert refused(huge(), max_pixels=10**12).reason is Reason.IMAGE_TOO_LARGE
    cut = saved(PIL.Image.new("L", (40, 30)))[:60]
    assert refused(cut, max_pixels=1199) == Rejected(Reason.IMAGE_TOO_LARGE, "40 x 30 pixels, at most 1199")


def test_a_picture_like_a_thread_is_refused() -> None:
    assert refused(saved(PIL.Image.new("L", (2, 900)))).reason is Reason.IMAGE_UNREADABLE


def test_a_missing_file_is_a_reason_and_a_path_starts_at_its_source(tmp_path: Path) -> None:
    assert refused(None, "gone.png", str(tmp_path)).reason is Reason.IMAGE_MISSING
    assert refused(None).reason is Reason.IMAGE_MISSING
    (tmp_path / "sub").mkdir()
    PIL.Image.new("RGB", (3, 4)).save(tmp_path / "sub" / "a.png")
    for place, image_root in (
        (ImageLocation("sub/in.jsonl", "a.png", None), None),
        (ImageLocation("x.csv", "a.png", None), str(tmp_path / "sub")),
    ):
        found = read_image(place, ImagePlaces(f"file://{tmp_path}", image_root), 100)
        assert isinstance(found, PIL.Image.Image)
