"""Check that a calibration encodes each image and each text once."""

from pathlib import Path

import numpy as np
from encoders.tiny_encoders import bert, lite
from matching import tiny

from hardneg.encoders.images import open_image_encoder
from hardneg.encoders.texts import open_text_encoder
from hardneg.training.matcher.photos.remembering import RememberingImages, RememberingTexts


def test_known_images_are_not_encoded_again(tmp_path: Path) -> None:
    encoder = open_image_encoder(str(lite(tmp_path)), device="cpu")
    remembering = RememberingImages(encoder)
    pictures = tiny.pictures(3)
    first = remembering.encode(pictures)
    remembering._encoder = None  # type: ignore[assignment]

    again = remembering.encode([pictures[2], pictures[0].copy()])

    assert np.array_equal(again, first[[2, 0]])
    assert np.allclose(first, encoder.encode(pictures), atol=2e-3)


def test_known_texts_are_not_encoded_again(tmp_path: Path) -> None:
    remembering = RememberingTexts(open_text_encoder(str(bert(tmp_path)), device="cpu"))
    first = remembering.encode(tiny.TEXTS)
    truncated = remembering.truncated
    remembering._encoder = None  # type: ignore[assignment]

    assert all(np.array_equal(one, other) for one, other in zip(remembering.encode(tiny.TEXTS), first, strict=True))
    assert truncated == 0
