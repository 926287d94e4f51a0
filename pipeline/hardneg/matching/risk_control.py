"""The threshold on p_valid, and what may be claimed of it.

What is wanted: of the negatives that the filter keeps, at most a share alpha is invalid (true of the image after all). That share,

    R(t) = P(invalid | p_valid >= t),

is a ratio that need not fall as t rises, so conformal risk control (Angelopoulos, Bates, Fisch, Lei and Schuster 2022), which needs a
loss that is monotone and bounds its expectation, does not apply. *Learn then Test* (Angelopoulos, Bates, Candes, Jordan and Lei 2021) does:
each threshold t is a hypothesis H_t: R(t) > alpha, rejected by a p-value that holds for a finite sample, and testing controls the
chance that any true H_t is rejected.

* p-value: given how many of the held-out rows are kept, n, the number k of invalid ones among them is Binomial(n, R(t)); so
  p = P(Binomial(n, alpha) <= k) is valid, exactly, for every n.
* Testing in a fixed sequence, from strict to lax, until one is not rejected, costs no correction (their section 4). A strict threshold that
  keeps few can never be rejected, so a sequence begins where enough rows are kept to reject at all; where that is best is not known
  beforehand, so there are up to three beginnings, each with its share of delta (Bonferroni), and the laxest rejected threshold is taken.
* Thresholds, their order and the curve p_valid come from other rows than those that are tested on.

Guarantee: with probability at least 1 - delta over the draw of the held-out rows, R(t) <= alpha for the chosen t.

Assumptions: held-out rows and the negatives of a run are independent draws from one distribution: the same kinds of images, captions,
families and ways to write negatives, and the same share of invalid ones. With the same two distributions of scores (of valid and of invalid
ones) but a *smaller* share of invalid ones it holds all the more, since R(t) rises with that share; with a larger one, or other images,
nothing is claimed. Rows of one scene or image depend on each other; one of each is tested on.
"""

import math

import numpy as np
import numpy.typing as npt

from hardneg.schemas.calibration import Bound

STEPS = 60
BEGINNINGS = (2.0, 4.0, 8.0)
"""Where sequences begin: so many times the rows that would have to be kept, all of them valid, for a rejection."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def least_kept(alpha: float, delta: float) -> int:
    """The fewest kept rows, all valid, by which R <= alpha can be claimed: (1 - alpha)^n <= delta."""
    return math.ceil(math.log(delta) / math.log1p(-alpha))


def bound(fitted: Floats, p_valid: Floats, valid: Flags, alpha: float, delta: float, default: float) -> Bound:
    """The laxest threshold that is claimed to keep at most a share `alpha` of invalid ones; `default`, and no claim, where there is none.

    Args:
        fitted: p_valid of the rows that the curve was fitted on, of which the candidates for the threshold are taken.
        p_valid: Of the held-out rows, independent of each other.
        valid: Of the held-out rows.
        alpha: Largest share.
        delta: Chance, over the draw of the held-out rows, that the claim is wrong.
        default: Threshold without a claim.
    """
    need = least_kept(alpha, delta)
    if len(valid) < need:
        why = f"{len(valid)} held-out rows, and it takes at least {need} to claim a share of {alpha:g} at delta {delta:g}"
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
    """P(Binomial(n, alpha) <= k) with k invalid ones among the n rows kept."""
    from scipy.special import bdtr

    return float(bdtr(int((~valid).sum()), len(valid), alpha)) if len(valid) else 1.0


def _thresholds(fitted: Floats, begin: float) -> list[float]:
    """From the one that keeps a share `begin` of the fitted rows to the one that keeps all, each once."""
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
