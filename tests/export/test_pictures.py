import io

import PIL.ExifTags
import PIL.Image
import pytest

from hardneg.export.pictures import picture


def encoded(image: PIL.Image.Image, format: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def test_jpeg_keeps_its_bytes() -> None:
    data = encoded(PIL.Image.new("RGB", (6, 4), "red"), "JPEG")
    assert picture(data) == (data, "jpg", 6, 4)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_truncated_image_is_refused(format: str) -> None:
    data = encoded(PIL.Image.effect_noise((64, 64), 90).convert("RGB"), format)
    assert picture(data).width == 64
    with pytest.raises(ValueError, match="is not an image that can be read"):
        picture(data[: len(data) // 2])


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_turned_image_is_re_encoded_as_matchers_see_it(format: str) -> None:
    exif = PIL.Image.Exif()
    exif[PIL.ExifTags.Base.Orientation] = 6
    image = PIL.Image.new("RGB", (32, 16), "white")
    image.paste("black", (0, 0, 16, 16))  # the left half, which is the upper one when upright
    made = picture(encoded(image, format, exif=exif))
    assert made[1:] == ("png", 16, 32)
    read = PIL.Image.open(io.BytesIO(made.data))
    assert read.size == (16, 32)
    assert read.getexif().get(PIL.ExifTags.Base.Orientation, 1) == 1
    assert read.convert("L").getpixel((8, 4)) < 50 < 200 < read.convert("L").getpixel((8, 28))


@pytest.mark.parametrize("orientation", [0, 1, 9])
def test_an_orientation_that_turns_nothing_keeps_the_bytes(orientation: int) -> None:
    exif = PIL.Image.Exif()
    exif[PIL.ExifTags.Base.Orientation] = orientation
    data = encoded(PIL.Image.new("RGB", (6, 4), "red"), "JPEG", exif=exif)
    assert picture(data) == (data, "jpg", 6, 4)


def test_a_photograph_of_several_frames_is_re_encoded_upright() -> None:
    exif = PIL.Image.Exif()
    exif[PIL.ExifTags.Base.Orientation] = 6
    image = PIL.Image.new("RGB", (6, 4), "red")
    made = picture(encoded(image, "MPO", exif=exif, save_all=True, append_images=[image]))
    assert (made.ending, made.width, made.height) == ("png", 4, 6)
    assert PIL.Image.open(io.BytesIO(made.data)).size == (4, 6)


def test_grey_of_16_bits_keeps_its_shades() -> None:
    image = PIL.Image.new("I;16", (2, 1))
    image.putpixel((0, 0), 20_000)
    image.putpixel((1, 0), 40_000)
    made = PIL.Image.open(io.BytesIO(picture(encoded(image, "TIFF")).data))
    assert [made.getpixel((x, 0)) for x in range(2)] == [(78, 78, 78), (156, 156, 156)]


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(ValueError, match="is not an image that can be read"):
        picture(b"GIF89a and nothing else")
