"""Judge negatives by matchers: by an image matcher where there is an image, and by a text matcher beside the caption otherwise."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.captions.cleaning.image_access import places_of
from hardneg.filter.judge import JudgeInput, ModelJudge, Verdicts
from hardneg.matching.calibrated import find_calibrated
from hardneg.matching.entailment import EntailmentFilter, revision_before_selection
from hardneg.matching.image_scoring import ImageScorer, ImageScores
from hardneg.matching.located import start_matcher
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import Config, MatchConfig
from hardneg.schemas.own_image import without_image
from hardneg.schemas.reasons import Reason, Verdict

Floats = npt.NDArray[np.float64]


def match_judges(config: Config, root: str) -> list[ModelJudge]:
    """Return the judges of a config, the image judge first. Relative paths of images start in `root`.

    Raises:
        UserError: A model or its calibration is missing, or cannot be used.
    """
    match, judges = config.match, list[ModelJudge]()
    if match.image_model is not None:
        scorer = ImageScorer(places_of(root, config.captions), config.captions.max_pixels, match.batch_size)
        judges.append(ImageJudge(match, scorer, config.captions.images))
    if match.text_model is not None:
        judges.append(TextJudge(match, revision_before_selection(config)))
    return judges


class ImageJudge:
    """Reject negatives that are still true of the image, captions that do not match their image, and too easy negatives if configured.

    It abstains in families in which it has not been shown to be able to judge (`hardneg.matching.competence`): it scores their
    negatives and leaves them to the next judge.

    A text with a word that the matcher has not learnt gets a low score whatever the image shows. It is rejected for a separate reason.
    """

    name = "image_matcher"

    def __init__(self, config: MatchConfig, image_scorer: ImageScorer, images: str) -> None:
        assert config.image_model is not None
        self.config, self.image_scorer, self.images = config, image_scorer, images
        self.chosen = find_calibrated(config.image_model, config.image_revision, config.image_calibration, config)
        self.mismatch_below = config.caption_score_min
        if self.mismatch_below is None and self.chosen.calibration is not None:
            self.mismatch_below = self.chosen.calibration.mismatch_below(config.mismatch_share)

    def setup(self) -> None:
        """Load the weights."""
        self.image_scorer.matcher = start_matcher(self.config)

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
        if self.image_scorer.matcher is None:
            self.setup()
        scored = self.image_scorer.score(*given)
        positive, negative = scored.positive[given.parents], scored.negative
        families = given.negatives["family"].to_pylist()
        seen, may = np.isfinite(negative), self.chosen.judges(families)
        judged = seen & may
        p_valid = np.full(len(negative), np.nan)
        if self.chosen.calibration is not None and judged.any():
            of_judged = [family for family, one in zip(families, judged.tolist(), strict=True) if one]
            p_valid[judged] = self.chosen.calibration.p_valid(of_judged, negative[judged], positive[judged])
        verdicts, captions = self._verdicts(given, scored, p_valid, may)
        scores = _where(seen, {"match_positive": _column(positive), "match_negative": _column(negative)}, given.negatives)
        scores |= _where(judged, {"p_valid": _column(p_valid), "judged_by": _name(self.config.image_model, len(seen))}, given.negatives)
        return Verdicts(*_columns(verdicts), scores, captions, scored.usage | {"image_abstained": int((seen & ~may).sum())})

    def _verdicts(
        self, given: JudgeInput, scored: ImageScores, p_valid: Floats, may: npt.NDArray[np.bool_]
    ) -> tuple[list[Verdict], dict[int, tuple[Reason, str]]]:
        """Return the verdict on each negative, and those on rejected captions by row. `may` says which negatives it may judge."""
        captions = dict(scored.faults) | {row: _unknown_word(word) for row, word in scored.unlearnt_captions.items()}
        if self.mismatch_below is not None:
            for row in np.flatnonzero(scored.positive < self.mismatch_below):
                if int(row) in scored.unlearnt_captions:
                    continue
                detail = f"the image scores its caption {scored.positive[row]:.4g}, below {self.mismatch_below:.4g}"
                captions[int(row)] = (Reason.CAPTION_MISMATCH, detail)
        verdicts: list[Verdict] = []
        rows = zip(given.parents.tolist(), scored.negative.tolist(), p_valid.tolist(), strict=True)
        has_image = ~np.asarray(without_image(given.captions), bool)
        for number, (row, score, p) in enumerate(rows):
            word, margin = scored.unlearnt.get(number), scored.positive[row] - score
            if not may[number]:
                verdicts.append(captions.get(row) or self._too_easy(margin))
                continue
            unjudged = (Reason.UNJUDGED, "longer than the image matcher reads") if has_image[row] and np.isnan(margin) else None
            verdicts.append(captions.get(row) or unjudged or self._verdict(margin, p) or (word and _unknown_word(word)) or None)
        return verdicts, captions

    def _verdict(self, margin: float, p_valid: float) -> Verdict:
        """Return the verdict on a negative by its margin, which is NaN without an image."""
        if np.isnan(margin):
            return None
        bound = self.chosen.bound
        if bound is not None and p_valid < bound.threshold:
            return Reason.STILL_TRUE, f"p_valid {p_valid:.4f}, below {bound.threshold:.4f}"
        if bound is None and margin <= self.config.margin_min:
            return Reason.STILL_TRUE, f"margin {margin:.4g}, not above {self.config.margin_min:g}"
        return self._too_easy(margin)

    def _too_easy(self, margin: float) -> Verdict:
        if self.config.margin_max is not None and margin > self.config.margin_max:
            return Reason.TOO_EASY, f"margin {margin:.4g}, above {self.config.margin_max:g}"
        return None


class TextJudge:
    """Reject negatives that follow from their caption, where no image matcher has judged.

    It abstains in families in which it has not been shown to be able to judge (`hardneg.matching.competence`).

    Args:
        config: The text matcher and its thresholds.
        before: Revision of the text matcher of `rewrite`. If the weights are the same, only texts without a score are scored.
    """

    name = "text_matcher"

    def __init__(self, config: MatchConfig, before: str | None = None) -> None:
        self.entailed = EntailmentFilter(config)
        self.has_scores = before == self.entailed.chosen.located.revision

    def setup(self) -> None:
        """Load the weights, unless the rows have scores; they are then loaded for the first text without one."""
        if not self.has_scores:
            self.entailed.setup()

    def fingerprint(self) -> str:
        """Return the revision of weights and calibration."""
        return self.entailed.chosen.revision

    def guarantee(self) -> Guarantee:
        """Return the guarantee (`CalibratedMatcher.guarantee`)."""
        return self.entailed.chosen.guarantee(self.entailed.config)

    def __call__(self, given: JudgeInput) -> Verdicts:
        """Judge the negatives that no judge has judged."""
        chosen = given.negatives["judged_by"].combine_chunks().is_null()
        asked = np.asarray(chosen, bool)
        captions = given.captions["caption"].take(pa.array(given.parents)).filter(chosen).to_pylist()
        of_asked = given.negatives.filter(chosen)
        known = of_asked["text_score"].to_pylist() if self.has_scores else None
        found = self.entailed.judge(captions, of_asked["negative"].to_pylist(), of_asked["family"].to_pylist(), known)
        p_valid, scored = np.full(len(asked), np.nan), np.full(len(asked), np.nan)
        p_valid[asked], scored[asked] = found.p_valid, found.scores
        judged = np.zeros(len(asked), bool)
        judged[asked] = found.judged
        scores = _where(asked, {"text_score": _column(scored)}, given.negatives)
        scores |= _where(
            judged, {"p_valid": _column(p_valid), "judged_by": _name(self.entailed.config.text_model, len(asked))}, given.negatives
        )
        verdicts: list[Verdict] = [None] * len(asked)
        for i, verdict in zip(np.flatnonzero(asked), found.said, strict=True):
            verdicts[i] = verdict
        return Verdicts(*_columns(verdicts), scores, usage={**found.usage, "text_abstained": int((asked & ~judged).sum())})


def _unknown_word(word: str) -> tuple[Reason, str]:
    return Reason.UNLEARNT_WORD, f"the image matcher has not learnt the word {word!r}"


def _name(model: str | None, count: int) -> pa.Array:
    return pa.array([model] * count, pa.string())


def _column(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True).cast(pa.float32())


def _where(rows: npt.NDArray[np.bool_], scores: dict[str, pa.Array], negatives: pa.Table) -> dict[str, pa.Array]:
    """Return columns with the new scores in these rows and the present ones elsewhere."""
    return {name: pc.if_else(pa.array(rows), new, negatives[name].combine_chunks()) for name, new in scores.items()}


def _columns(verdicts: Sequence[Verdict]) -> tuple[pa.Array, pa.Array]:
    reasons = [None if each is None else each[0].value for each in verdicts]
    return pa.array(reasons, pa.string()), pa.array([None if each is None else each[1] for each in verdicts], pa.string())
