"""Find a matcher with its calibration, and state the guarantee for the negatives that it keeps."""

from typing import NamedTuple

from hardneg.errors import UserError
from hardneg.matching.calibration import FittedCalibration, load
from hardneg.matching.located import Located, locate
from hardneg.schemas.calibration import Bound, Guarantee
from hardneg.schemas.config import MatchConfig

NOT_CALIBRATED = "the matcher has no calibration; `hardneg calibrate-matcher` makes one"


class CalibratedMatcher(NamedTuple):
    """A matcher with its calibration and the bound in force; without a calibration there is no bound."""

    located: Located
    calibration: FittedCalibration | None
    bound: Bound | None

    @property
    def revision(self) -> str:
        """Return the revision of the weights with the hash of the calibration."""
        return self.located.revision + (f"+{self.calibration.hash}" if self.calibration is not None else "")

    def guarantee(self, config: MatchConfig, mismatch_below: float | None = None) -> Guarantee:
        """Return what is guaranteed of the negatives that the matcher keeps, for the manifest."""
        if self.calibration is None:
            nothing = {"kept": 0, "invalid": 0, "upper": 1.0, "valid_kept": 0.0, "threshold": 0.0}
            bound = Bound.model_validate({"alpha": config.alpha, "delta": config.delta, "claimed": False, "why": NOT_CALIBRATED} | nothing)
            return Guarantee(matcher=self.located.revision, bound=bound, mismatch_below=mismatch_below)
        record = self.calibration.record
        return Guarantee(
            matcher=self.located.revision,
            calibration=self.calibration.hash,
            source=record.source,
            rows_fit=record.rows_fit,
            rows_bound=record.rows_bound,
            bound=self.bound,
            mismatch_below=mismatch_below,
            assumptions=record.assumptions,
        )


def find_calibrated(model: str, revision: str | None, calibration: str | None, config: MatchConfig) -> CalibratedMatcher:
    """Return the matcher of that name with the calibration in `calibration`, else with the one in its own folder, if any.

    Raises:
        UserError: There is no such model, or no calibration in `calibration`.
    """
    located = locate(model, revision, config)
    folder = calibration if calibration is not None or located.folder is None else located.folder.path
    found = load(folder, located.revision) if folder is not None else None
    if found is None:
        if calibration is not None:
            raise UserError(
                f"matcher {model}: no calibration.json in {calibration}; run `hardneg calibrate-matcher {model} --to {calibration}`"
            )
        return CalibratedMatcher(located, None, None)
    return CalibratedMatcher(located, found, found.bound(config.alpha, config.delta, config.p_valid_min))
