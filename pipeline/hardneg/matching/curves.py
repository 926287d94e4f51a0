"""Fit curves from a matcher's scores to p(valid), on labelled rows, by family where there are enough of them."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.schemas.calibration import Curve
from hardneg.schemas.family import Family

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ISOTONIC_LEAST = 300
"""Minimum rows of each class for an isotonic curve (Zadrozny and Elkan 2002); with fewer it is Platt's sigmoid (1999)."""

FAMILY_LEAST = 40
"""Minimum rows of each class for a family's own curve."""

FOLDS = 5
DIGITS = 4
"""Decimals of p_valid: later digits of a score depend on its batch."""


class Labelled(NamedTuple):
    """Hold the columns of labelled rows; `positive` is None where some row has no score of its caption."""

    family: npt.NDArray[np.str_]
    negative: Floats
    positive: Floats | None
    valid: Flags

    def take(self, rows: Flags) -> "Labelled":
        """Return the rows of a mask."""
        positive = None if self.positive is None else self.positive[rows]
        return Labelled(self.family[rows], self.negative[rows], positive, self.valid[rows])


def fit(rows: Labelled, folds: npt.NDArray[np.int64]) -> tuple[Curve, dict[Family, Curve]]:
    """Return the curve of all rows, and those of the families with enough rows.

    Args:
        rows: They need both classes.
        folds: Number of each row's fold, below FOLDS; dependent rows share a fold.
    """
    families = {}
    for family in Family:
        here = rows.family == family.value
        if min(int(rows.valid[here].sum()), int((~rows.valid[here]).sum())) >= FAMILY_LEAST:
            families[family] = _best(rows.take(here), folds[here])
    return _best(rows, folds), families


def evaluate(
    pooled: Curve, families: dict[Family, Curve], family: Sequence[str] | npt.NDArray[np.str_], negative: Floats, positive: Floats | None
) -> Floats:
    """Return p(valid) of each row, by the curve of its family or else the pooled one, rounded to `DIGITS`.

    Raises:
        ValueError: A curve needs the margin, and there are no scores of captions.
    """
    names = np.asarray(family, np.str_)
    found = _at(pooled, feature_of(pooled.feature, negative, positive)) if len(names) else np.zeros(0)
    for name, curve in families.items():
        here = names == name.value
        if here.any():
            found[here] = _at(curve, feature_of(curve.feature, negative, positive)[here])
    return np.round(found, DIGITS)


def _best(rows: Labelled, folds: npt.NDArray[np.int64]) -> Curve:
    """Choose the feature of lower log loss in cross-validation, and fit its curve to all rows."""
    features: list[Literal["margin", "score"]] = ["score"] if rows.positive is None else ["margin", "score"]
    losses = {feature: _cross_validated(feature_of(feature, rows.negative, rows.positive), rows.valid, folds) for feature in features}
    best = min(features, key=lambda feature: losses[feature])
    curve = _fitted(feature_of(best, rows.negative, rows.positive), rows.valid)
    return curve.model_copy(update={"feature": best, "log_loss": round(losses[best], 6)})


def feature_of(feature: str, negative: Floats, positive: Floats | None) -> Floats:
    """Return the x of a curve: the margin of the caption over the negative, or the score of the negative with its sign changed.

    Raises:
        ValueError: The margin is asked for, and there are no scores of captions.
    """
    if feature == "score":
        return -negative
    if positive is None:
        raise ValueError("the calibration is of margins, which need the score of the caption")
    return positive - negative


def _cross_validated(x: Floats, valid: Flags, folds: npt.NDArray[np.int64]) -> float:
    total = 0.0
    for fold in range(FOLDS):
        held = folds == fold
        rest = valid[~held]
        if not held.any() or rest.all() or not rest.any():
            continue
        p = _at(_fitted(x[~held], rest), x[held])
        total -= float(np.log(np.where(valid[held], p, 1.0 - p)).sum())
    return total / len(x)


def _fitted(x: Floats, valid: Flags) -> Curve:
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression

    good, bad = int(valid.sum()), int((~valid).sum())
    low, high = 1.0 / (bad + 2), 1.0 - 1.0 / (good + 2)  # never 0 or 1: Laplace's rule of succession
    counts = {"feature": "score", "valid": good, "invalid": bad, "log_loss": 0.0}
    if min(good, bad) >= ISOTONIC_LEAST:
        steps = IsotonicRegression(y_min=low, y_max=high, out_of_bounds="clip").fit(x, valid.astype(np.float64))
        knots = {"x": steps.X_thresholds_.tolist(), "y": np.clip(steps.y_thresholds_, low, high).tolist()}
        return Curve.model_validate({"method": "isotonic", **knots, **counts})
    middle, spread = float(x.mean()), float(x.std()) or 1.0
    line = LogisticRegression().fit(((x - middle) / spread)[:, None], valid)
    slope = max(0.0, float(line.coef_[0, 0])) / spread  # a falling curve carries no information
    intercept = float(line.intercept_[0]) - slope * middle
    return Curve.model_validate({"method": "platt", "y": [low, high], "slope": slope, "intercept": intercept, **counts})


def _at(curve: Curve, x: Floats) -> Floats:
    if curve.method == "isotonic":
        return np.interp(x, curve.x, curve.y)
    raised = np.exp(-np.clip(curve.slope * x + curve.intercept, -60.0, 60.0))
    low, high = curve.y
    share: Floats = np.minimum(np.maximum(1.0 / (1.0 + raised), low), high)
    return share
