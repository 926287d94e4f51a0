"""Find texts that follow from their captions, by a text matcher and its calibration: they are not negatives."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.errors import UserError
from hardneg.llm.interface import LLM
from hardneg.matching.calibrated import find_calibrated
from hardneg.matching.llm_text import NAME, LLMTextMatcher
from hardneg.matching.located import locate, start_text_matcher
from hardneg.matching.matcher import DIGITS, TextMatcher
from hardneg.schemas.config import Config, MatchConfig
from hardneg.schemas.reasons import Reason, Verdict

FALSE_MAX = 0.15
"""A paraphrase is verified where the probability that it is false is at most this, in both directions: a positive that is false teaches
that a false caption is true, and paraphrases are not scarce."""


UNSHOWN_KINDS = {"side": "no text matcher has been shown to judge left and right, or upper and lower"}
"""Kinds that no text matcher judges, with the reason. The matcher `text` rejected 37 of 42; of 41 that were read all were false."""

JUDGEMENT_KEYS = ("auc_min", "above_shuffled", "uncalibrated", "alpha", "delta", "p_valid_min", "text_score_max")
"""Keys of `filter.match` that say which families a text matcher judges, and by which threshold; they count before selection as well."""


class EntailmentVerdicts(NamedTuple):
    """Hold the verdicts on texts, one entry for each.

    Attributes:
        scores: Scores of the matcher.
        p_valid: Calibrated probability that the text is false of what its caption is true of; NaN without a calibration, and where the
            matcher abstains.
        said: The reason to reject the text; None for none.
        judged: Whether the matcher judged the text: it abstains in families in which it has not been shown to be able to, and from
            `UNSHOWN_KINDS`.
        usage: Counts for the done marker.
    """

    scores: npt.NDArray[np.float64]
    p_valid: npt.NDArray[np.float64]
    said: list[Verdict]
    judged: npt.NDArray[np.bool_]
    usage: Mapping[str, int]


class EntailmentFilter:
    """Reject texts that follow from their captions, by the text matcher of a config.

    Raises:
        UserError: The model or its calibration is not there, or cannot be used.
    """

    def __init__(self, config: MatchConfig) -> None:
        assert config.text_model is not None
        self.config = config
        self.chosen = find_calibrated(config.text_model, config.text_revision, config.text_calibration, config)
        if self.chosen.calibration is not None and self.chosen.calibration.of_images:
            raise UserError(f"text matcher {config.text_model}: its calibration is of an image matcher; calibrate it on texts")
        self.matcher: TextMatcher | None = None

    def setup(self, engine: LLM | None = None) -> None:
        """Load the weights; the matcher `llm` asks `engine` where one is given."""
        if engine is not None and self.config.text_model == NAME:
            self.matcher = LLMTextMatcher(engine, self.chosen.located.revision, shared=True)
        else:
            self.matcher = start_text_matcher(self.config)

    def judge(
        self,
        captions: Sequence[str],
        texts: Sequence[str],
        families: Sequence[str],
        kinds: Sequence[str],
        known: Sequence[float | None] | None = None,
    ) -> EntailmentVerdicts:
        """Judge each text by its caption, its family and its kind.

        Args:
            captions: Caption of each text.
            texts: The texts.
            families: Family of each text.
            kinds: Kind of each text within its family.
            known: Score of each text as 32 bits hold it, None where it has to be scored; None if all have to be.
        """
        scores, usage = self._scores(captions, texts, known)
        said: list[Verdict] = [None] * len(texts)
        p_valid, judged = np.full(len(texts), np.nan), self.chosen.judges(families) & ~np.isin(kinds, list(UNSHOWN_KINDS))
        if self.chosen.calibration is None:
            for i in np.flatnonzero(judged & (scores >= self.config.text_score_max)):
                said[i] = Reason.STILL_TRUE, f"score {scores[i]:.4g}, not below {self.config.text_score_max:g}"
        elif len(texts):
            p_valid = np.where(judged, self.chosen.calibration.p_valid(list(families), scores, None), np.nan)
            least = self.chosen.thresholds(families)
            for i in np.flatnonzero(p_valid < least):
                said[i] = Reason.STILL_TRUE, f"p_valid {p_valid[i]:.4f}, below {least[i]:.4f}"
        for i in np.flatnonzero(judged & np.isnan(scores)):
            said[i] = Reason.UNJUDGED, "longer than the text matcher reads"
        return EntailmentVerdicts(scores, p_valid, said, judged, usage)

    def follows(self, captions: Sequence[str], texts: Sequence[str]) -> tuple[list[bool], Mapping[str, int]]:
        """Return whether each text surely follows from its caption, and counts for the done marker.

        It does where the probability that it is false is at most `FALSE_MAX`.

        Without a calibration the score counts as log-odds, less `filter.match.text_score_max`. A pair that cannot be scored does not
        follow.
        """
        scores, usage = self._scores(captions, texts, None)
        if self.chosen.calibration is None:
            return [bool(score - self.config.text_score_max >= math.log(1 / FALSE_MAX - 1)) for score in scores], usage
        read = ~np.isnan(scores)
        sure = np.zeros(len(texts), bool)
        if read.any():
            sure[read] = self.chosen.calibration.p_valid([""] * int(read.sum()), scores[read], None) <= FALSE_MAX
        return sure.tolist(), usage

    def _scores(
        self, captions: Sequence[str], texts: Sequence[str], known: Sequence[float | None] | None
    ) -> tuple[npt.NDArray[np.float64], dict[str, int]]:
        """Score the texts without a known score, and count them. The weights are loaded when the first text has to be scored."""
        scores = np.array([np.nan if score is None else score for score in known or [None] * len(texts)], np.float64).round(DIGITS)
        asked = np.flatnonzero(np.isnan(scores)).tolist()
        usage = {"texts_truncated": 0, "text_pairs": len(asked)}
        if asked:
            if self.matcher is None:
                self.setup()
            assert self.matcher is not None
            before = self.matcher.truncated
            found = self.matcher.score([captions[i] for i in asked], [texts[i] for i in asked])
            scores[asked] = np.round(np.asarray(found, np.float64), DIGITS)
            usage["texts_truncated"] = self.matcher.truncated - before
            if isinstance(self.matcher, LLMTextMatcher) and not self.matcher.shared:
                usage |= self.matcher.engine.usage.take()
        return scores, usage


def entailment_filter(config: Config) -> EntailmentFilter | None:
    """Return the filter that rejects negatives before selection; None where balance is off or names no text matcher."""
    balance = config.rewrite.balance
    model = _text_model(config)
    if model is None:
        return None
    told = {name: getattr(config.match, name) for name in JUDGEMENT_KEYS}
    match = MatchConfig(
        text_model=model, text_revision=balance.text_revision, text_calibration=balance.text_calibration, llm=config.match.llm, **told
    )
    return EntailmentFilter(match)


def paraphrase_verifier(config: Config, before_selection: EntailmentFilter | None) -> EntailmentFilter | None:
    """Return the filter that verifies paraphrases by an LLM; None where none are written, or no text matcher is named.

    It is `before_selection`, the filter of `rewrite.balance`, where there is one; else its matcher is that of `filter.match`.
    """
    if not config.rewrite.paraphrased:
        return None
    return before_selection or (EntailmentFilter(config.match) if config.match.text_model is not None else None)


def revision_before_selection(config: Config) -> str | None:
    """Return the revision of the weights that `entailment_filter` scores by, without its calibration; None where there is no filter."""
    model = _text_model(config)
    return locate(model, config.rewrite.balance.text_revision, config.match).revision if model is not None else None


def _text_model(config: Config) -> str | None:
    balance = config.rewrite.balance
    return balance.text_model if balance.enabled else None
