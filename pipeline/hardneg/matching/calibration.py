"""Make calibrations from labelled scores, save them beside a model, and load them.

    calibration.parquet     the labelled scores (`hardneg.schemas.calibration.LabelledScore`)
    calibration.json        curves and bounds (`hardneg.schemas.calibration.Calibration`)

A hash of the group decides its use: a third of the groups fit the curves, with all their rows. The others, one row each, give the bound,
which can be computed for any alpha.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.matching.competence import competence
from hardneg.matching.curves import FOLDS, Labelled, evaluate, fit
from hardneg.matching.risk_control import bound as bound_of
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import Bound, Calibration, LabelledScore
from hardneg.schemas.family import Family

VERSION = 2
ROWS = "calibration.parquet"
RECORD = "calibration.json"
ALPHAS = (0.01, 0.02, 0.05)
DELTA = 0.05
UNCLAIMED = 0.9
"""Default threshold on p_valid where no bound holds."""

ASSUMPTIONS = (
    "With probability 1 - delta over the calibration data, the share of invalid negatives among those kept is at most alpha, if a run's "
    "negatives are independent draws of the same kind as the calibration's: images, captions, families, ways to write negatives, and a "
    "share of invalid ones that is no larger. Learn then Test (Angelopoulos, Bates, Candes, Jordan and Lei 2021) with exact binomial "
    "p-values: see pipeline/hardneg/matching/risk_control.py."
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
        return bool(self.rows["score_positive"].null_count < self.rows.num_rows)

    def p_valid(self, family: list[str], negative: npt.ArrayLike, positive: npt.ArrayLike | None) -> Floats:
        """Return the probability that each negative is false of its image or caption. `positive` is None for text matchers."""
        scores = None if positive is None else np.asarray(positive, np.float64)
        return evaluate(self.record.pooled, self.record.families, family, np.asarray(negative, np.float64), scores)

    def bound(self, alpha: float, delta: float = DELTA, default: float = UNCLAIMED, judged: frozenset[Family] | None = None) -> Bound:
        """Return the threshold that keeps at most a share `alpha` of invalid negatives. See `hardneg.matching.risk_control`.

        Rows of families that are not `judged` do not count (null: all count), and neither do those whose family is not named.
        """
        fitted, p_valid, valid, fitted_family, family = _held_out(self)
        if judged is not None:
            names = [each.value for each in judged]
            here, there = np.isin(family, names), np.isin(fitted_family, names)
            fitted, p_valid, valid = fitted[there], p_valid[here], valid[here]
        return bound_of(fitted, p_valid, valid, alpha, delta, default)

    def mismatch_below(self, share: float) -> float | None:
        """Return the quantile `share` of the scores of true captions; None without scores of captions."""
        groups, column = _groups(self.rows), self.rows["score_positive"]
        if column.null_count or not share:
            return None
        _, first = np.unique(groups, return_index=True)
        return float(np.quantile(np.asarray(column, np.float64)[first], share, method="lower"))


def calibrate(rows: pa.Table, matcher: str, source: str) -> FittedCalibration:
    """Fit curves and bounds to labelled rows.

    Args:
        rows: Rows of `LabelledScore`.
        matcher: Revision of the weights that gave the scores.
        source: Description of the rows, for the record.

    Raises:
        UserError: All rows are valid or none is, or a score is no number.
    """
    labelled = _labelled(rows, source)
    fitting = _fitting(rows)
    _both_classes(labelled.valid, source, "")
    _both_classes(labelled.valid[fitting], source, " in the third for the curves")
    pooled, families = fit(labelled.take(fitting), _buckets(rows, "fold", FOLDS)[fitting])
    data = storage.parquet(rows)
    record = Calibration(
        version=VERSION,
        matcher=matcher,
        data=hashlib.sha256(data).hexdigest(),
        source=source,
        rows=rows.num_rows,
        rows_fit=int(fitting.sum()),
        rows_bound=int(_testing(rows, fitting).sum()),
        invalid_share=round(float((~labelled.valid).mean()), 6),
        pooled=pooled,
        families=families,
        bounds=[],
        competence=competence(*_independent(rows, labelled, fitting), pooled, families),
        assumptions=ASSUMPTIONS,
    )
    unbounded = _with_hash(record, rows)
    bounds = [unbounded.bound(alpha) for alpha in ALPHAS]
    return _with_hash(record.model_copy(update={"bounds": bounds}), rows)


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
        rows = storage.read_parquet(data).cast(arrow_schema(LabelledScore))
    except (OSError, ValueError, ValidationError, pa.ArrowException) as error:
        raise UserError(f"{path / RECORD}: cannot be read with {ROWS} ({type(error).__name__}); {again}") from None
    if matcher is not None and record.matcher.rpartition("@")[2] != matcher.rpartition("@")[2]:
        raise UserError(f"{path / RECORD}: made for the weights {record.matcher}, not {matcher}; {again}")
    return _with_hash(record, rows)


def _with_hash(record: Calibration, rows: pa.Table) -> FittedCalibration:
    return FittedCalibration(record, rows, hashlib.sha256(record.model_dump_json().encode()).hexdigest()[:16])


@lru_cache(maxsize=4)
def _held_out(
    fitted: FittedCalibration,
) -> tuple[Floats, Floats, npt.NDArray[np.bool_], npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    """Return p_valid of the rows that fit the curves, p_valid and labels of the held-out rows, and the families of both.

    Cached, because several stages of a run make the same matcher, and the split takes most of the time.
    """
    rows, record = fitted.rows, fitted.record
    labelled = _labelled(rows, record.source)
    p_valid = evaluate(record.pooled, record.families, labelled.family, labelled.negative, labelled.positive)
    fitting = _fitting(rows)
    testing = _testing(rows, fitting)
    return p_valid[fitting], p_valid[testing], labelled.valid[testing], labelled.family[fitting], labelled.family[testing]


def _labelled(rows: pa.Table, source: str) -> Labelled:
    negative, column = np.asarray(rows["score_negative"], np.float64), rows["score_positive"]
    positive = None if column.null_count else np.asarray(column, np.float64)
    for scores in (negative, positive):
        if scores is not None and not np.isfinite(scores).all():
            raise UserError(f"calibration data {source}: a score is no number; are the matcher's weights sound?")
    return Labelled(
        np.asarray([family or "" for family in rows["family"].to_pylist()], np.str_), negative, positive, np.asarray(rows["valid"], bool)
    )


def _both_classes(valid: npt.NDArray[np.bool_], source: str, where: str) -> None:
    if valid.all() or not valid.any():
        lacks = "invalid" if valid.any() else "valid"
        raise UserError(
            f"calibration data {source}: no {lacks} negative among {len(valid)} rows{where}; it takes both kinds to fit p(valid)"
        )


def _groups(rows: pa.Table) -> npt.NDArray[np.str_]:
    named = rows["group"].to_pylist()
    return np.asarray([f"row {i}" if group is None else f"group {group}" for i, group in enumerate(named)], np.str_)


def _buckets(rows: pa.Table, purpose: str, count: int) -> npt.NDArray[np.int64]:
    """Return a number below `count` for each row, the same for a whole group."""
    return np.asarray([_hash(f"{purpose}\x1f{group}") % count for group in _groups(rows)], np.int64)


def _fitting(rows: pa.Table) -> npt.NDArray[np.bool_]:
    fitting: npt.NDArray[np.bool_] = _buckets(rows, "curves", 3) == 0
    return fitting


def _testing(rows: pa.Table, fitting: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Select one row of each group that does not fit the curves, uniformly by a hash."""
    return _one_of_each(_groups(rows), fitting)


def _independent(rows: pa.Table, labelled: Labelled, fitting: npt.NDArray[np.bool_]) -> tuple[Labelled, Labelled | None]:
    """Select one row of each group and family that does not fit the curves; the second table has the scores with shuffled images.

    These scores are NaN where a row got none, and the table is None where no row has one.
    """
    one = _one_of_each(np.char.add(np.char.add(_groups(rows), "\x1f"), labelled.family), fitting)
    negative, positive = rows["shuffled_negative"], rows["shuffled_positive"]
    if labelled.positive is None or len(rows) in (negative.null_count, positive.null_count):
        return labelled.take(one), None
    shuffled = labelled._replace(negative=np.asarray(negative, np.float64), positive=np.asarray(positive, np.float64))
    return labelled.take(one), shuffled.take(one)


def _one_of_each(keys: npt.NDArray[np.str_], fitting: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    members: dict[str, list[int]] = {}
    for i, (key, used) in enumerate(zip(keys.tolist(), fitting.tolist(), strict=True)):
        if not used:
            members.setdefault(key, []).append(i)
    chosen = np.zeros(len(keys), bool)
    chosen[[of[_hash(f"member\x1f{key}") % len(of)] for key, of in members.items()]] = True
    return chosen


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
