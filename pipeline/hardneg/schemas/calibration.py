"""What a calibration is: the labelled scores it comes from, the curves fitted to them, and the bound that they allow."""

from typing import Literal

from pydantic import model_validator

from hardneg.schemas.arrow import Float32
from hardneg.schemas.family import Family
from hardneg.schemas.record import Record
from hardneg.schemas.rows import Row


class LabelledScore(Row):
    """A row of `calibration.parquet`: a negative of known worth with a matcher's scores.

    `valid`: it is false of its image (of its caption, where there is none). Rows of the same `group` (image or scene) are not independent;
    a row without one is a group of its own. `score_positive` is the caption's; null for text matchers.
    """

    group: str | None = None
    family: Family | None = None
    score_negative: Float32
    score_positive: Float32 | None = None
    valid: bool


class Curve(Record):
    """p(valid) as a function of x: `feature` is `margin` (score_positive - score_negative) or `score` (minus score_negative).

    Isotonic: linear between the knots (x[i], y[i]), level outside. Platt: 1 / (1 + exp(-(slope x + intercept))), cut to the range of y.
    """

    method: Literal["isotonic", "platt"]
    feature: Literal["margin", "score"]
    x: list[float] = []
    y: list[float]
    slope: float = 0.0
    intercept: float = 0.0
    valid: int
    invalid: int
    log_loss: float

    @model_validator(mode="after")
    def _whole(self) -> "Curve":
        if self.method == "isotonic" and (len(self.x) != len(self.y) or not self.x or sorted(self.x) != self.x):
            raise ValueError("an isotonic curve needs as many x as y, in rising order")
        if self.method == "platt" and len(self.y) != 2:
            raise ValueError("a Platt curve needs the least and the greatest y")
        return self


class Bound(Record):
    """A threshold on p_valid, and what is known about what it keeps.

    `claimed`: with probability at least 1 - delta over the calibration data, the share of invalid ones among those kept is at most alpha.
    Where it is not claimed, `why` says what is in the way, and the threshold is only a default. `kept`, `invalid`: of the held-out rows
    (one a group) at this threshold; `upper`: 1 - delta upper limit of the share of invalid ones among the kept, for this threshold alone
    (Clopper and Pearson 1934); `valid_kept`: share of the valid ones that stay.
    """

    alpha: float
    delta: float
    claimed: bool
    threshold: float
    kept: int
    invalid: int
    upper: float
    valid_kept: float
    why: str | None = None


class Calibration(Record):
    """`calibration.json`. `matcher` is the revision of the weights, `data` the SHA-256 of the `calibration.parquet` beside it."""

    version: int
    matcher: str
    data: str
    source: str
    rows: int
    rows_fit: int
    rows_bound: int
    invalid_share: float
    pooled: Curve
    families: dict[Family, Curve]
    bounds: list[Bound]
    assumptions: str


class Guarantee(Record):
    """What the manifest says of a matcher of the filter: its weights, its calibration and the bound in force."""

    matcher: str
    calibration: str | None = None
    source: str | None = None
    rows_fit: int = 0
    rows_bound: int = 0
    bound: Bound | None = None
    mismatch_below: float | None = None
    assumptions: str | None = None
