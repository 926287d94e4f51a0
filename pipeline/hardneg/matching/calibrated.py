"""Find a matcher with its calibration, and state the guarantee for the negatives that it keeps."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.errors import UserError
from hardneg.matching.bounds import bounds_of
from hardneg.matching.calibration import FittedCalibration, load
from hardneg.matching.competence import why_not
from hardneg.matching.located import Located, locate
from hardneg.schemas.calibration import Bound, Guarantee
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.family import Family

NOT_CALIBRATED = "the matcher has no calibration; `hardneg calibrate-matcher` makes one"


class CalibratedMatcher(NamedTuple):
    """A matcher with its calibration and the bounds in force; without a calibration there are none.

    `abstains` gives the reason for each family that it does not judge.
    """

    located: Located
    calibration: FittedCalibration | None
    bounds: Sequence[Bound]
    abstains: Mapping[Family, str]

    def judges(self, families: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return which negatives it may judge, by their families."""
        return np.array([family not in self.abstains for family in families], bool)

    def thresholds(self, families: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return the least p_valid of negatives of these families; NaN where no bound covers the family."""
        of = {str(family): bound.threshold for bound in self.bounds for family in bound.families}
        return np.array([of.get(family, np.nan) for family in families], np.float64)

    @property
    def may_judge(self) -> bool:
        """Return whether it may judge any family."""
        return len(self.abstains) < len(Family)

    @property
    def name(self) -> str:
        """Return the name under which rows and records know it: the revision of its weights, which holds no path of this machine."""
        return self.located.revision

    @property
    def revision(self) -> str:
        """Return the revision of the weights with the hash of the calibration."""
        return self.located.revision + (f"+{self.calibration.hash}" if self.calibration is not None else "")

    def guarantee(self, config: MatchConfig, mismatch_below: float | None = None) -> Guarantee:
        """Return what is guaranteed of the negatives that the matcher keeps, for the manifest."""
        if self.calibration is None:
            nothing = {"kept": 0, "invalid": 0, "upper": 1.0, "valid_kept": 0.0, "threshold": 0.0}
            bound = Bound.model_validate({"alpha": config.alpha, "delta": config.delta, "claimed": False, "why": NOT_CALIBRATED} | nothing)
            return Guarantee(matcher=self.name, bounds=[bound], mismatch_below=mismatch_below, abstains=dict(self.abstains))
        record = self.calibration.record
        return Guarantee(
            matcher=self.name,
            calibration=self.calibration.hash,
            source=record.source,
            rows_fit=record.rows_fit,
            rows_bound=record.rows_bound,
            bounds=list(self.bounds),
            mismatch_below=mismatch_below,
            assumptions=record.assumptions,
            competence=record.competence,
            abstains=dict(self.abstains),
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
                f"matcher {model}: no calibration.json in {calibration}; "
                f"run `hardneg calibrate-matcher {model} --labels FILE --to {calibration}`"
            )
        abstains = dict.fromkeys(Family, NOT_CALIBRATED) if config.uncalibrated == "abstain" else {}
        return CalibratedMatcher(located, None, [], abstains)
    reasons = {family: why_not(found.record.competence.get(family), config.auc_min, config.above_shuffled) for family in Family}
    abstains = {family: why for family, why in reasons.items() if why is not None}
    judged = [family for family in Family if family not in abstains]
    return CalibratedMatcher(located, found, bounds_of(found, config.alpha, config.delta, config.p_valid_min, judged), abstains)
