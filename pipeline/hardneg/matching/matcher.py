"""What a matching model is to everything that uses one. Scores are on a scale of the model's own: only calibration gives them a meaning."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

Scores = npt.NDArray[np.float32]
Pairs = npt.NDArray[np.int64]
DIGITS = 4
"""Of scores that are kept: the last digits of a forward pass depend on the batch it was in."""


def each_with_its_own(count: int) -> Pairs:
    """The pairs of image i with text i, for as many as there are."""
    return np.repeat(np.arange(count, dtype=np.int64)[:, None], 2, axis=1)


class Matcher(Protocol):
    """Scores texts against images; the higher, the better the text fits."""

    revision: str
    """Name and hash of the weights; it goes into fingerprints."""

    def score(self, images: Sequence[Image.Image], texts: Sequence[str], pairs: Pairs | None = None) -> Scores:
        """Score of each pair.

        Args:
            images: RGB, of any size.
            texts: Captions or negatives.
            pairs: int64 (n, 2): index of the image, index of the text; each image and each text is encoded once, however many
                pairs it is in. Where null, image i goes with text i.

        Returns:
            float32 (n,).
        """
        ...


def first_unlearnt(matcher: Matcher, texts: Sequence[str]) -> list[str | None]:
    """Return the first word of each text that the matcher has not learnt, so that its score says nothing; null where it knows all.

    A matcher that reads parts of words can read any word. One that reads whole words has `unlearnt`, which says so itself.
    """
    ask = getattr(matcher, "unlearnt", None)
    return [None] * len(texts) if ask is None else [ask(text) for text in texts]


class TextMatcher(Protocol):
    """Scores texts against captions; the higher, the surer it is that whatever the caption is true of, the text is true of too."""

    revision: str

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        """float32 (n,): caption i with text i."""
        ...
