import io

import numpy as np
import PIL.Image
import pytest
from synthesise.crayons import config

from hardneg.synthesise.encode import encoded


@pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
def test_images_are_of_the_configured_format_and_the_same_bytes_every_time(format: str) -> None:
    image = PIL.Image.fromarray(np.random.default_rng(0).integers(0, 255, (32, 32, 3), np.uint8))
    data = encoded(image, config(format=format))
    assert data == encoded(image, config(format=format))
    assert PIL.Image.open(io.BytesIO(data)).format == format.upper()
    if format != "png":
        assert len(encoded(image, config(format=format, quality=20))) < len(data)
