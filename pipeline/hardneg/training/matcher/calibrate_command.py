"""Calibrate a matcher on labelled negatives: fit p(valid), find thresholds that bound the risk, and save both beside the model."""

from pathlib import Path

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from hardneg.engine.storage_errors import IN_THE_WAY, file_in_the_way
from hardneg.errors import UserError
from hardneg.matching.bounds import bounds_of
from hardneg.matching.calibration import ALPHAS, FittedCalibration, calibrate, save
from hardneg.matching.competence import why_not
from hardneg.matching.holdout import shows_competence
from hardneg.matching.located import locate
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.family import Family
from hardneg.training.matcher.labelled_cases import Case, of_file, of_scenes
from hardneg.training.matcher.labelled_scores import scored
from hardneg.wording import amount


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
        revision: The commit of a hub id; null: that of `match`, if it names this model.
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
    match = match or MatchConfig()
    revision = revision or match.revision_of(model)
    located = locate(model, revision, match)
    if out is None and located.folder is None:
        raise UserError(f"matcher {model}: has no folder of its own; name the folder for its calibration with --to")
    if out is None and not (Path(model).expanduser().is_dir() or "/" not in model):
        raise UserError(f"matcher {model}: comes from the hub; name the folder for its calibration with --to")
    target = out if out is not None or located.folder is None else located.folder.path
    assert target is not None
    if file := file_in_the_way(str(target)):
        raise UserError(f"--to: {file}: {IN_THE_WAY}")
    console = console or Console(markup=False)
    if labels is not None:
        cases, source = _showing(_labelled(labels, model, located.of_texts, console)), Path(labels).name
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
    made = calibrate_on(rows, located.revision, source, target, match, console)
    console.print(f"written: calibration.json and calibration.parquet in {out or Path(target).name}")
    return made


def calibrate_on(rows: pa.Table, revision: str, source: str, to: str | Path, match: MatchConfig, console: Console) -> FittedCalibration:
    """Calibrate on scored rows, write both files to a folder, and print the curves, the bounds and the competence.

    Raises:
        UserError: All rows are valid, or none is.
    """
    made = calibrate(rows, revision, source)
    save(made, to)
    _show(made, console)
    _show_competence(made, match, console)
    _show_bounds(made, match, console)
    return made


def _labelled(labels: str, model: str, of_texts: bool, console: Console) -> list[Case]:
    """Return the labelled cases that this matcher would judge, and print how many others there are."""
    found = of_file(labels)
    if found.left_out:
        said = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(found.left_out.items()))
        console.print(f"{amount(sum(found.left_out.values()), 'negative')} skipped: {said}, which says nothing of a matcher")
    if not found.by_people:
        return found.cases
    cases = [case for case in found.cases if (case.image is None) == of_texts]
    how = "by their images, which a text matcher does not see" if of_texts else "without an image"
    if not cases:
        advice = "label them by `hardneg label OUT --no-images`" if of_texts else "label captions with an image"
        raise UserError(f"matcher {model}: all negatives of {labels} were labelled {how}; {advice}")
    if len(cases) < len(found.cases):
        console.print(f"{amount(len(found.cases) - len(cases), 'negative')} skipped: labelled {how}")
    return cases


def _showing(cases: list[Case]) -> list[Case]:
    """Return the cases without those of scenes with things added in the half for the bounds, which nothing counts: scoring takes long."""
    return [case for case in cases if not case.added or shows_competence(case.group)]


def _show(made: FittedCalibration, console: Console) -> None:
    record = made.record
    natural = record.rows_fit + record.rows_bound
    title = f"{natural:,} labelled negatives, {record.invalid_share:.1%} invalid; {record.rows_fit:,} for the curves and competence, "
    title += f"{record.rows_bound:,} for the bounds" + (f"; {record.rows_added:,} of additions for competence" if record.rows_added else "")
    curves = Table(title=title, title_justify="left")
    for name in ("family", "valid", "invalid", "curve", "of", "log loss"):
        curves.add_column(name, justify="left" if name in ("family", "curve", "of") else "right")
    for family, curve in [("all", record.pooled), *record.families.items()]:
        curves.add_row(str(family), f"{curve.valid:,}", f"{curve.invalid:,}", curve.method, curve.feature, f"{curve.log_loss:.4f}")
    console.print(curves)


