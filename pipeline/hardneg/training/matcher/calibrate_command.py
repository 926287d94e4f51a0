"""`hardneg calibrate-matcher`: score negatives of known worth, fit p(valid), say what can be claimed, and keep it beside the model."""

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
from hardneg.matching.load import is_text, load_matcher, load_text_matcher
from hardneg.matching.matcher import DIGITS
from hardneg.models.matcher_folder import find_matcher
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import LabelledScore
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
    console: Console | None = None,
) -> FittedCalibration:
    """Calibrate `model` on scenes or on a labelled file, and write both files to `out` (null: the model's folder).

    Args:
        model: A matcher of images or of texts, by name, folder or hub id.
        scenes: How many scenes to draw; either this or `labels`.
        seed: Of the scenes; another one than those of training and testing.
        labels: A file of `hardneg.training.matcher.labelled_cases.of_file`.
        out: Where to write; has to be given for a hub id.
        share: Of the scenes' negatives that are still true.
        revision: Of a hub id.
        device: As `load_matcher`.
        batch_size: As `load_matcher`.
        console: Where to print.

    Raises:
        UserError: Neither or both of `scenes` and `labels`, a text matcher on scenes, labels of one class, ...
    """
    if (scenes is None) == (labels is None):
        raise UserError("calibrate-matcher: give either --scenes N or --labels FILE")
    if not 0.0 < share < 1.0:
        raise UserError(f"--share {share:g}: a share of invalid negatives between 0 and 1; without any there is nothing to calibrate on")
    folder = find_matcher(model, revision)
    if out is None and not (Path(model).expanduser().is_dir() or "/" not in model):
        raise UserError(f"matcher {model}: comes from the hub; name the folder for its calibration with --to")
    console = console or Console()
    if labels is not None:
        cases, source = of_file(labels), Path(labels).name
    else:
        assert scenes is not None
        if is_text(folder):
            raise UserError(f"matcher {model}: judges texts, and scenes are images; give --labels FILE")
        drawn = of_scenes(scenes, seed, share)
        cases, source = drawn.cases, f"{scenes} scenes of seed {seed}, {share:.0%} of the negatives still true"
        console.print(
            f"{len(cases):,} negatives of {scenes:,} scenes; {drawn.undecided:,} of the rewriter's were left out, their truth is open"
        )
    rows = scored(model, cases, revision=revision, device=device, batch_size=batch_size, console=console)
    made = calibrate(rows, folder.revision, source)
    save(made, out or folder.path)
    _show(made, console)
    console.print(f"written: calibration.json and calibration.parquet in {out or folder.path.name}")
    return made


def scored(
    model: str,
    cases: Sequence[Case],
    *,
    revision: str | None = None,
    device: str | None = None,
    batch_size: int = 64,
    console: Console | None = None,
) -> pa.Table:
    """Cases with the scores that the filter would give them, as `LabelledScore`; those whose images cannot be looked at are left out.

    Raises:
        UserError: The matcher wants images and a case has none, or not one image can be looked at.
    """
    console = console or Console()
    if is_text(find_matcher(model, revision)):
        judge = load_text_matcher(model, revision, device, batch_size)
        negative = np.round(
            np.asarray(judge.score([case.caption for case in cases], [case.negative for case in cases]), np.float64), DIGITS
        )
        return _table(cases, negative, None)
    if any(case.image is None for case in cases):
        raise UserError(f"matcher {model}: looks at images, and some of the labelled rows have none; give them, or a text matcher")
    image_scorer = ImageScorer("", None, MAX_PIXELS, batch_size)
    image_scorer.matcher = load_matcher(model, revision, device, batch_size)
    places: dict[tuple[str, str], int] = {}
    parents = np.asarray([places.setdefault((case.group, case.caption), len(places)) for case in cases], np.int64)
    firsts = np.unique(parents, return_index=True)[1]
    captions = [
        {"id": str(i), "caption": case.caption, "source": {"input": "", "key": str(i)}, "image": case.image and case.image.model_dump()}
        for i, case in enumerate(cases[first] for first in firsts)
    ]
    table = pa.Table.from_pylist(captions, schema=arrow_schema(CaptionRow))
    looked = image_scorer.score(table, pa.table({"negative": [case.negative for case in cases]}), parents)
    if looked.faults:
        reason, detail = next(iter(looked.faults.values()))
        console.print(f"{len(looked.faults):,} captions left out: their images cannot be looked at (the first: {reason}, {detail})")
    seen = np.isfinite(looked.negative)
    if not seen.any():
        raise UserError("calibrate-matcher: not one image of the labelled rows could be looked at; are its paths relative to the file?")
    strange = sorted({*looked.unlearnt, *(i for i, row in enumerate(parents.tolist()) if row in looked.unlearnt_captions)})
    if strange:
        console.print(f"{len(strange):,} negatives left out: they or their captions have words that the matcher has not learnt")
        seen[strange] = False
    if not seen.any():
        raise UserError(f"matcher {model}: every labelled row has a word that it has not learnt; it cannot judge texts like these")
    kept = [case for case, there in zip(cases, seen.tolist(), strict=True) if there]
    return _table(kept, looked.negative[seen], looked.positive[parents][seen])


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
                f"alpha {bound.alpha:g}: p_valid >= {bound.threshold:.4f} keeps {bound.valid_kept:.1%} of the valid; {bound.invalid} of "
                f"{bound.kept:,} kept are invalid; at most {bound.alpha:g} with confidence {1 - bound.delta:g}"
            )
        else:
            console.print(f"alpha {bound.alpha:g}: nothing is claimed: {bound.why}")
    if counts[False]:
        console.print("Where nothing is claimed, the filter goes by filter.match.p_valid_min, and the manifest says so.")
