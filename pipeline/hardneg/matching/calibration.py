"""Make calibrations from labelled scores, save them beside a model, and load them.

    calibration.parquet     the labelled scores (`hardneg.schemas.calibration.LabelledScore`)
    calibration.json        curves and competence (`hardneg.schemas.calibration.Calibration`)

One half of the groups fits the curves, with all their rows, and shows in which families the matcher is competent. The other half is for the
bounds, which can be computed for any alpha (`hardneg.matching.bounds`). Rows of scenes with things added count for competence alone: half
of them are invalid, and neither p(valid) nor a bound may be learnt from such a share.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.matching.competence import competence
from hardneg.matching.curves import FOLDS, Labelled, evaluate, fit
from hardneg.matching.holdout import buckets, for_curves, groups, independent_by_family, is_added
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import Calibration, LabelledScore

VERSION = 3
ROWS = "calibration.parquet"
RECORD = "calibration.json"
ALPHAS = (0.01, 0.02, 0.05)
"""Shares for which `hardneg calibrate-matcher` prints the bounds."""
DELTA = 0.05
UNCLAIMED = 0.9
"""Default threshold on p_valid where no bound holds."""

ASSUMPTIONS = (
    "With probability 1 - delta over the calibration data, no claimed bound is wrong: of the negatives that it keeps, at most a share "
    "alpha is invalid, if a run's negatives are independent draws of the same kind as the calibration's: images, captions, families, ways "
    "to write negatives, and a share of invalid ones that is no larger. Learn then Test (Angelopoulos, Bates, Candes, Jordan and Lei 2021) "
    "with exact binomial p-values: see pipeline/hardneg/matching/risk_control.py and bounds.py."
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FittedCalibration:
    """Hold a calibration with the rows it was fitted to; `hash` covers both files, and alone decides equality."""

    record: Calibration = field(compare=False)
    rows: pa.Table = field(compare=False)
    hash: str

    @property
    def of_images(self) -> bool:
        """Return whether the matcher scores images: then the captions have scores as well."""
        return _of_images(self.rows)

    def p_valid(self, family: list[str], negative: npt.ArrayLike, positive: npt.ArrayLike | None) -> Floats:
        """Return the probability that each negative is false of its image or caption. `positive` is None for text matchers."""
        scores = None if positive is None else np.asarray(positive, np.float64)
        return evaluate(self.record.pooled, self.record.families, family, np.asarray(negative, np.float64), scores)

    def mismatch_below(self, share: float) -> float | None:
        """Return the quantile `share` of the scores of true captions; None without scores of captions."""
        column = self.rows["score_positive"]
        if not self.of_images or not share:
            return None
        _, first = np.unique(groups(self.rows), return_index=True)
        return float(np.quantile(np.asarray(column, np.float64)[first], share, method="lower"))


def calibrate(rows: pa.Table, matcher: str, source: str) -> FittedCalibration:
    """Fit curves to labelled rows, and measure competence.

    Args:
        rows: Rows of `LabelledScore`.
        matcher: Revision of the weights that gave the scores.
        source: Description of the rows, for the record.

    Raises:
        UserError: All rows are valid or none is, or a score is no number.
    """
    labelled = labelled_of(rows, source)
    natural, shown = ~is_added(rows), for_curves(rows)
    fitting = shown & natural
    require_both_classes(rows, source)
    pooled, families = fit(labelled.take(fitting), buckets(rows, "fold", FOLDS)[fitting])
    data = storage.parquet(rows)
    record = Calibration(
        version=VERSION,
        matcher=matcher,
        data=hashlib.sha256(data).hexdigest(),
        source=source,
        rows=rows.num_rows,
        rows_fit=int(fitting.sum()),
        rows_bound=int((natural & ~shown).sum()),
        rows_added=int((shown & ~natural).sum()),
        invalid_share=round(float((~labelled.valid)[natural].mean()), 6),
        pooled=pooled,
        families=families,
        competence=competence(*_competent(rows, labelled, shown), pooled, families),
        assumptions=ASSUMPTIONS,
    )
    return _with_hash(record, rows)


def require_both_classes(rows: pa.Table, source: str) -> None:
    """Refuse rows of which no calibration can be made. No score is read, so it can be asked before a training; see `calibrate`.

    Args:
        rows: Columns `group`, `valid` and `added` of `LabelledScore`.
        source: Description of the rows.

    Raises:
        UserError: All rows are valid or none is, also in the half that fits the curves.
    """
    valid, natural = np.asarray(rows["valid"], bool), ~is_added(rows)
    _both_classes(valid[natural], source, " of scenes without things added" if not natural.all() else "")
    _both_classes(valid[natural & for_curves(rows)], source, " in the half for the curves")


def save(calibrated: FittedCalibration, folder: str | Path) -> None:
    """Write both files."""
    storage.write(storage.join(str(folder), ROWS), storage.parquet(calibrated.rows))
    text = calibrated.record.model_dump_json(indent=1, exclude_none=True)
    storage.write(storage.join(str(folder), RECORD), (text + "\n").encode())


def load(folder: str | Path, matcher: str | None = None) -> FittedCalibration | None:
    """Return the calibration in a folder; None where there is none.

    Args:
        folder: Of the model, or one of its own.
        matcher: Revision of the weights in use, to check that they are those of the calibration.

    Raises:
        UserError: The two files do not match, cannot be read, or belong to other weights.
    """
    path = Path(folder)
    again = f"run `hardneg calibrate-matcher` for {path.name} again"
    if not (path / RECORD).exists():
        if (path / ROWS).exists():
            raise UserError(f"{path / ROWS}: there is no {RECORD} beside it; {again}")
        return None
    try:
        record = Calibration.model_validate_json((path / RECORD).read_bytes())
        data = (path / ROWS).read_bytes()
        if record.version != VERSION or hashlib.sha256(data).hexdigest() != record.data:
            raise UserError(f"{path / RECORD}: not made of the {ROWS} beside it, or by another version; {again}")
        rows = _complete(storage.read_parquet(data)).cast(arrow_schema(LabelledScore))
    except (OSError, ValueError, ValidationError, pa.ArrowException) as error:
        raise UserError(f"{path / RECORD}: cannot be read with {ROWS} ({type(error).__name__}); {again}") from None
    if matcher is not None and record.matcher.rpartition("@")[2] != matcher.rpartition("@")[2]:
        raise UserError(f"{path / RECORD}: made for the weights {record.matcher}, not {matcher}; {again}")
    return _with_hash(record, rows)


def _of_images(rows: pa.Table) -> bool:
    return bool(rows["score_positive"].null_count < rows.num_rows)


def _complete(rows: pa.Table) -> pa.Table:
    """Return the rows with the column `added`, which those of older calibrations lack."""
    return rows if "added" in rows.column_names else rows.append_column("added", pa.nulls(len(rows), pa.bool_()))


def _with_hash(record: Calibration, rows: pa.Table) -> FittedCalibration:
    return FittedCalibration(record, rows, hashlib.sha256(record.model_dump_json().encode()).hexdigest()[:16])


def labelled_of(rows: pa.Table, source: str) -> Labelled:
    """Return the columns of labelled rows; rows without a family have the family "".

    Raises:
        UserError: A score is no number.
    """
    negative, column = np.asarray(rows["score_negative"], np.float64), rows["score_positive"]
    positive = np.asarray(column, np.float64) if _of_images(rows) else None
    for scores in (negative, positive):
        if scores is not None and not np.isfinite(scores).all():
            raise UserError(f"calibration data {source}: a score is missing or no number; are the matcher's weights sound?")
    return Labelled(
        np.asarray([family or "" for family in rows["family"].to_pylist()], np.str_), negative, positive, np.asarray(rows["valid"], bool)
    )


def _both_classes(valid: npt.NDArray[np.bool_], source: str, where: str) -> None:
    if valid.all() or not valid.any():  # also where there is no row at all
        lacks = "invalid" if valid.any() else "valid"
        raise UserError(
            f"calibration data {source}: no {lacks} negative among {len(valid)} rows{where}; it takes both kinds to fit p(valid)"
        )


def _competent(rows: pa.Table, labelled: Labelled, fitting: npt.NDArray[np.bool_]) -> tuple[Labelled, Labelled | None]:
    """Select one row of each group and family of the half for the curves; the second table has the scores with shuffled images.

    These scores are NaN where a row got none, and the table is None where no row has one.
    """
    one = independent_by_family(rows, labelled.family, fitting)
    negative, positive = rows["shuffled_negative"], rows["shuffled_positive"]
    if labelled.positive is None or len(rows) in (negative.null_count, positive.null_count):
        return labelled.take(one), None
    shuffled = labelled._replace(negative=np.asarray(negative, np.float64), positive=np.asarray(positive, np.float64))
    return labelled.take(one), shuffled.take(one)
