"""Evaluate a matcher on fresh scenes, beside a plain contrastive model."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hardneg.errors import UserError
from hardneg.matching.load import load_matcher
from hardneg.matching.matcher import Matcher
from hardneg.training.matcher.scenes.scene_accuracy import FAMILIES, SceneFigures, SceneTrial, best_threshold, measured, scores_of, trial_of

BEFORE = "scenes-clip"
CALIBRATION_SEED = 700_001
CALIBRATION_SCENES = 1000


def evaluate(model: str, scenes: int, seed: int, json_file: str | None, log: Callable[[str], None]) -> Mapping[str, Any]:
    """Evaluate `model` on the scenes of a seed, log a table, and write the figures to a file.

    The threshold of the balanced figures is the model folder's, or else the best one on scenes of another seed.

    Raises:
        UserError: The model does not exist, the seed is the calibration's, or the file cannot be written.
    """
    if seed == CALIBRATION_SEED:
        raise UserError(f"--seed {seed}: thresholds are fitted on this seed; give another")
    matcher = load_matcher(model)
    trial = trial_of(scenes, seed)
    threshold = threshold_of(matcher)
    after = measured(matcher, trial, threshold)
    before = None if model == BEFORE else _before(trial)
    result = {
        "model": matcher.revision,
        "scenes": scenes,
        "seed": seed,
        "threshold": threshold,
        "pairwise": after.pairwise,
        "balanced": after.balanced,
        "before": before.pairwise if before is not None else {},
        "counts": after.counts,
        "captions_accepted": after.captions,
        "positives_accepted": after.positives,
        "positives": len(trial.positives),
    }
    for line in table(after, before):
        log(line)
    log(f"accepted at {threshold:.2f}: {after.captions:.4f} of true captions, {after.positives:.4f} of {len(trial.positives)} paraphrases")
    if json_file:
        write_figures(Path(json_file), result)
    return result


def write_figures(path: Path, figures: Mapping[str, Any]) -> None:
    """Write the figures that `--json` requests.

    Raises:
        UserError: The file cannot be written.
    """
    try:
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"--json {path}: cannot be written ({error.strerror}); give a path in a folder that exists") from None


def threshold_of(matcher: Matcher) -> float:
    """Return the model's own threshold, or else the best one on scenes of the calibration's seed."""
    if matcher.threshold is not None:
        return matcher.threshold
    trial = trial_of(CALIBRATION_SCENES, CALIBRATION_SEED)
    return best_threshold(scores_of(matcher, trial), trial)


def table(after: SceneFigures, before: SceneFigures | None) -> list[str]:
    """Return the lines of a Markdown table, one line a family."""
    lines = ["| family | pairs | before | pairwise | balanced |", "|---|---|---|---|---|"]
    for family in FAMILIES:
        was = f"{before.pairwise[family]:.3f}" if before is not None else ""
        lines.append(f"| {family} | {after.counts[family]:,} | {was} | {after.pairwise[family]:.4f} | {after.balanced[family]:.4f} |")
    return lines


def _before(trial: SceneTrial) -> SceneFigures | None:
    try:
        matcher = load_matcher(BEFORE)
    except UserError:
        return None
    return measured(matcher, trial, 0.0)
