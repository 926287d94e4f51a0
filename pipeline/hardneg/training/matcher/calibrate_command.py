"""Calibrate a matcher on labelled negatives: fit p(valid), find thresholds that bound the risk, and save both beside the model."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from hardneg.errors import UserError
from hardneg.matching.calibration import FittedCalibration, calibrate, save
from hardneg.matching.image_reading import MAX_PIXELS
from hardneg.matching.image_scoring import ImageScorer
from hardneg.matching.located import locate, start_matcher, start_text_matcher
from hardneg.matching.matcher import DIGITS
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import LabelledScore
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.rows import CaptionRow
from hardneg.training.matcher.labelled_cases import Case, of_file, of_scenes


def calibrate_matcher(
    model: str,
    *,
    scenes: int | None = None,
    seed: int = 0,
    labels: str | None = None,
    out: str | None = None,
    share: float = 0.2,
    revision: str | None = None,
    device: str | None = None,
    batch_size: int = 64,
    match: MatchConfig | None = None,
    console: Console | None = None,
) -> FittedCalibration:
    """Calibrate `model` on scenes or on a labelled file, and write both files to `out` (null: the model's folder).

    Args:
        model: A matcher of images or of texts, by name, folder or hub id; `llm` or `vlm:NAME`.
        scenes: The number of scenes to draw; give either this or `labels`.
        seed: The seed of the scenes; it must differ from those of training and testing.
        labels: A file of `hardneg.training.matcher.labelled_cases.of_file`.
        out: The folder to write to; required for a hub id, `llm` and `vlm:NAME`.
        share: The share of the scenes' negatives that is still true.
        revision: The commit of a hub id.
        device: See `load_matcher`.
        batch_size: See `load_matcher`.
        match: The config that says which model `llm` or `vlm:NAME` asks.
        console: The console to print to.

    Raises:
        UserError: Both or neither of `scenes` and `labels` are given, a text matcher gets scenes, or all labels are equal.
    """
    if (scenes is None) == (labels is None):
        raise UserError("calibrate-matcher: give either --scenes N or --labels FILE")
    if not 0.0 < share < 1.0:
        raise UserError(f"--share {share:g}: give a share of invalid negatives between 0 and 1")
    located = locate(model, revision, match or MatchConfig())
    if out is None and located.folder is None:
        raise UserError(f"matcher {model}: has no folder of its own; name the folder for its calibration with --to")
    if out is None and not (Path(model).expanduser().is_dir() or "/" not in model):
        raise UserError(f"matcher {model}: comes from the hub; name the folder for its calibration with --to")
    target = out if out is not None or located.folder is None else located.folder.path
    assert target is not None
    console = console or Console()
    if labels is not None:
        cases, source = of_file(labels), Path(labels).name
    else:
        assert scenes is not None
        if located.of_texts:
            raise UserError(f"matcher {model}: a text matcher cannot score images of scenes; give --labels FILE")
        drawn = of_scenes(scenes, seed, share)
        cases, source = drawn.cases, f"{scenes} scenes of seed {seed}, {share:.0%} of the negatives invalid"
        console.print(
            f"{len(cases):,} negatives of {scenes:,} scenes; {drawn.undecided:,} more of the rewriter's are skipped, being undecidable"
        )
    rows = scored(model, cases, revision=revision, device=device, batch_size=batch_size, match=match, console=console)
    made = calibrate(rows, located.revision, source)
    save(made, target)
    _show(made, console)
    console.print(f"written: calibration.json and calibration.parquet in {out or Path(target).name}")
    return made


def scored(
    model: str,
    cases: Sequence[Case],
    *,
    revision: str | None = None,
    device: str | None = None,
    batch_size: int = 64,
    match: MatchConfig | None = None,
    console: Console | None = None,
) -> pa.Table:
    """Return the cases with the scores that the filter would give them, as `LabelledScore`, without cases that get none: their images
    cannot be read, or they are too long.

    Raises:
        UserError: The matcher needs images and a case has none, or no image can be read.
    """
    console = console or Console()
    running = {"device": device, "batch_size": batch_size}
    match = (match or MatchConfig()).model_copy(update=running)
    if locate(model, revision, match).of_texts:
        judge = start_text_matcher(match.model_copy(update={"text_model": model, "text_revision": revision}))
        negative = np.round(
            np.asarray(judge.score([case.caption for case in cases], [case.negative for case in cases]), np.float64), DIGITS
        )
        scored_ones = np.isfinite(negative)
        if not scored_ones.all():
            console.print(f"{int((~scored_ones).sum()):,} negatives skipped: they are longer than the matcher reads")
        return _table([case for case, there in zip(cases, scored_ones, strict=True) if there], negative[scored_ones], None)
    if any(case.image is None for case in cases):
        raise UserError(f"matcher {model}: an image matcher needs an image in each labelled row; add the images, or name a text matcher")
    scorer = ImageScorer("", None, MAX_PIXELS, batch_size)
    scorer.matcher = start_matcher(match.model_copy(update={"image_model": model, "image_revision": revision}))
    places: dict[tuple[str, str], int] = {}
    parents = np.asarray([places.setdefault((case.group, case.caption), len(places)) for case in cases], np.int64)
    firsts = np.unique(parents, return_index=True)[1]
    captions = [
        {"id": str(i), "caption": case.caption, "source": {"input": "", "key": str(i)}, "image": case.image and case.image.model_dump()}
        for i, case in enumerate(cases[first] for first in firsts)
    ]
    table = pa.Table.from_pylist(captions, schema=arrow_schema(CaptionRow))
    scores = scorer.score(table, pa.table({"negative": [case.negative for case in cases]}), parents)
    if scores.faults:
        reason, detail = next(iter(scores.faults.values()))
        console.print(f"{len(scores.faults):,} captions skipped: their images cannot be read (the first: {reason}, {detail})")
    seen = np.isfinite(scores.negative)
    if not seen.any():
        raise UserError("calibrate-matcher: no image of the labelled rows can be read; paths must be relative to the file")
    out_of_vocabulary = sorted({*scores.unlearnt, *(i for i, row in enumerate(parents.tolist()) if row in scores.unlearnt_captions)})
    if out_of_vocabulary:
        console.print(
            f"{len(out_of_vocabulary):,} negatives skipped: they or their captions have words outside the matcher's training vocabulary"
        )
        seen[out_of_vocabulary] = False
    if not seen.any():
        raise UserError(f"matcher {model}: every labelled row has a word outside its training vocabulary; name another matcher")
    kept = [case for case, there in zip(cases, seen.tolist(), strict=True) if there]
    return _table(kept, scores.negative[seen], scores.positive[parents][seen])


def _table(cases: Sequence[Case], negative: np.ndarray, positive: np.ndarray | None) -> pa.Table:
    size = len(cases)
    columns = [
        pa.array([case.group for case in cases], pa.string()),
        pa.array([case.family and case.family.value for case in cases], pa.string()),
        pa.array(negative, pa.float32()),
        pa.nulls(size, pa.float32()) if positive is None else pa.array(positive, pa.float32()),
        pa.array([case.valid for case in cases], pa.bool_()),
    ]
    return pa.table(columns, schema=arrow_schema(LabelledScore))


def _show(made: FittedCalibration, console: Console) -> None:
    record = made.record
    title = f"{record.rows:,} labelled negatives, {record.invalid_share:.1%} invalid; {record.rows_fit:,} for the curves, "
    curves = Table(title=title + f"{record.rows_bound:,} for the bound", title_justify="left")
    for name in ("family", "valid", "invalid", "curve", "of", "log loss"):
        curves.add_column(name, justify="left" if name in ("family", "curve", "of") else "right")
    for family, curve in [("all", record.pooled), *record.families.items()]:
        curves.add_row(str(family), f"{curve.valid:,}", f"{curve.invalid:,}", curve.method, curve.feature, f"{curve.log_loss:.4f}")
    console.print(curves)
    counts = Counter(bound.claimed for bound in record.bounds)
    for bound in record.bounds:
        if bound.claimed:
            console.print(
                f"alpha {bound.alpha:g}: p_valid >= {bound.threshold:.4f} keeps {bound.valid_kept:.1%} of valid negatives; "
                f"{bound.invalid} of {bound.kept:,} kept are invalid; at most {bound.alpha:g} with confidence {1 - bound.delta:g}"
            )
        else:
            console.print(f"alpha {bound.alpha:g}: no bound: {bound.why}")
    if counts[False]:
        console.print("Without a bound the filter uses filter.match.p_valid_min, and the manifest says so.")
