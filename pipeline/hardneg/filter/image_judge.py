"""Judge negatives by an image matcher: those that are still true of the image, and captions that do not fit it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hardneg.filter.judge import JudgeInput, Verdicts
from hardneg.filter.judgements import column, disputed, first_judgements, is_judged, reasons, where
from hardneg.matching.calibrated import find_calibrated
from hardneg.matching.image_scoring import ImageScorer, ImageScores
from hardneg.matching.located import start_matcher
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.matching import ImageMatcher
from hardneg.schemas.reasons import Reason, Verdict

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class ImageJudge:
    """Reject negatives that are still true of the image, captions that do not match their image, and too easy negatives if configured.

    It abstains, and leaves a negative to the next judge,

    * in families in which it has not been shown to be able to judge (`hardneg.matching.competence`);
    * where it has not learnt a word of the caption or of the negative, since such a text scores low whatever the image shows;
    * where a text is longer than it reads.

    The first image matcher scores all negatives, also those from which it abstains. A later one scores only those that it may judge, and
    does not load where it may judge none.
    """

    def __init__(self, config: MatchConfig, matcher: ImageMatcher, name: str, image_scorer: ImageScorer, images: str) -> None:
        self.config, self.matcher, self.name, self.image_scorer, self.images = config, matcher, name, image_scorer, images
        self.first = matcher == config.image_models[0]
        self.chosen = find_calibrated(matcher.model, matcher.revision, matcher.calibration, config)
        self.mismatch_below = matcher.caption_score_min
        if self.mismatch_below is None and self.chosen.calibration is not None:
            self.mismatch_below = self.chosen.calibration.mismatch_below(config.mismatch_share / len(config.image_models))

    def setup(self) -> None:
        """Load the weights, if there is anything to ask it."""
        if self.first or self.chosen.may_judge:
            self.image_scorer.matcher = start_matcher(self.matcher, self.config)

    def fingerprint(self) -> str:
        """Return the revision of weights and calibration, and the places of the images where rows hold their paths."""
        places = self.image_scorer.places
        named = [place for place in (places.image_root, *places.locations) if place is not None]
        return self.chosen.revision + (f" images from {', '.join(named)}" if self.images == "path" and named else "")

    def guarantee(self) -> Guarantee:
        """Return the guarantee (`CalibratedMatcher.guarantee`)."""
        return self.chosen.guarantee(self.config, self.mismatch_below)

    def __call__(self, given: JudgeInput) -> Verdicts:
        """Judge each caption and negative that has an image; keep the others."""
        families, before = given.negatives["family"].to_pylist(), is_judged(given.negatives)
        asked = self.chosen.judges(families)
        if not self.config.second_opinions:
            asked &= ~before
        wanted = np.ones(len(asked), bool) if self.first else asked
        if not wanted.any():
            return Verdicts(*reasons([None] * len(asked)))
        if self.image_scorer.matcher is None:
            self.setup()
        scored = self._scored(given, wanted)
        positive, negative = scored.positive[given.parents], scored.negative
        seen = np.isfinite(negative)
        readable = seen & np.isfinite(positive) & ~_unlearnt(given, scored)
        judged = asked & readable
        p_valid = np.full(len(negative), np.nan)
        if self.chosen.calibration is not None and judged.any():
            of_judged = [family for family, one in zip(families, judged.tolist(), strict=True) if one]
            p_valid[judged] = self.chosen.calibration.p_valid(of_judged, negative[judged], positive[judged])
        captions = self._captions(scored)
        verdicts = disputed(given.negatives, self.chosen.name, self._verdicts(families, positive - negative, p_valid, judged, readable))
        verdicts = [captions.get(row) or verdict for row, verdict in zip(given.parents.tolist(), verdicts, strict=True)]
        new = seen & (judged if not self.first else seen) & ~before
        scores = where(new, {"match_positive": column(positive), "match_negative": column(negative)}, given.negatives)
        scores |= first_judgements(given.negatives, self.chosen.name, judged, p_valid)
        usage = {"image_abstained": int((seen & ~judged).sum()), "second_opinions": int((judged & before).sum())}
        return Verdicts(*reasons(verdicts), scores, captions, scored.usage | usage)

    def _scored(self, given: JudgeInput, wanted: Flags) -> ImageScores:
        """Score the negatives that are wanted, and their captions."""
        some = np.flatnonzero(wanted)
        found = self.image_scorer.score(given.captions, given.negatives.take(pa.array(some)), given.parents[some])
        negative = np.full(len(wanted), np.nan)
        negative[some] = found.negative
        return found._replace(negative=negative, unlearnt={int(some[i]): word for i, word in found.unlearnt.items()})

    def _captions(self, scored: ImageScores) -> dict[int, tuple[Reason, str]]:
        """Return the captions that are rejected with all their negatives, by row: their image cannot be read, or they do not fit it."""
        captions = dict(scored.faults)
        if self.mismatch_below is None:
            return captions
        for row in np.flatnonzero(scored.positive < self.mismatch_below).tolist():
            if row not in scored.unlearnt_captions:
                detail = f"the image scores its caption {scored.positive[row]:.4g}, below {self.mismatch_below:.4g}"
                captions[row] = (Reason.CAPTION_MISMATCH, detail)
        return captions

    def _verdicts(self, families: Sequence[str], margin: Floats, p_valid: Floats, judged: Flags, readable: Flags) -> list[Verdict]:
        """Return the verdict on each negative by its family, its margin and its p_valid."""
        verdicts: list[Verdict] = [None] * len(margin)
        least = self.chosen.thresholds(families)
        for i in np.flatnonzero(readable).tolist():
            still_true = self._still_true(margin[i], p_valid[i], least[i]) if judged[i] else None
            verdicts[i] = still_true or self._too_easy(margin[i])
        return verdicts

    def _still_true(self, margin: float, p_valid: float, least: float) -> Verdict:
        if self.chosen.calibration is not None:
            return (Reason.STILL_TRUE, f"p_valid {p_valid:.4f}, below {least:.4f}") if p_valid < least else None
        least = self.matcher.margin_min
        return (Reason.STILL_TRUE, f"margin {margin:.4g}, not above {least:g}") if margin <= least else None

    def _too_easy(self, margin: float) -> Verdict:
        largest = self.matcher.margin_max
        return (Reason.TOO_EASY, f"margin {margin:.4g}, above {largest:g}") if largest is not None and margin > largest else None


def _unlearnt(given: JudgeInput, scored: ImageScores) -> Flags:
    """Return the negatives that hold a word which the matcher has not learnt, or whose caption does."""
    found: Flags = np.isin(given.parents, list(scored.unlearnt_captions))
    found[list(scored.unlearnt)] = True
    return found
