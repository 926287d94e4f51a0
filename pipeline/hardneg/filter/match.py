"""The judges that ask matchers: one looks at the image, the other, where there is none, at the caption."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.filter.judge import ModelJudge, Nominees, Verdicts
from hardneg.matching.calibrated import find_calibrated
from hardneg.matching.entailment import EntailmentFilter, entailment_filter
from hardneg.matching.image_scoring import ImageScorer, ImageScores
from hardneg.matching.load import load_matcher
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import Config, MatchConfig
from hardneg.schemas.own_image import without_image
from hardneg.schemas.reasons import Reason

Floats = npt.NDArray[np.float64]


def match_judges(config: Config, root: str) -> list[ModelJudge]:
    """The judges that `config` asks for: images first. `root` is where relative paths of images start.

    Raises:
        UserError: A model or its calibration is not there, or cannot be used.
    """
    match, judges = config.filter.match, list[ModelJudge]()
    if match.image_model is not None:
        image_root = config.captions.image_root
        judges.append(
            ImageJudge(match, ImageScorer(root, image_root, config.captions.max_pixels, match.batch_size), config.captions.images)
        )
    if match.text_model is not None:
        judges.append(TextJudge(match, match.image_model is None, entailment_filter(config.rewrite.balance)))
    return judges


class ImageJudge:
    """Stops negatives that still fit the image, those that fit it hardly at all (if asked), and captions that do not fit their own.

    A text with a word that the matcher has not learnt gets a low score whatever the image shows, so it is stopped too, with a reason of
    its own.
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
        config = self.config
        assert config.image_model is not None
        self.image_scorer.matcher = load_matcher(config.image_model, config.image_revision, config.device, config.batch_size)

    def fingerprint(self) -> str:
        """Weights, calibration, and where images are read from if that decides which ones they are."""
        where = f" images from {self.image_scorer.image_root}" if self.images == "path" and self.image_scorer.image_root is not None else ""
        return self.chosen.revision + where

    def guarantee(self) -> Guarantee:
        """See `CalibratedMatcher.guarantee`."""
        return self.chosen.guarantee(self.config, self.mismatch_below)

    def __call__(self, nominees: Nominees) -> Verdicts:
        """Score each caption and negative that has an image; the others stay as they are."""
        if self.image_scorer.matcher is None:
            self.setup()
        looked = self.image_scorer.score(*nominees)
        positive, negative = looked.positive[nominees.parents], looked.negative
        seen = np.isfinite(negative)
        p_valid = np.full(len(negative), np.nan)
        if self.chosen.calibration is not None and seen.any():
            families = nominees.negatives["family"].filter(pa.array(seen)).to_pylist()
            p_valid[seen] = self.chosen.calibration.p_valid(families, negative[seen], positive[seen])
        said, captions = self._say(nominees, looked, p_valid)
        scores = {"match_positive": _column(positive), "match_negative": _column(negative), "p_valid": _column(p_valid)}
        return Verdicts(*_columns(said), _where(seen, scores, nominees.negatives), captions, looked.usage)

    def _say(
        self, nominees: Nominees, looked: ImageScores, p_valid: Floats
    ) -> tuple[list[tuple[Reason, str] | None], dict[int, tuple[Reason, str]]]:
        """Why negatives go, one entry each, and why captions do, by row."""
        captions = dict(looked.faults) | {row: _unlearnt(word) for row, word in looked.unlearnt_captions.items()}
        if self.mismatch_below is not None:
            for row in np.flatnonzero(looked.positive < self.mismatch_below):
                if int(row) in looked.unlearnt_captions:
                    continue
                said = f"the image scores its caption {looked.positive[row]:.4g}, below {self.mismatch_below:.4g}"
                captions[int(row)] = (Reason.CAPTION_MISMATCH, said)
        said_of: list[tuple[Reason, str] | None] = []
        rows = zip(nominees.parents.tolist(), looked.negative.tolist(), p_valid.tolist(), strict=True)
        for number, (row, score, p) in enumerate(rows):
            word = looked.unlearnt.get(number)
            said_of.append(captions.get(row) or self._of(looked.positive[row] - score, p) or (word and _unlearnt(word)) or None)
        return said_of, captions

    def _of(self, margin: float, p_valid: float) -> tuple[Reason, str] | None:
        """Why a negative goes that has this margin; a margin that is no number is of one without an image."""
        if np.isnan(margin):
            return None
        bound = self.chosen.bound
        if bound is not None and p_valid < bound.threshold:
            return Reason.STILL_TRUE, f"p_valid {p_valid:.4f}, below {bound.threshold:.4f}"
        if bound is None and margin <= self.config.margin_min:
            return Reason.STILL_TRUE, f"margin {margin:.4g}, not above {self.config.margin_min:g}"
        if self.config.margin_max is not None and margin > self.config.margin_max:
            return Reason.TOO_EASY, f"margin {margin:.4g}, above {self.config.margin_max:g}"
        return None


