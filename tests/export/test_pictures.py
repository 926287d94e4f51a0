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
