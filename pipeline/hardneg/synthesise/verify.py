"""Verify that a drawn image shows its negative and not the caption, by the matcher; and that an edit left the rest unchanged."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageChops

from hardneg.errors import UserError
from hardneg.matching.calibrated import CalibratedMatcher, find_calibrated
from hardneg.matching.located import start_matcher
from hardneg.matching.matcher import DIGITS, Matcher
from hardneg.schemas.config import MatchConfig, SynthesiseConfig
from hardneg.schemas.family import Family
from hardneg.schemas.matching import ImageMatcher


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


class Viewer:
    """Check drawn images by one matcher.

    The caption is tested as the filter tests a negative, with the two texts exchanged: p_valid at the threshold of the filter's bound,
    or the margin where there is no calibration or `synthesise.margin` is set. A margin alone is not enough, since an image of neither
    text may have one. So the negative needs a minimum score, from the config, the calibration or the matcher's threshold.
    """

    def __init__(self, config: SynthesiseConfig, match: MatchConfig, asked: ImageMatcher) -> None:
        self.config, self.asked = config, asked
        self.chosen: CalibratedMatcher = find_calibrated(asked.model, asked.revision, asked.calibration, match)
        self.least = config.fit_min
        if self.least is None and self.chosen.calibration is not None:
            self.least = self.chosen.calibration.mismatch_below(config.fit_share)
        self.matcher: Matcher | None = None

    def use(self, matcher: Matcher) -> None:
        """Use this matcher. Its threshold is the minimum score of the negative where config and calibration give none."""
        self.matcher = matcher
        if self.least is None:
            self.least = matcher.threshold

    def why_not(self, claim: Claim) -> str | None:
        """Return why it must not judge images of a claim; None where it may."""
        why = self.chosen.abstains.get(Family(claim.family))
        if why is not None:
            return f"{self.chosen.name} does not judge {claim.family} ({why})"
        assert self.matcher is not None
        word = self.matcher.unlearnt(claim.negative) or self.matcher.unlearnt(claim.caption)
        return f"{self.chosen.name} has not learnt the word {word!r}" if word is not None else None

    def judge(self, images: Sequence[PIL.Image.Image], claims: Sequence[Claim]) -> list[ImageFinding]:
        """Return the finding on each image and its claim."""
        count = len(images)
        if not count:
            return []
        assert self.matcher is not None
        texts = [claim.negative for claim in claims] + [claim.caption for claim in claims]
        pairs = np.stack([np.tile(np.arange(count), 2), np.arange(2 * count)], axis=1).astype(np.int64)
        scores = np.round(np.asarray(self.matcher.score(images, texts, pairs), np.float64), DIGITS)
        negative, caption = scores[:count], scores[count:]
        p_valid: Sequence[float | None] = [None] * count
        if self.chosen.calibration is not None:
            p_valid = [float(p) for p in self.chosen.calibration.p_valid([claim.family for claim in claims], caption, negative)]
        least = self.chosen.thresholds([claim.family for claim in claims]).tolist()
        columns = zip(negative.tolist(), caption.tolist(), p_valid, least, strict=True)
        return [ImageFinding(fit, other, p, self._fault(fit, fit - other, p, bar)) for fit, other, p, bar in columns]

    def _fault(self, fit: float, margin: float, p_valid: float | None, p_least: float) -> str | None:
        if math.isnan(margin):
            return f"negative or caption is longer than {self.chosen.name} reads"
        if self.least is not None and not fit >= self.least:
            return f"score of the negative {fit:.4g}, below {self.least:.4g}"
        if self.config.margin is None and p_valid is not None:
            return None if p_valid >= p_least else f"p_valid of the caption's being false {p_valid:.4f}, below {p_least:.4f}"
        least = self.config.margin if self.config.margin is not None else self.asked.margin_min
        return None if margin > least else f"margin {margin:.4g}, not above {least:.4g}"


class Unverified:
    """Accept all images, where recolouring has no matcher. Its findings have no scores, and the run calls the images unverified."""

    name = "unverified"
    revision: str | None = None
    matcher: Matcher | None = None

    def setup(self) -> None:
        """Do nothing."""

    def why_not(self, claim: Claim) -> str | None:  # noqa: ARG002 - as of `Verifier`
        """Return None."""
        return None

    def judge(self, images: Sequence[PIL.Image.Image], claims: Sequence[Claim]) -> list[ImageFinding]:  # noqa: ARG002 - as of `Verifier`
        """Return a finding without scores for each image."""
        return [ImageFinding(math.nan, math.nan, None, None)] * len(images)


class Verifier:
    """Accepts images whose negative fits about as well as captions fit their own images, and whose caption does not fit.

    The first matcher that may judge the family decides; with second opinions all do that may, and the image passes if each accepts it.
    Where none may, no image passes.
    """

    name = "verified"

    def __init__(self, config: SynthesiseConfig, match: MatchConfig) -> None:
        """Find the matchers and their calibrations; the weights are loaded by `setup`.

        Raises:
            UserError: No matcher is named, one is not there, or none may judge any family.
        """
        if not match.image_models:
            raise UserError(
                "synthesise needs a matcher to check its images: set filter.match.image_models, or synthesise.match.image_models"
            )
        self.match = match
        self.viewers = [Viewer(config, match, matcher) for matcher in match.image_models]
        if not any(viewer.chosen.may_judge for viewer in self.viewers):
            why = "; ".join(f"{viewer.asked.model}: {next(iter(viewer.chosen.abstains.values()))}" for viewer in self.viewers)
            raise UserError(
                f"synthesise needs a matcher that may judge its images, and none may ({why}): calibrate one, or accept images "
                "unverified, by a margin alone, with synthesise.match.uncalibrated=judge"
            )

    @property
    def matcher(self) -> Matcher | None:
        """Return the first matcher, which also says where in an image a word is; None until it is loaded."""
        return self.viewers[0].matcher

    @property
    def revision(self) -> str:
        """Return the revisions of the weights with the hashes of the calibrations."""
        return ", ".join(viewer.chosen.revision for viewer in self.viewers)

    def setup(self) -> None:
        """Load the weights."""
        for number, viewer in enumerate(self.viewers):
            if not number or viewer.chosen.may_judge:
                viewer.use(start_matcher(viewer.asked, self.match))

    def use(self, *matchers: Matcher) -> None:
        """Use these matchers, in the order of the config."""
        for viewer, matcher in zip(self.viewers, matchers, strict=True):
            viewer.use(matcher)

    def judge(self, images: Sequence[PIL.Image.Image], claims: Sequence[Claim]) -> list[ImageFinding]:
        """Return the finding on each image and its claim."""
        found: list[ImageFinding | None] = [None] * len(images)
        for viewer in self.viewers:
            asked = [i for i, one in enumerate(found) if one is None or (self.match.second_opinions and one.fault is None)]
            able = [i for i in asked if viewer.why_not(claims[i]) is None]
            for i, finding in zip(able, viewer.judge([images[i] for i in able], [claims[i] for i in able]), strict=True):
                first = found[i]
                found[i] = finding if first is None else first._replace(fault=finding.fault and f"{viewer.chosen.name}: {finding.fault}")
        unable = ImageFinding(math.nan, math.nan, None, None)
        return [one or unable._replace(fault=self.why_not(claim)) for one, claim in zip(found, claims, strict=True)]

    def why_not(self, claim: Claim) -> str | None:
        """Return why no matcher may judge images of a claim; None where one may."""
        reasons = [viewer.why_not(claim) for viewer in self.viewers]
        return None if None in reasons else f"no matcher may judge it: {'; '.join(map(str, reasons))}"


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
    difference = np.asarray(PIL.ImageChops.difference(source, drawn))  # a byte a value: photographs may have 50 megapixels
    return float(difference.mean(where=outside[..., None]) / 255.0)
