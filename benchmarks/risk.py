"""Does the bound hold? Calibrated on scenes of one seed, tested on those of another, a hundred times over on halves of both.

For each alpha: how often a threshold is claimed, in how many resamplings the share of invalid negatives among those kept is larger than
alpha, and which share of the valid ones is kept. All negatives of a scene are drawn together; 20% of them are true of it.
"""

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hardneg.matching.calibration import ALPHAS, calibrate
from hardneg.training.matcher.calibrate_command import scored
from hardneg.training.matcher.labelled_cases import of_scenes


class Held(NamedTuple):
    """Of one alpha over all resamplings: how many made a claim, broke it, and the means of what was found where there was a claim."""

    alpha: float
    times: int
    claimed: int
    broken: int
    invalid_among_kept: float
    valid_kept: float


def resampled(calibration: pa.Table, test: pa.Table, times: int, seed: int = 0) -> list[Held]:
    """Calibrate on a random half of the groups of one table, test on one of the other's."""
    rng = np.random.default_rng(seed)
    found: dict[float, list[tuple[float, float]]] = {alpha: [] for alpha in ALPHAS}
    for _ in range(times):
        made = calibrate(calibration.filter(_half(calibration, rng)), "resampled", "resampled")
        fresh = test.filter(_half(test, rng))
        p_valid = made.p_valid(fresh["family"].to_pylist(), fresh["score_negative"], fresh["score_positive"])
        valid = np.asarray(fresh["valid"], bool)
        for bound in made.record.bounds:
            if bound.claimed:
                kept = p_valid >= bound.threshold
                found[bound.alpha].append((float((~valid[kept]).mean()) if kept.any() else 0.0, float(kept[valid].mean())))
    return [_held(alpha, times, each) for alpha, each in found.items()]


def _held(alpha: float, times: int, found: list[tuple[float, float]]) -> Held:
    shares, kept = ([each[i] for each in found] or [float("nan")] for i in (0, 1))
    return Held(alpha, times, len(found), sum(share > alpha for share in shares), float(np.mean(shares)), float(np.mean(kept)))


def _half(rows: pa.Table, rng: np.random.Generator) -> pa.Array:
    groups, places = np.unique(np.asarray(rows["group"].to_pylist(), np.str_), return_inverse=True)
    chosen: npt.NDArray[np.bool_] = rng.permutation(len(groups)) < len(groups) // 2
    return pa.array(chosen[places])


def main(words: list[str]) -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks risk", description=__doc__)
    options.add_argument("--model", default="scenes")
    options.add_argument("--scenes", type=int, default=4000, help="of each seed")
    options.add_argument("--calibrate", type=int, default=101, help="seed")
    options.add_argument("--test", type=int, default=202, help="seed")
    options.add_argument("--share", type=float, default=0.2, help="of negatives that are still true")
    options.add_argument("--times", type=int, default=100)
    options.add_argument("--json", help="file to write the figures to")
    chosen = options.parse_args(words)
    tables = [scored(chosen.model, of_scenes(chosen.scenes, seed, chosen.share).cases) for seed in (chosen.calibrate, chosen.test)]
    print(f"{tables[0].num_rows} negatives to calibrate on, {tables[1].num_rows} to test on, {chosen.times} resamplings of halves")
    held = resampled(*tables, chosen.times)
    for each in held:
        print(
            f"alpha {each.alpha:g}: claimed {each.claimed}/{each.times}, broken {each.broken}/{each.times}; "
            f"on average {each.invalid_among_kept:.4f} of the kept invalid, {each.valid_kept:.1%} of the valid kept"
        )
    if chosen.json:
        Path(chosen.json).write_text(json.dumps([each._asdict() for each in held], indent=1) + "\n")
