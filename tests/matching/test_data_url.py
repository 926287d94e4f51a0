import base64
import io

import PIL.Image

from hardneg.matching.data_url import data_url, url_of


def shown(url: str) -> PIL.Image.Image:
    return PIL.Image.open(io.BytesIO(base64.b64decode(url.partition(";base64,")[2])))


def test_a_large_image_is_downscaled_and_a_small_one_is_not() -> None:
    assert shown(data_url(PIL.Image.new("RGB", (400, 100)), 200)).size == (200, 50)
    assert shown(data_url(PIL.Image.new("RGB", (40, 10)), 200)).size == (40, 10)


def test_the_image_itself_keeps_its_size() -> None:
    image = PIL.Image.new("RGB", (400, 100))
    data_url(image, 200)
    assert image.size == (400, 100)


def test_the_format_is_in_the_url() -> None:
    image = PIL.Image.new("RGB", (8, 8), "red")
    assert data_url(image, 8).startswith("data:image/png;base64,")
    assert data_url(image, 8, "JPEG").startswith("data:image/jpeg;base64,")
    assert shown(data_url(image, 8, "JPEG", 60)).format == "JPEG"
    assert url_of(b"x", "image/gif") == "data:image/gif;base64,eA=="
