"""Define the protocols of matchers. Each model has its own scale of scores: only calibration makes them probabilities."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

Scores = npt.NDArray[np.float32]
Pairs = npt.NDArray[np.int64]
DIGITS = 4
"""Decimals of stored scores: later digits of a forward pass depend on its batch."""


def aligned_pairs(count: int) -> Pairs:
    """Return the pairs (i, i) for i below `count`."""
    return np.repeat(np.arange(count, dtype=np.int64)[:, None], 2, axis=1)


def pairs_of(images: Sequence[Image.Image], texts: Sequence[str], pairs: Pairs | None) -> Pairs:
    """Return the pairs; where there are none, those of each image with the text at its place.

    Raises:
        ValueError: There are neither pairs nor as many images as texts.
    """
    if pairs is not None:
        return pairs
    if len(images) != len(texts):
        raise ValueError(f"{len(images)} images and {len(texts)} texts; give pairs")
    return aligned_pairs(len(texts))


class Matcher(Protocol):
    """Scores texts against images; the higher, the better the text fits."""

    @property
    def revision(self) -> str:
        """Return name and digest of the weights, for fingerprints."""

    @property
    def threshold(self) -> float | None:
        """Return the score from which a text counts as true of an image; None where the model has no threshold."""

    @property
    def truncated(self) -> int:
        """Return how many texts were longer than the model reads, in all calls so far."""

    def score(self, images: Sequence[Image.Image], texts: Sequence[str], pairs: Pairs | None = None) -> Scores:
        """Return the score of each pair, float32 (n,); NaN where the text is longer than the model reads.

        Args:
            images: RGB, of any size.
            texts: Captions or negatives.
            pairs: int64 (n, 2): index of the image, index of the text. Each image and each text is encoded once, however many
                pairs it is in. Where null, image i is paired with text i.
        """

    def unlearnt(self, text: str) -> str | None:
        """Return the first word of a text that training did not cover, so that its score means nothing; None where there is none.

        A matcher whose tokenizer splits words into pieces can read any word, so it returns None.
        """


class TextMatcher(Protocol):
    """Scores texts against captions; the higher, the surer it is that the text follows from the caption."""

    @property
    def revision(self) -> str:
        """Return name and digest of the weights, for fingerprints."""

    @property
    def truncated(self) -> int:
        """Return how many pairs were longer than the model reads, in all calls so far."""

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        """Return the score of text i beside caption i, float32 (n,)."""
