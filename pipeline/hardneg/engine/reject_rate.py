"""Stop a run whose stage rejects too large a share of its rows, with the most frequent reasons and an example of each."""

import math
from collections import Counter
from collections.abc import Sequence

from hardneg.engine.empty_stage import REMEDIES, example
from hardneg.errors import StageError
from hardneg.schemas.manifest import Done
from hardneg.schemas.reasons import Reason

MINIMAL_ROWS = 500
"""Number of rows of a stage below which its share of rejects is left to chance."""
MOST_REASONS = 3
SELECTION = frozenset({Reason.DUPLICATE, Reason.NOTHING_TO_EDIT, Reason.NO_NEGATIVE, Reason.NONE_KEPT, Reason.NEEDS_IMAGE})
"""Reasons that do not count. They follow from what the config selects: families, thresholds and balance."""


class RejectRate:
    """Count rows and rejects by stage. Rejected negatives do not count, since a stage is meant to reject many.

    A part counts once: where a later stage is not finished, workers report the parts of an earlier one again.
    """

    def __init__(self, most: float) -> None:
        self.most = most
        self.rows: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.counted: set[tuple[str, int]] = set()

    def add(self, done: Done) -> bool:
        """Count a part, and return whether its stage now rejects too large a share."""
        if (done.stage, done.part) not in self.counted:
            self.counted.add((done.stage, done.part))
            self.rows[done.stage] += done.rows_in
            self.rejected[done.stage] += sum(rejects_that_count(done).values())
        return self.is_exceeded(done.stage)

    def is_exceeded(self, stage: str) -> bool:
        """Return whether a stage has rejected more than the largest share of its rows."""
        return self.rows[stage] >= MINIMAL_ROWS and self.rejected[stage] > self.most * self.rows[stage]

    def require(self, out: str, stage: str, dones: Sequence[Done]) -> None:
        """Count the parts that a stage has already.

        Raises:
            StageError: They reject too large a share.
        """
        for done in dones:
            self.add(done)
        if self.is_exceeded(stage):
            raise too_many(out, stage, dones, self.most)


def too_many(out: str, stage: str, dones: Sequence[Done], most: float) -> StageError:
    """Return the error that says what share of its rows a stage rejects and how to go on, with a line a reason."""
    reasons: Counter[str] = Counter()
    for done in dones:
        reasons.update(rejects_that_count(done))
    rows, rejected = sum(done.rows_in for done in dones), reasons.total()
    share = rejected / rows
    enough = min(1.0, math.ceil(share * 20 + 1) / 20)
    details = [
        f"{reason} {count:,}{example(out, stage, dones, reason)}{f'. {REMEDIES[reason]}' if reason in REMEDIES else ''}"
        for reason, count in reasons.most_common(MOST_REASONS)
    ]
    return StageError(
        f"{stage}: {rejected:,} of {rows:,} rows are rejected ({share:.0%}), more than run.max_reject_rate={most:g}. If that is right, go "
        f"on by the same command with --set run.max_reject_rate={enough:g}. Most frequent:",
        details,
    )


def rejects_that_count(done: Done) -> dict[str, int]:
    """Return the rejects of a part by reason, without those that follow from what the config selects."""
    return {reason: count for reason, count in done.rejected.items() if reason not in SELECTION}
