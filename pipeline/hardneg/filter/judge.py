"""What judges negatives. A judge sees the captions and all negatives that no judge before it has stopped."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import FilterConfig
from hardneg.schemas.reasons import Reason


class Nominees(NamedTuple):
    """What a judge is given: tables of RewrittenRow and of Negative; `parents[i]` is the row of negative i's caption."""

    captions: pa.Table
    negatives: pa.Table
    parents: npt.NDArray[np.int64]


class Verdicts(NamedTuple):
    """One entry a negative, in order. A null `reason` lets it stay; `scores` replace columns of `hardneg.schemas.rows.Negative` by their
    names.

    `captions` holds, by row, why a caption itself has to go; all its negatives must be stopped too. `usage` is as in `Outcome`.
    """

    reason: pa.Array
    detail: pa.Array
    scores: Mapping[str, pa.Array] = {}
    captions: Mapping[int, tuple[Reason, str]] = {}
    usage: Mapping[str, int] = {}


Judge = Callable[[Nominees], Verdicts]


@runtime_checkable
class ModelJudge(Protocol):
    """A judge that has a model to load, and can say how far it may be trusted."""

    name: str

    def __call__(self, nominees: Nominees) -> Verdicts:
        """Judge; loads the model if `setup` has not."""

    def setup(self) -> None:
        """Load the model; once a worker."""

    def fingerprint(self) -> str:
        """Revision of the model and of its calibration."""

    def guarantee(self) -> Guarantee:
        """What is claimed of the negatives that it lets stay."""


def lm_gap_within(config: FilterConfig) -> Judge:
    """Stop negatives that are much less, or much more, likely than their caption. Where nothing scored them (null) they stay."""
    low, high = config.lm_gap_min, config.lm_gap_max

    def judge(nominees: Nominees) -> Verdicts:
        gap = nominees.negatives.column("lm_gap").combine_chunks().cast(pa.float64())
        stays = pc.or_kleene(pc.is_null(gap), pc.and_(pc.greater_equal(gap, low), pc.less_equal(gap, high)))
        why = pc.if_else(pc.less(gap, low), Reason.TOO_LIKELY.value, Reason.UNLIKELY.value)
        said = pc.binary_join_element_wise("lm_gap ", pc.cast(pc.round(gap, 3), pa.string()), f" outside {low:g}..{high:g}", "")
        nothing = pa.scalar(None, pa.string())
        return Verdicts(pc.if_else(stays, nothing, why), pc.if_else(stays, nothing, said))

    return judge