def _show_bounds(made: FittedCalibration, match: MatchConfig, console: Console) -> None:
    """Print the bounds for some alphas, and for that of the config, on what it may judge."""
    record = made.record
    judged = [family for family in Family if why_not(record.competence.get(family), match.auc_min, match.above_shuffled) is None]
    if not judged:
        return
    table = Table(title="At most a share alpha of what is kept is invalid, for all bounds at once", title_justify="left")
    for name in ("alpha", "families", "p_valid from", "kept", "invalid", "valid kept"):
        table.add_column(name, justify="left" if name == "families" else "right")
    unclaimed = []
    for bound in (
        bound for alpha in sorted({*ALPHAS, match.alpha}) for bound in bounds_of(made, alpha, match.delta, match.p_valid_min, judged)
    ):
        names = ", ".join(bound.families)
        if bound.claimed:
            table.add_row(
                f"{bound.alpha:g}", names, f"{bound.threshold:.4f}", f"{bound.kept:,}", f"{bound.invalid:,}", f"{bound.valid_kept:.1%}"
            )
        else:
            unclaimed.append(f"alpha {bound.alpha:g}: no bound for {names}: {bound.why}")
    console.print(table)
    for line in unclaimed:
        console.print(line)
    if unclaimed:
        console.print("Without a bound the filter uses filter.match.p_valid_min, and the manifest says so.")


def _show_competence(made: FittedCalibration, match: MatchConfig, console: Console) -> None:
    """Print how well the matcher ranks valid negatives above invalid ones in each family, and which families it will judge."""
    table = Table(title="What it can judge: ROC-AUC and its 95% limits, and with shuffled images", title_justify="left")
    for name in ("family", "valid", "invalid", "ROC-AUC", "from", "to", "shuffled", "judges"):
        table.add_column(name, justify="left" if name in ("family", "judges") else "right", no_wrap=True)
    for family in Family:
        of = made.record.competence.get(family)
        why = why_not(of, match.auc_min, match.above_shuffled)
        if of is not None:
            numbers = [f"{of.valid:,}", f"{of.invalid:,}", f"{of.auc:.3f}", f"{of.lower:.3f}", f"{of.upper:.3f}"]
            numbers.append("" if of.shuffled is None else f"{of.shuffled:.3f}")
            table.add_row(str(family), *numbers, "yes" if why is None else "no")
    console.print(table)
    _show_pairwise(made, console)
    abstains: dict[str, list[str]] = {}
    for family in Family:
        if why := why_not(made.record.competence.get(family), match.auc_min, match.above_shuffled):
            abstains.setdefault(why, []).append(str(family))
    if abstains:
        names = ", ".join(name for families in abstains.values() for name in families)
        console.print(f"The filter will not ask it about: {names} (filter.match.auc_min, filter.match.above_shuffled).")
    for why, families in abstains.items():
        console.print(f"  {', '.join(families)}: {why}")


def _show_pairwise(made: FittedCalibration, console: Console) -> None:
    """Print the pairwise accuracy of an image matcher in each family."""
    table = Table(title="Share of valid negatives that score below their caption, its 95% interval, and with shuffled images")
    table.title_justify = "left"
    for name in ("family", "pairwise", "from", "to", "shuffled"):
        table.add_column(name, justify="left" if name == "family" else "right", no_wrap=True)
    for family, of in made.record.competence.items():
        if of.pairwise is not None:
            figures = (of.pairwise, of.pairwise_lower, of.pairwise_upper, of.pairwise_shuffled)
            table.add_row(str(family), *("" if each is None else f"{each:.3f}" for each in figures))
    if table.rows:
        console.print(table)
