"""Define the protocols of frozen encoders. The first row of an encoded image or text describes the whole of it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

Features = npt.NDArray[np.float16]


class ImageEncoder(Protocol):
    """An `ImageEncoder` is a frozen model that gives a row for the whole image, and a row for each cell of a square grid."""

    @property
    def revision(self) -> str:
        """Return name and digest of the weights."""
        ...

    @property
    def width(self) -> int:
        """Return the number of features in a row."""
        ...

    @property
    def side(self) -> int:
        """Return the number of cells along a side of the grid."""
        ...

    def encode(self, images: Sequence[Image.Image]) -> Features:
        """Return the features of RGB images of any size, float16 (n, 1 + side x side, width); cells go from left to right, row by row."""
        ...


class TextEncoder(Protocol):
    """A `TextEncoder` is a frozen model that gives a row for the whole text, and a row for each token."""

    @property
    def revision(self) -> str:
        """Return name and digest of the weights."""
        ...

    @property
    def width(self) -> int:
        """Return the number of features in a row."""
        ...

    @property
    def truncated(self) -> int:
        """Return how many texts were longer than the model reads, in all calls so far."""
        ...

    def encode(self, texts: Sequence[str]) -> list[Features]:
        """Return the features of each text, float16 (1 + tokens, width)."""
        ...

    def too_long(self, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return which texts are longer than the model reads, so that it truncates them."""
        ...


def centres(side: int) -> npt.NDArray[np.float32]:
    """Return x and y of the centres of the grid's cells, float32 (side x side, 2), in units of the image's side."""
    at = (np.arange(side, dtype=np.float32) + 0.5) / side
    return np.stack([np.tile(at, side), np.repeat(at, side)], -1)
