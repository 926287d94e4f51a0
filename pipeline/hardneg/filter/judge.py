"""Define judges of negatives. A judge sees the captions and all negatives that no earlier judge has stopped."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import FilterConfig
from hardneg.schemas.reasons import Reason


class JudgeInput(NamedTuple):
    """Hold the input of a judge: tables of RewrittenRow and of Negative; `parents[i]` is the row of the caption of negative i."""

    captions: pa.Table
    negatives: pa.Table
    parents: npt.NDArray[np.int64]


class Verdicts(NamedTuple):
    """Hold one verdict for each negative, in order.

    Attributes:
        reason: The reason to reject it; null to keep it.
        detail: The detail of the reject.
        scores: New columns of `hardneg.schemas.rows.Negative`, by name.
        captions: Reason and detail for captions that are rejected themselves, by row; all their negatives must be rejected too.
        usage: Counts for the done marker, as in `Outcome`.
    """

    reason: pa.Array
    detail: pa.Array
    scores: Mapping[str, pa.Array] = {}
    captions: Mapping[int, tuple[Reason, str]] = {}
    usage: Mapping[str, int] = {}


Judge = Callable[[JudgeInput], Verdicts]


@runtime_checkable
class ModelJudge(Protocol):
    """Judge by a model that has to be loaded, and state a guarantee."""

    name: str

    def __call__(self, given: JudgeInput) -> Verdicts:
        """Judge the negatives; load the model if `setup` has not."""

    def setup(self) -> None:
        """Load the model; called once a worker."""

    def fingerprint(self) -> str:
        """Return the revision of the model and of its calibration."""

    def guarantee(self) -> Guarantee:
        """Return the guarantee for the negatives that it keeps."""


def unjudged_dropped() -> Judge:
    """Reject negatives that no matcher has judged (`filter.unjudged: drop`)."""

    def judge(given: JudgeInput) -> Verdicts:
        judged = given.negatives["judged_by"].combine_chunks().is_valid()
        detail = pc.binary_join_element_wise("no matcher judged this ", given.negatives["family"].combine_chunks().cast(pa.string()), "")
        nothing = pa.scalar(None, pa.string())
        return Verdicts(pc.if_else(judged, nothing, Reason.UNJUDGED.value), pc.if_else(judged, nothing, detail))

    return judge


def lm_gap_within(config: FilterConfig) -> Judge:
    """Reject negatives that are much less, or much more, likely than their caption. Those without a log-likelihood gap are kept."""
    low, high = config.lm_gap_min, config.lm_gap_max

    def judge(given: JudgeInput) -> Verdicts:
        gap = given.negatives.column("lm_gap").combine_chunks().cast(pa.float64())
        stays = pc.or_kleene(pc.is_null(gap), pc.and_(pc.greater_equal(gap, low), pc.less_equal(gap, high)))
        why = pc.if_else(pc.less(gap, low), Reason.TOO_LIKELY.value, Reason.UNLIKELY.value)
        detail = pc.binary_join_element_wise("lm_gap ", pc.cast(pc.round(gap, 3), pa.string()), f" outside {low:g}..{high:g}", "")
        nothing = pa.scalar(None, pa.string())
        return Verdicts(pc.if_else(stays, nothing, why), pc.if_else(stays, nothing, detail))

    return judge