class TextJudge:
    """Stops negatives that follow from their caption, where no image was looked at.

    Args:
        config: The text matcher and how sure it has to be.
        with_images: Also judge captions that have an image.
        before: The text matcher of `rewrite`. Where it has the same weights, its scores are used, and only texts without one are scored.
    """

    name = "text_matcher"

    def __init__(self, config: MatchConfig, with_images: bool, before: EntailmentFilter | None = None) -> None:
        self.entailed, self.with_images = EntailmentFilter(config), with_images
        self.has_scores = before is not None and before.chosen.folder.revision == self.entailed.chosen.folder.revision

    def setup(self) -> None:
        """Load the weights, unless the rows have scores; then they are loaded when a text has none."""
        if not self.has_scores:
            self.entailed.setup()

    def fingerprint(self) -> str:
        """Weights and calibration."""
        return self.entailed.chosen.revision

    def guarantee(self) -> Guarantee:
        """See `CalibratedMatcher.guarantee`."""
        return self.entailed.chosen.guarantee(self.entailed.config)

    def __call__(self, nominees: Nominees) -> Verdicts:
        """Score each negative whose caption has no image, or of all where no image matcher is set."""
        has_image = ~np.asarray(without_image(nominees.captions), bool)[nominees.parents]
        asked = ~has_image | self.with_images
        chosen = pa.array(asked)
        captions = nominees.captions["caption"].take(pa.array(nominees.parents)).filter(chosen).to_pylist()
        of_asked = nominees.negatives.filter(chosen)
        known = of_asked["text_score"].to_pylist() if self.has_scores else None
        found = self.entailed.judge(captions, of_asked["negative"].to_pylist(), of_asked["family"].to_pylist(), known)
        p_valid = np.full(len(asked), np.nan)
        p_valid[asked] = found.p_valid
        said: list[tuple[Reason, str] | None] = [None] * len(asked)
        for i, why in zip(np.flatnonzero(asked), found.said, strict=True):
            said[i] = why
        return Verdicts(*_columns(said), _where(asked, {"p_valid": _column(p_valid)}, nominees.negatives), usage=found.usage)


def _unlearnt(word: str) -> tuple[Reason, str]:
    return Reason.UNLEARNT_WORD, f"the image matcher has not learnt the word {word!r}"


def _column(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True).cast(pa.float32())


def _where(rows: npt.NDArray[np.bool_], scores: dict[str, pa.Array], negatives: pa.Table) -> dict[str, pa.Array]:
    """New scores for some rows, the old ones for the rest."""
    return {name: pc.if_else(pa.array(rows), new, negatives[name].combine_chunks()) for name, new in scores.items()}


def _columns(said: Sequence[tuple[Reason, str] | None]) -> tuple[pa.Array, pa.Array]:
    reasons = [None if each is None else each[0].value for each in said]
    return pa.array(reasons, pa.string()), pa.array([None if each is None else each[1] for each in said], pa.string())
