"""Fit Fisher's discriminant of hidden states, the text-only classifier against which candidates are selected.

With d the state of one text less that of another, scaled, the classifier says that the first is the negative where w.d > 0. w is the least
squares solution of w.d = 1 with a ridge. A pair in reverse order has -d and -1, so there is no intercept:

    w = (sum d d^T + RIDGE n I)^-1 sum d

For each family a further discriminant is fitted to what w leaves of its pairs (1 - w.d). One w of all recognised 0.60 of relations and
counts; those of the families, 0.66 and 0.65.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from hardneg.rewrite.debias.embedder import States

RIDGE = 3.0
"""Times the mean square of a scaled state."""
FEWEST = 50
"""A discriminant needs so many pairs."""

Scores = npt.NDArray[np.float64]


def scale_of(changes: States) -> States:
    """Return the standard deviation of each dimension of the states (n, width): (width,), with 1 for a constant one."""
    deviation = changes.std(0)
    return np.where(deviation > 0, deviation, 1.0).astype(np.float32)


def discriminant(learnt: States, base: States | None = None) -> States:
    """Return weights (width,) under which most of the scaled differences (n, width) are positive.

    With the weights of another discriminant as `base`, the residuals of that are fitted, and the sum of both is returned.
    """
    exact = learnt.astype(np.float64)
    within = exact.T @ exact + RIDGE * len(exact) * np.eye(exact.shape[1])
    if base is None:
        base = np.zeros(exact.shape[1], np.float32)
    weights: States = (base + np.linalg.solve(within, exact.T @ (1.0 - exact @ base))).astype(np.float32)
    return weights


def discriminants(learnt: States, members: Mapping[str, npt.NDArray[np.bool_]]) -> dict[str, States] | None:
    """Fit a discriminant for each group of the differences (n, width); None where they are fewer than `FEWEST`.

    A group with fewer than `FEWEST` has the discriminant of all, and so has one that is all of them.
    """
    if len(learnt) < FEWEST:
        return None
    weights = discriminant(learnt)
    return {name: discriminant(learnt[own], weights) if FEWEST <= own.sum() < len(own) else weights for name, own in members.items()}


def cross_fitted(states: States, families: Sequence[str], half: npt.NDArray[np.bool_], selected: Sequence[int]) -> Scores | None:
    """Score each candidate by discriminants that were fitted to selected pairs of the other half; None where these are too few.

    Args:
        states: Of every candidate less its caption (n, width), divided by their `scale_of`.
        families: Of every candidate.
        half: The half that the caption of every candidate is in.
        selected: Indices of the selected candidates.

    Returns:
        Scores (n,); positive where the candidate is recognised as the negative.
    """
    indices, of_family = np.array(selected, np.int64), np.array(families)
    found = np.zeros(len(states))
    for side in (False, True):
        learnt = indices[half[indices] == side]
        fitted = discriminants(states[learnt], {family: of_family[learnt] == family for family in sorted(set(families))})
        if fitted is None:
            return None
        for family, weights in fitted.items():
            scored = (half != side) & (of_family == family)
            found[scored] = states[scored] @ weights
    return found
