"""Choosing against a judge that reads: among the proposals those that it cannot call. Adversarial filtering, but nothing is thrown away.

The judge is linear in what a `Reader` makes of a text: with d = state of the negative - state of the caption, scaled, it calls the one the
negative for which w.d > 0. w is Fisher's discriminant of the chosen pairs (least squares of w.d on 1, with a ridge; a pair the other way
round has -d and -1, so there is no intercept):

    w = (sum d d^T + RIDGE n I)^-1 sum d

To which comes, for each family, the same of its pairs alone, with what w leaves of them (1 - w.d) for 1: a w of all told 0.60 of relations
and counts, one of their own 0.66 and 0.65.

Where the chosen d sum to zero, w is zero, as in `herding`; but hundreds of numbers are too many to be features of their own. So the
judge, fitted on half of the captions, says of each proposal of the other half how surely it would call it, and the sign and the size of
that are balanced as any other feature. What is then chosen deceives this judge and not the next, so there are rounds, with other halves,
whose calls add up (`FADE`).

Of 1,018 captions of COCO (2,800 pairs) such a judge with fresh halves called 0.60 of the pairs before and 0.52 after; a MiniLM that was
fine-tuned on half of them, 0.574 and 0.533. 3% of the pairs went. With the same halves in every round it was 0.56 instead of 0.52. (These
figures are of one w for all families; of 2,420 captions in one part a MiniLM called 0.56 with that, and 0.547 with those of the families.)
The judge shares neither model, nor features, nor seed with those of `hardneg.quality`.
"""

import random
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from hardneg.rewrite.debias.embedder import Reader, States
from hardneg.rewrite.debias.herding import Chosen, Proposal, choose
from hardneg.schemas.config import BalanceConfig

ROUNDS = 8
FADE = 0.8
RIDGE = 3.0
"""Of the mean square of a scaled state."""
FEWEST = 50
"""Chosen pairs of a half that there is something to learn from."""

Calls = npt.NDArray[np.float64]


def choose_blind(
    captions: Sequence[str],
    proposals: Sequence[Proposal],
    most: Sequence[int],
    config: BalanceConfig,
    chance: random.Random,
    one_way: Collection[str] = frozenset(),
    reader: Reader | None = None,
) -> Chosen:
    """As `choose`; with a reader also such that a judge of what it reads cannot call what is chosen.

    The counts then say of each family how many pairs a last judge was asked about, and how many of them it called; and `changes` holds what
    the reader made of what is chosen.
    """
    chosen = choose(captions, proposals, most, config, chance, one_way)
    if reader is None or not proposals:
        return chosen
    of_caption, families = [each.caption for each in proposals], [each.family for each in proposals]
    changes = reader.changes(captions, [each.negative for each in proposals], of_caption)
    scale = scale_of(changes)
    states = np.divide(changes, scale, out=changes)  # where they are: of long captions they are gigabytes
    total = np.zeros(len(proposals))
    counts: Counter[str] = Counter()
    for turn in range(ROUNDS + 1):
        half = np.array([chance.random() < 0.5 for _ in captions])[of_caption]
        even = [j for j in chosen.indices if proposals[j].family not in one_way]
        judged = calls(states, families, half, even)
        if judged is None:
            break
        if turn == ROUNDS:
            counts.update(f"balance_read_{proposals[j].family}" for j in even)
            counts.update(f"balance_read_called_{proposals[j].family}" for j in even if judged[j] > 0)
            break
        total = FADE * total + judged
        unit = float(np.abs(total).mean()) or 1.0
        called = [each._replace(call=round(float(call) / unit, 2)) for each, call in zip(proposals, total, strict=True)]
        chosen = choose(captions, called, most, config, chance, one_way)
    return chosen._replace(counts=chosen.counts | counts, changes=states[chosen.indices] * scale)


def scale_of(changes: States) -> States:
    """What to divide changes (n, width) by, so that each number has a deviation of 1: (width,); 1 for one that never varies."""
    deviation = changes.std(0)
    return np.where(deviation > 0, deviation, 1.0).astype(np.float32)


def discriminant(learnt: States, base: States | None = None) -> States:
    """Fisher's discriminant of scaled differences (n, width): weights (width,) by which most of them are above zero.

    With other weights as a base, these and what such a discriminant tells of what they leave.
    """
    exact = learnt.astype(np.float64)
    within = exact.T @ exact + RIDGE * len(exact) * np.eye(exact.shape[1])
    if base is None:
        base = np.zeros(exact.shape[1], np.float32)
    weights: States = (base + np.linalg.solve(within, exact.T @ (1.0 - exact @ base))).astype(np.float32)
    return weights


def calls(states: States, families: Sequence[str], half: npt.NDArray[np.bool_], chosen: Sequence[int]) -> Calls | None:
    """How surely a judge of the chosen pairs of the other half calls each proposal the negative; None where they are too few to learn from.

    What tells the negatives of one family need not tell those of another, so where there are enough of a family the judge learns of it what
    the judge of all has left.

    Args:
        states: Of every proposal, divided by their `scale_of`.
        families: Of every proposal.
        half: Of every proposal, which half its caption is in.
        chosen: Which proposals are chosen.
    """
    indices, of_family = np.array(chosen, np.int64), np.array(families)
    found = np.zeros(len(states))
    for side in (False, True):
        learnt = indices[half[indices] == side]
        if len(learnt) < FEWEST:
            return None
        weights = discriminant(states[learnt])
        judged = half != side
        found[judged] = (states @ weights)[judged]
        for family in sorted(set(families)):
            own = learnt[of_family[learnt] == family]
            if FEWEST <= len(own) < len(learnt):
                special = judged & (of_family == family)
                found[special] = (states @ discriminant(states[own], weights))[special]
    return found
