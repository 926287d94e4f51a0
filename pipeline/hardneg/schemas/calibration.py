"""Define the records of a calibration: the labelled scores, the curves fitted to them, and the bounds that follow."""

from typing import Literal

from pydantic import model_validator

from hardneg.schemas.arrow import Float32
from hardneg.schemas.family import Family
from hardneg.schemas.record import Record
from hardneg.schemas.rows import Row


class LabelledScore(Row):
    """Hold a labelled negative with the scores of a matcher, as a row of `calibration.parquet`.

    `valid` is true where the negative is false of its image, or of its caption where there is no image. Rows of the same `group` (image or
    scene) are not independent, and a row without one is a group of its own. `score_positive` is the score of the caption, null for text
    matchers. `shuffled_negative` and `shuffled_positive` are the scores of the same texts for the image of another group: what the matcher
    knows from the texts alone. They are null for text matchers. An `added` row is of a scene to which things were added, in half of the
    scenes such that the negative is true: it counts for competence alone, since in a run such negatives are rarer.
    """

    group: str | None = None
    family: Family | None = None
    score_negative: Float32
    score_positive: Float32 | None = None
    valid: bool
    shuffled_negative: Float32 | None = None
    shuffled_positive: Float32 | None = None
    added: bool | None = None


class Curve(Record):
    """Map x to the probability p(valid).

    `feature` says what x is: `margin` (score_positive - score_negative) or `score` (-score_negative).

    Isotonic: linear between the knots (x[i], y[i]), constant outside. Platt: 1 / (1 + exp(-(slope x + intercept))), clipped to the range
    of y.
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
            raise ValueError("an isotonic curve needs as many x as y, in ascending order")
        if self.method == "platt" and len(self.y) != 2:
            raise ValueError("a Platt curve needs the minimum and the maximum of y")
        return self


class Bound(Record):
    """Hold a threshold on p_valid, with the bound on the share of invalid negatives that it keeps.

    Where `claimed` is true, the share of invalid negatives among those kept is at most alpha, with probability at least 1 - delta over the
    calibration data. Where it is false, `why` names the reason, and the threshold is only a default.

    `kept` and `invalid` count the held-out rows (one a group) at this threshold. `upper` is the upper limit of the share of invalid rows
    among the kept, for this threshold alone, at the confidence with which the claim was tested (Clopper and Pearson 1934). `valid_kept` is
    the share of valid rows that are kept. `families` are those that the bound covers together.
    """

    families: list[Family] = []

    alpha: float
    delta: float
    claimed: bool
    threshold: float
    kept: int
    invalid: int
    upper: float
    valid_kept: float
    why: str | None = None


class Competence(Record):
    """Hold how well a matcher ranks the negatives of one family, on independent labelled rows.

    `auc` is the ROC-AUC: the probability that a valid negative ranks above an invalid one. `lower` and `upper` are its limits, each with
    95% confidence (`hardneg.matching.competence`). `pairwise` is the share of valid negatives that score below their caption, with
    its 95% interval. `shuffled` and `pairwise_shuffled` are ROC-AUC and share with the image of another row. All these are null for text
    matchers.
    """

    valid: int
    invalid: int
    auc: float
    lower: float
    upper: float
    pairwise: float | None = None
    pairwise_lower: float | None = None
    pairwise_upper: float | None = None
    shuffled: float | None = None
    pairwise_shuffled: float | None = None


class Calibration(Record):
    """Hold a calibration (`calibration.json`). `matcher` is the revision of the weights, `data` the SHA-256 of `calibration.parquet`."""

    version: int
    matcher: str
    data: str
    source: str
    rows: int
    rows_fit: int
    rows_bound: int
    rows_added: int = 0
    invalid_share: float
    pooled: Curve
    families: dict[Family, Curve]
    competence: dict[Family, Competence] = {}
    assumptions: str


class Guarantee(Record):
    """Describe a matcher of the filter in the manifest: its weights, its calibration and the bounds in force, which hold together.

    `competence` holds what it can judge, and `abstains` the reason for each family that it does not judge, and
    `abstains_from_kinds` for each kind within the families that it judges.
    """

    matcher: str
    calibration: str | None = None
    source: str | None = None
    rows_fit: int = 0
    rows_bound: int = 0
    bounds: list[Bound] = []
    mismatch_below: float | None = None
    assumptions: str | None = None
    competence: dict[Family, Competence] = {}
    abstains: dict[Family, str] = {}
    abstains_from_kinds: dict[str, str] = {}

    @property
    def claimed(self) -> bool:
        """Return whether every bound is claimed."""
        return bool(self.bounds) and all(bound.claimed for bound in self.bounds)

    @property
    def judged(self) -> list[Family]:
        """Return the families that the matcher judges."""
        return [family for family in Family if family not in self.abstains]
