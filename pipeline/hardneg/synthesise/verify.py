"""Verify that a drawn image shows its negative and not the caption, by the matcher; and that an edit left the rest unchanged."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import PIL.Image

from hardneg.errors import UserError
from hardneg.matching.calibrated import CalibratedMatcher, find_calibrated
from hardneg.matching.located import start_matcher
from hardneg.matching.matcher import DIGITS, Matcher
from hardneg.schemas.config import MatchConfig, SynthesiseConfig
from hardneg.schemas.family import Family


class Claim(NamedTuple):
    """Hold the text that an image should show, and the caption that it should not."""

    negative: str
    caption: str
    family: str


class ImageFinding(NamedTuple):
    """Hold the matcher's scores of an image, the calibrated probability that the caption is false of it, and why it fails, if it does."""

    negative: float
    caption: float
    p_valid: float | None
    fault: str | None

    @property
    def margin(self) -> float:
        """Return the score of the negative less that of the caption."""
        return self.negative - self.caption


class Verifier:
    """Accepts images whose negative fits about as well as captions fit their own images, and whose caption does not fit.

    The caption is tested as the filter tests a negative, with the two texts exchanged: p_valid at the threshold of the filter's bound,
    or the margin where there is no calibration or `synthesise.margin` is set. Where the calibration does not show that the matcher can
    judge the family, no image passes. A margin alone is not enough, since an image of neither
    text may have one. So the negative needs a minimum score, from the config, the calibration or the matcher's threshold.
    """

    def __init__(self, config: SynthesiseConfig, match: MatchConfig) -> None:
        """Find the matcher and its calibration; the weights are loaded by `setup`.

        Raises:
            UserError: No matcher is named, or it is not there.
        """
        if match.image_model is None:
            raise UserError("synthesise needs a matcher to check its images: set filter.match.image_model, or synthesise.match.image_model")
        self.config, self.match = config, match
        self.chosen: CalibratedMatcher = find_calibrated(match.image_model, match.image_revision, match.image_calibration, match)
        self.least = config.fit_min
        if self.least is None and self.chosen.calibration is not None:
            self.least = self.chosen.calibration.mismatch_below(config.fit_share)
        self.matcher: Matcher | None = None

    @property
    def revision(self) -> str:
        """Return the revision of the weights with the hash of the calibration."""
        return self.chosen.revision

    def setup(self) -> None:
        """Load the weights."""
        self.use(start_matcher(self.match))

    def use(self, matcher: Matcher) -> None:
        """Use this matcher. Its threshold is the minimum score of the negative where config and calibration give none."""
        self.matcher = matcher
        if self.least is None:
            self.least = matcher.threshold

    def judge(self, images: Sequence[PIL.Image.Image], claims: Sequence[Claim]) -> list[ImageFinding]:
        """Return the finding on each image and its claim."""
        assert self.matcher is not None
        count = len(images)
        if not count:
            return []
        texts = [claim.negative for claim in claims] + [claim.caption for claim in claims]
        pairs = np.stack([np.tile(np.arange(count), 2), np.arange(2 * count)], axis=1).astype(np.int64)
        scores = np.round(np.asarray(self.matcher.score(images, texts, pairs), np.float64), DIGITS)
        negative, caption = scores[:count], scores[count:]
        calibrated = self.chosen.calibration
        p_valid: Sequence[float | None] = [None] * count
        if calibrated is not None:
            p_valid = [float(p) for p in calibrated.p_valid([claim.family for claim in claims], caption, negative)]
        found = [self._found(*each) for each in zip(negative.tolist(), caption.tolist(), p_valid, strict=True)]
        if calibrated is None:
            return found
        abstains = self.chosen.abstains
        return [
            each._replace(p_valid=None, fault=f"the matcher may not judge {claim.family}: {abstains[Family(claim.family)]}")
            if claim.family in abstains
            else each
            for each, claim in zip(found, claims, strict=True)
        ]

    def _found(self, negative: float, caption: float, p_valid: float | None) -> ImageFinding:
        return ImageFinding(negative, caption, p_valid, self._fault(negative, negative - caption, p_valid))

    def _fault(self, fit: float, margin: float, p_valid: float | None) -> str | None:
        bound = self.chosen.bound
        if self.least is not None and not fit >= self.least:
            return f"score of the negative {fit:.4g}, below {self.least:.4g}"
        if self.config.margin is None and p_valid is not None and bound is not None:
            return (
                None if p_valid >= bound.threshold else f"p_valid of the caption's being false {p_valid:.4f}, below {bound.threshold:.4f}"
            )
        least = self.config.margin if self.config.margin is not None else self.match.margin_min
        return None if margin > least else f"margin {margin:.4g}, not above {least:.4g}"


def drift(source: PIL.Image.Image, drawn: PIL.Image.Image, mask: npt.NDArray[np.bool_]) -> float:
    """Return the mean absolute difference outside the mask: 1 between black and white, 0 where the mask covers everything.

    Args:
        source: RGB.
        drawn: RGB; resized to the source's size.
        mask: bool (height, width) of the source; true where it may change.
    """
    if drawn.size != source.size:
        drawn = drawn.resize(source.size, PIL.Image.Resampling.LANCZOS)
    outside = ~mask
    if not outside.any():
        return 0.0
    difference = np.abs(np.asarray(source, np.float32) - np.asarray(drawn, np.float32))
    return float(difference[outside].mean() / 255.0)
