"""Test whether the risk bound holds: calibrate on scenes of one seed and test on those of another, on 100 random halves of both.

Three figures are printed for each alpha: how often a bound is claimed; in how many resamplings the share of invalid negatives among those
kept exceeds alpha for any of the claimed bounds; and the share of valid negatives that is kept of the families that they cover. All
negatives of a scene are resampled together; 20% are invalid.
"""

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hardneg.matching.bounds import bounds_of
from hardneg.matching.calibration import ALPHAS, calibrate
from hardneg.training.matcher.labelled_cases import of_scenes
from hardneg.training.matcher.labelled_scores import scored


class Held(NamedTuple):
    """Hold the results for one alpha: the numbers of resamplings with a claim and with a violated claim, and means over the claims.

    `invalid_among_kept` is the mean of the largest share among the bounds of a resampling.
    """

    alpha: float
    times: int
    claimed: int
    broken: int
    invalid_among_kept: float
    valid_kept: float


def resampled(calibration: pa.Table, test: pa.Table, times: int, seed: int = 0) -> list[Held]:
    """Calibrate on a random half of the groups of one table, and test on a random half of the other, `times` times."""
    rng = np.random.default_rng(seed)
    found: dict[float, list[tuple[float, float]]] = {alpha: [] for alpha in ALPHAS}
    for _ in range(times):
        made = calibrate(calibration.filter(_half(calibration, rng)), "resampled", "resampled")
        fresh = test.filter(_half(test, rng))
        p_valid = made.p_valid(fresh["family"].to_pylist(), fresh["score_negative"], fresh["score_positive"])
        valid = np.asarray(fresh["valid"], bool)
        family = np.asarray(fresh["family"].to_pylist(), np.str_)
        for alpha in ALPHAS:
            covered, kept, shares = np.zeros(len(valid), bool), np.zeros(len(valid), bool), list[float]()
            for bound in (each for each in bounds_of(made, alpha) if each.claimed):
                here = np.isin(family, [each.value for each in bound.families])
                passing = here & (p_valid >= bound.threshold)
                shares.append(float((~valid[passing]).mean()) if passing.any() else 0.0)
                covered, kept = covered | here, kept | passing
            if shares:
                found[alpha].append((max(shares), float(kept[covered & valid].mean())))
    return [_held(alpha, times, each) for alpha, each in found.items()]


def _held(alpha: float, times: int, found: list[tuple[float, float]]) -> Held:
    shares, kept = ([each[i] for each in found] or [float("nan")] for i in (0, 1))
    return Held(alpha, times, len(found), sum(share > alpha for share in shares), float(np.mean(shares)), float(np.mean(kept)))


def _half(rows: pa.Table, rng: np.random.Generator) -> pa.Array:
    groups, places = np.unique(np.asarray(rows["group"].to_pylist(), np.str_), return_inverse=True)
    chosen: npt.NDArray[np.bool_] = rng.permutation(len(groups)) < len(groups) // 2
    return pa.array(chosen[places])


def main(words: list[str]) -> None:
    """Calibrate and test on resamplings, and print the results for each alpha."""
    options = argparse.ArgumentParser(prog="python -m benchmarks risk", description=__doc__)
    options.add_argument("--model", default="scenes")
    options.add_argument("--scenes", type=int, default=4000, help="scenes per seed")
    options.add_argument("--calibrate", type=int, default=101, help="seed of the calibration scenes")
    options.add_argument("--test", type=int, default=202, help="seed of the test scenes")
    options.add_argument("--share", type=float, default=0.2, help="share of negatives that are still true")
    options.add_argument("--times", type=int, default=100, help="number of resamplings")
    options.add_argument("--json", help="file for the figures")
    chosen = options.parse_args(words)
    cases = (of_scenes(chosen.scenes, seed, chosen.share).cases for seed in (chosen.calibrate, chosen.test))
    calibration, test = (scored(chosen.model, each) for each in cases)
    print(f"{calibration.num_rows} negatives for calibration, {test.num_rows} for testing, {chosen.times} resamplings of halves")
    held = resampled(calibration, test, chosen.times)
    for each in held:
        print(
            f"alpha {each.alpha:g}: claimed {each.claimed}/{each.times}, violated {each.broken}/{each.times}; "
            f"on average {each.invalid_among_kept:.4f} of those kept are invalid, {each.valid_kept:.1%} of the valid are kept"
        )
    if chosen.json:
        Path(chosen.json).write_text(json.dumps([each._asdict() for each in held], indent=1) + "\n")
