"""Choose the threshold on p_valid with a guarantee (risk control).

The aim: of the negatives that the filter keeps, at most a share alpha is invalid (true of the image after all). That share,

    R(t) = P(invalid | p_valid >= t),

is a ratio that need not fall as t rises, so conformal risk control (Angelopoulos, Bates, Fisch, Lei and Schuster 2022), which needs a
loss that is monotone and bounds its expectation, does not apply. *Learn then Test* (Angelopoulos, Bates, Candes, Jordan and Lei 2021) does:
each threshold t is a hypothesis H_t: R(t) > alpha, rejected by a p-value that holds for a finite sample, and testing controls the
probability that any true H_t is rejected.

* p-value: given how many of the held-out rows are kept, n, the number k of invalid ones among them is Binomial(n, R(t)); so
  p = P(Binomial(n, alpha) <= k) is valid, exactly, for every n.
* Testing in a fixed sequence, from strict to lax, until one is not rejected, costs no correction (their section 4). A strict threshold that
  keeps few can never be rejected, so a sequence begins where enough rows are kept to reject at all; where that is best is not known
  beforehand, so there are up to three starting points, each with its share of delta (Bonferroni). The lowest rejected threshold is used.
* Thresholds, their order and the curve p_valid come from rows that are not used in the tests.

Guarantee: with probability at least 1 - delta over the draw of the held-out rows, R(t) <= alpha for the chosen t.

Assumptions: held-out rows and the negatives of a run are independent draws from one distribution: the same kinds of images, captions,
families and ways to write negatives, and the same share of invalid ones. With the same two distributions of scores (of valid and of invalid
ones) but a *smaller* share of invalid ones it holds too, since R(t) rises with that share; with a larger one, or other images,
there is no guarantee. Rows of one scene or image are dependent, so only one of each is tested.
"""

import math

import numpy as np
import numpy.typing as npt

from hardneg.schemas.calibration import Bound

STEPS = 60
BEGINNINGS = (2.0, 4.0, 8.0)
"""Starting points of sequences, as multiples of the fewest valid rows that allow a rejection."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def least_kept(alpha: float, delta: float) -> int:
    """Return the fewest kept rows, all valid, that allow the claim R <= alpha: (1 - alpha)^n <= delta."""
    return math.ceil(math.log(delta) / math.log1p(-alpha))


def bound(fitted: Floats, p_valid: Floats, valid: Flags, alpha: float, delta: float, default: float) -> Bound:
    """Return the lowest threshold that provably keeps at most a share `alpha` of invalid negatives.

    Where there is none, the threshold is `default`, without a claim.

    Args:
        fitted: p_valid of the rows that the curve was fitted to, which give the candidate thresholds.
        p_valid: Values of the held-out rows, which are independent.
        valid: Labels of the held-out rows.
        alpha: Maximum share.
        delta: Probability, over the draw of the held-out rows, that the claim is wrong.
        default: Threshold without a claim.
    """
    need = least_kept(alpha, delta)
    if len(valid) < need:
        why = f"{len(valid)} held-out rows, but at least {need} are needed to claim a share of {alpha:g} at delta {delta:g}"
        return _described(p_valid, valid, alpha, delta, default, why)
    begins = [share for share in (times * need / len(valid) for times in BEGINNINGS) if share < 1.0] or [1.0]
    rejected: list[float] = []
    for begin in begins:
        for threshold in _thresholds(fitted, begin):
            if p_value(valid[p_valid >= threshold], alpha) > delta / len(begins):
                break
            rejected.append(threshold)
    if not rejected:
        why = f"at no threshold do the {len(valid)} held-out rows show that at most a share of {alpha:g} of those kept is invalid"
        return _described(p_valid, valid, alpha, delta, default, why)
    return _described(p_valid, valid, alpha, delta, min(rejected), None)


def p_value(valid: Flags, alpha: float) -> float:
    """Return P(Binomial(n, alpha) <= k) with k invalid ones among the n rows kept."""
    from scipy.special import bdtr

    return float(bdtr(int((~valid).sum()), len(valid), alpha)) if len(valid) else 1.0


def _thresholds(fitted: Floats, begin: float) -> list[float]:
    """Return thresholds in descending order: the first keeps a share `begin` of the fitted rows, the last all."""
    shares = np.linspace(begin, 1.0, STEPS)
    found = np.quantile(fitted, 1.0 - shares, method="lower")
    return [float(threshold) for threshold in sorted(set(found.tolist()), reverse=True)]


def _described(p_valid: Floats, valid: Flags, alpha: float, delta: float, threshold: float, why: str | None) -> Bound:
    from scipy.special import bdtri

    kept = p_valid >= threshold
    invalid, count = int((kept & ~valid).sum()), int(kept.sum())
    upper = float(bdtri(invalid, count, delta)) if invalid < count else 1.0
    return Bound(
        alpha=alpha,
        delta=delta,
        claimed=why is None,
        threshold=threshold,
        kept=count,
        invalid=invalid,
        upper=round(upper, 6),
        valid_kept=round(float((kept & valid).sum() / max(1, valid.sum())), 6),
        why=why,
    )
