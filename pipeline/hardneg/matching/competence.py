"""Measure by family whether a matcher ranks valid negatives above invalid ones. It may judge a family only where this is shown.

CLIP, for example, ranks *a red cube on a blue ball* and *a blue cube on a red ball* hardly better than by chance, so it must not decide
which of the two is kept. On labelled rows a family has

* its ROC-AUC over all pairs of a valid and an invalid negative, with the matcher's own feature (`Curve.feature`);
* an exact lower and upper limit of it: min(valid, invalid) disjoint pairs are independent, and in each the valid one ranks higher with
  probability AUC, so the number of such pairs is binomial (Clopper and Pearson 1934). Few rows give a wide interval, and so no judge:
  with all pairs in order, 11 of them are needed to show 0.75, and 13 where there are images;
* the same AUC with the images shuffled: what the texts alone reveal is no merit of the matcher;
* the share of valid negatives that score below their caption, and the same with the images shuffled. They decide nothing.

One row for each group and family counts, because the rows of one image are dependent. They are of the half that fits the curves, and none
is of the half for the bounds, so that the choice of the families does not depend on the rows that bound their risk. A monotone curve
changes no ROC-AUC. An image matcher's feature is the better of two on these rows, so each has half the probability of error.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from hardneg.matching.curves import Labelled, feature_of
from hardneg.schemas.calibration import Competence, Curve
from hardneg.schemas.family import Family

DELTA = 0.05
"""Probability that the AUC lies below `lower`, and that it lies above `upper`; of image matchers half of it for each of two features."""
DIGITS = 4

Floats = npt.NDArray[np.float64]


def competence(rows: Labelled, shuffled: Labelled | None, pooled: Curve, families: Mapping[Family, Curve]) -> dict[Family, Competence]:
    """Return the competence in each family that has a valid and an invalid row.

    Args:
        rows: Independent rows within each family, in an order that does not depend on their scores.
        shuffled: The same rows with the scores for images of other rows, NaN where there is none; None for text matchers.
        pooled: Curve of all families, whose feature counts where a family has no curve of its own.
        families: Curves by family.
    """
    found = {}
    for family in Family:
        here = rows.family == family.value
        valid = rows.valid[here]
        if not valid.any() or valid.all():
            continue
        kind = families.get(family, pooled).feature
        x = feature_of(kind, rows.negative, rows.positive)[here]
        other = None if shuffled is None else feature_of(kind, shuffled.negative, shuffled.positive)[here]
        right, pairs = _disjoint(x[valid], x[~valid])
        lower, upper = _limits(right, pairs, DELTA if rows.positive is None else DELTA / 2)
        found[family] = Competence(
            valid=int(valid.sum()),
            invalid=int((~valid).sum()),
            auc=round(_auc(x, valid), DIGITS),
            lower=round(lower, DIGITS),
            upper=round(upper, DIGITS),
            shuffled=None if other is None else _shuffled(other, valid),
            **_pairwise(rows, shuffled, here & rows.valid),
        )
    return found


def why_not(of: Competence | None, auc_min: float, above_shuffled: float) -> str | None:
    """Return why a matcher must not judge a family, or None where it may.

    Args:
        of: Its competence; None where the calibration has no valid, or no invalid row of the family.
        auc_min: The lower limit of the AUC must be above this.
        above_shuffled: It must be above the AUC with shuffled images by more than this.
    """
    if of is None:
        return "not in its calibration with valid and invalid rows"
    if of.lower <= auc_min:
        return f"ROC-AUC {of.auc:.2f} ({of.lower:.2f} to {of.upper:.2f}), not surely above {auc_min:g}"
    if of.pairwise is not None and of.shuffled is None:
        return "no scores with shuffled images, so that nothing shows that the images matter"
    if of.shuffled is not None and of.lower <= of.shuffled + above_shuffled:
        return f"ROC-AUC {of.auc:.2f} ({of.lower:.2f} to {of.upper:.2f}), and {of.shuffled:.2f} with shuffled images"
    return None


def _auc(x: Floats, valid: npt.NDArray[np.bool_]) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(valid, x))


def _shuffled(x: Floats, valid: npt.NDArray[np.bool_]) -> float:
    """Return the AUC of the rows with a score, or 1 where they are of one class: then nothing shows that the images matter."""
    there = np.isfinite(x)
    scored = valid[there]
    return round(_auc(x[there], scored), DIGITS) if scored.any() and not scored.all() else 1.0


def _disjoint(valid: Floats, invalid: Floats) -> tuple[int, int]:
    """Return in how many disjoint pairs the valid row ranks higher, and the number of pairs. A tie counts against the matcher."""
    pairs = min(len(valid), len(invalid))
    return int((valid[:pairs] > invalid[:pairs]).sum()), pairs


def _pairwise(rows: Labelled, shuffled: Labelled | None, these: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Return the share of these valid negatives that score below their caption, its exact 95% interval, and that with shuffled images."""
    if rows.positive is None:
        return {}
    below = (rows.positive > rows.negative)[these]
    lower, upper = _limits(int(below.sum()), len(below), 0.025)
    found = {"pairwise": float(below.mean()), "pairwise_lower": lower, "pairwise_upper": upper}
    if shuffled is not None and shuffled.positive is not None:
        there = these & np.isfinite(shuffled.positive) & np.isfinite(shuffled.negative)
        if there.any():
            found["pairwise_shuffled"] = float((shuffled.positive > shuffled.negative)[there].mean())
    return {name: round(value, DIGITS) for name, value in found.items()}


def _limits(right: int, pairs: int, delta: float) -> tuple[float, float]:
    from scipy.stats import beta

    lower = float(beta.ppf(delta, right, pairs - right + 1)) if right else 0.0
    upper = float(beta.ppf(1.0 - delta, right + 1, pairs - right)) if right < pairs else 1.0
    return lower, upper
