"""Remember what encoders gave for the images and texts of a calibration, which several matchers score, each with shuffled images too."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from hardneg.encoders.encoder import Features, ImageEncoder, TextEncoder


class RememberingImages:
    """An `ImageEncoder` that encodes an image once; features stay in memory."""

    def __init__(self, encoder: ImageEncoder) -> None:
        self.revision, self.width, self.side = encoder.revision, encoder.width, encoder.side
        self._encoder = encoder
        self._known: dict[bytes, Features] = {}

    def encode(self, images: Sequence[Image.Image]) -> Features:
        """Return the features of images; see `ImageEncoder`."""
        keys = [hashlib.blake2b(repr(image.size).encode() + image.tobytes(), digest_size=16).digest() for image in images]
        new = {key: image for key, image in zip(keys, images, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self._encoder.encode(list(new.values())), strict=True))
        return np.stack([self._known[key] for key in keys])


class RememberingTexts:
    """A `TextEncoder` that encodes a text once; features stay in memory."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.revision, self.width = encoder.revision, encoder.width
        self._encoder = encoder
        self._known: dict[str, Features] = {}

    @property
    def truncated(self) -> int:
        """Return how many texts were longer than the encoder reads."""
        return self._encoder.truncated

    def encode(self, texts: Sequence[str]) -> list[Features]:
        """Return the features of texts; see `TextEncoder`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return [self._known[text] for text in texts]

    def too_long(self, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return which texts are truncated; see `TextEncoder`."""
        return self._encoder.too_long(texts)
