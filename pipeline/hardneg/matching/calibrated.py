"""A matcher with its calibration, and what may be claimed of what it lets stay."""

from typing import NamedTuple

from hardneg.errors import UserError
from hardneg.matching.calibration import Calibrated, load
from hardneg.models.folder import Folder, find
from hardneg.schemas.calibration import Bound, Guarantee
from hardneg.schemas.config import MatchConfig

NOT_CALIBRATED = "the matcher has no calibration; `hardneg calibrate-matcher` makes one"


class Chosen(NamedTuple):
    """A model with its calibration, and the bound in force; no bound without a calibration."""

    folder: Folder
    calibrated: Calibrated | None
    bound: Bound | None

    @property
    def revision(self) -> str:
        """Of weights and calibration."""
        return self.folder.revision + (f"+{self.calibrated.hash}" if self.calibrated is not None else "")

    def guarantee(self, config: MatchConfig, mismatch_below: float | None = None) -> Guarantee:
        """What is claimed of what it lets stay."""
        if self.calibrated is None:
            nothing = {"kept": 0, "invalid": 0, "upper": 1.0, "valid_kept": 0.0, "threshold": 0.0}
            bound = Bound.model_validate({"alpha": config.alpha, "delta": config.delta, "claimed": False, "why": NOT_CALIBRATED} | nothing)
            return Guarantee(matcher=self.folder.revision, bound=bound, mismatch_below=mismatch_below)
        record = self.calibrated.record
        return Guarantee(
            matcher=self.folder.revision,
            calibration=self.calibrated.hash,
            source=record.source,
            rows_fit=record.rows_fit,
            rows_bound=record.rows_bound,
            bound=self.bound,
            mismatch_below=mismatch_below,
            assumptions=record.assumptions,
        )


def choose(model: str, revision: str | None, calibration: str | None, config: MatchConfig) -> Chosen:
    """The model of that name with its calibration, if it has one.

    Raises:
        UserError: There is no such model, or no calibration where `calibration` says that there is.
    """
    folder = find(model, revision)
    calibrated = load(calibration or folder.path, folder.revision)
    if calibrated is None:
        if calibration is not None:
            raise UserError(
                f"matcher {model}: no calibration.json in {calibration}; run `hardneg calibrate-matcher {model} --to {calibration}`"
            )
        return Chosen(folder, None, None)
    return Chosen(folder, calibrated, calibrated.bound(config.alpha, config.delta, config.p_valid_min))
