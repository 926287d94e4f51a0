"""Bound the share of invalid negatives by family, where the labels are enough; the other families share one bound.

One threshold for all families may keep at most a share alpha of invalid negatives over all, and far more in one of them. So each family
with enough valid rows has a threshold and a claim of its own, and the rest is pooled. The claims hold together: with probability 1 - delta
none is wrong, because each is tested at delta divided by their number (Bonferroni). So they hold over all these families as well.

Which families have a bound of their own depends on the half of the rows that fits the curves, and not on the rows that are tested.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.matching.calibration import DELTA, UNCLAIMED, FittedCalibration, labelled_of
from hardneg.matching.curves import Labelled, evaluate
from hardneg.matching.holdout import Names, for_curves, groups, independent, is_added
from hardneg.matching.risk_control import bound, least_kept
from hardneg.schemas.calibration import Bound
from hardneg.schemas.family import Family

ENOUGH = 3
"""A family has a bound of its own from this many times the fewest valid rows that allow a claim; so has the rest."""

Flags = npt.NDArray[np.bool_]


def bounds_of(
    calibrated: FittedCalibration, alpha: float, delta: float = DELTA, default: float = UNCLAIMED, judged: Iterable[Family] = Family
) -> list[Bound]:
    """Return a bound for each family of enough rows, and one for all other judged families; they hold together.

    Args:
        calibrated: The calibration. Its rows whose family is not judged, or not named, do not count.
        alpha: Maximum share of invalid negatives among those kept.
        delta: Probability, over the labelled rows, that any of the claims is wrong.
        default: Threshold where nothing can be claimed.
        judged: Families that the matcher judges.
    """
    split = _split(calibrated)
    cells = _cells(split, [family for family in Family if family in set(judged)], alpha, delta)
    possible = sum(int(_tested(split, cell).sum()) >= least_kept(alpha, delta) for cell in cells)
    return [_bound(split, cell, alpha, delta, delta / max(1, possible), default) for cell in cells]


class _Split(NamedTuple):
    """Hold labelled rows without those of scenes with things added; those of `fitting` fit the curves, and the others test bounds."""

    labelled: Labelled
    groups: Names
    p_valid: npt.NDArray[np.float64]
    fitting: Flags


@lru_cache(maxsize=4)
def _split(calibrated: FittedCalibration) -> _Split:
    """Return the division of the rows. Cached, because several stages of a run make the same matcher, and it takes most of the time."""
    rows, record = calibrated.rows, calibrated.record
    natural = ~is_added(rows)
    labelled = labelled_of(rows, record.source).take(natural)
    p_valid = evaluate(record.pooled, record.families, labelled.family, labelled.negative, labelled.positive)
    return _Split(labelled, groups(rows)[natural], p_valid, for_curves(rows)[natural])


def _cells(split: _Split, families: list[Family], alpha: float, delta: float) -> list[list[Family]]:
    """Return the families of each bound: those of enough valid rows by themselves, and all others together.

    Where the others have too few rows together, the family with the fewest of the rest joins them.
    """
    need = ENOUGH * least_kept(alpha, delta / max(1, len(families)))
    valid = {family: _valid_groups(split, [family]) for family in families}
    own = sorted((family for family in families if valid[family] >= need), key=lambda family: -valid[family])
    while own and len(own) < len(families) and _valid_groups(split, [family for family in families if family not in own]) < need:
        own.pop()
    rest = [family for family in families if family not in own]
    return [[family] for family in families if family in own] + ([rest] if rest or not own else [])


def _valid_groups(split: _Split, families: list[Family]) -> int:
    """Count the groups with a valid row of these families in the half for the curves."""
    return len(np.unique(split.groups[split.fitting & split.labelled.valid & _of(split, families)]))


def _of(split: _Split, families: list[Family]) -> Flags:
    found: Flags = np.isin(split.labelled.family, [family.value for family in families])
    return found


def _tested(split: _Split, families: list[Family]) -> Flags:
    """Select the rows that test a bound: one of each group."""
    return independent(split.groups, ~split.fitting & _of(split, families))


def _bound(split: _Split, families: list[Family], alpha: float, delta: float, level: float, default: float) -> Bound:
    fitted, tested = split.fitting & _of(split, families), _tested(split, families)
    found = bound(split.p_valid[fitted], split.p_valid[tested], split.labelled.valid[tested], alpha, level, default)
    return found.model_copy(update={"families": families, "delta": delta})
