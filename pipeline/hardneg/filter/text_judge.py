"""Judge negatives by a text matcher: those that follow from their caption."""

import numpy as np
import pyarrow as pa

from hardneg.filter.judge import JudgeInput, Verdicts
from hardneg.filter.judgements import column, first_judgements, is_judged, reasons, where
from hardneg.matching.entailment import UNSHOWN_KINDS, EntailmentFilter
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.reasons import Verdict


class TextJudge:
    """Reject negatives that follow from their caption.

    It abstains in families in which it has not been shown to be able to judge (`hardneg.matching.competence`), and from
    `UNSHOWN_KINDS`. It has no second opinion on what an image matcher judged, since it sees less: of 28 drawn negatives that it disputed,
    2 were true of their image.

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
        return self.entailed.chosen.guarantee(self.entailed.config).model_copy(update={"abstains_from_kinds": UNSHOWN_KINDS})

    def __call__(self, given: JudgeInput) -> Verdicts:
        """Judge the negatives that no judge has judged."""
        asked = ~is_judged(given.negatives)
        of_asked = given.negatives.filter(pa.array(asked))
        captions = given.captions["caption"].take(pa.array(given.parents[asked])).to_pylist()
        known = of_asked["text_score"].to_pylist() if self.has_scores else None
        texts, families, kinds = (of_asked[name].to_pylist() for name in ("negative", "family", "kind"))
        found = self.entailed.judge(captions, texts, families, kinds, known)
        p_valid, scored = np.full(len(asked), np.nan), np.full(len(asked), np.nan)
        p_valid[asked], scored[asked] = found.p_valid, found.scores
        judged = np.zeros(len(asked), bool)
        judged[asked] = found.judged
        verdicts: list[Verdict] = [None] * len(asked)
        for i, verdict in zip(np.flatnonzero(asked).tolist(), found.said, strict=True):
            verdicts[i] = verdict
        matcher = self.entailed.chosen.name
        scores = where(asked, {"text_score": column(scored)}, given.negatives)
        scores |= first_judgements(given.negatives, matcher, judged, p_valid)
        usage = {"text_abstained": int((asked & ~judged).sum())}
        return Verdicts(*reasons(verdicts), scores, usage={**found.usage, **usage})
