"""Collect what the workers of a run report, in one actor."""

from hardneg.engine.reject_rate import RejectRate
from hardneg.schemas.manifest import Done


class Board:
    """Collect the done markers of all workers in an actor, so that progress shows before a part has passed all stages."""

    def __init__(self, rate: RejectRate) -> None:
        self.rate = rate
        self.dones: list[str] = []
        self.failed: tuple[str, str] | None = None

    def add(self, done: str) -> bool:
        """Record the done marker of a part, and return whether its stage rejects too many rows."""
        self.dones.append(done)
        return self.rate.add(Done.model_validate_json(done))

    def fail(self, kind: str, message: str) -> None:
        """Record the first error that stops the run."""
        self.failed = self.failed or (kind, message)

    def take(self) -> list[str]:
        """Return the done markers that were added since the last call."""
        taken, self.dones = self.dones, []
        return taken

    def failure(self) -> tuple[str, str] | None:
        """Return the kind and message of the error that stops the run."""
        return self.failed
