"""Collect what the workers of a run report, in one actor, and show it while they work."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from hardneg.engine.reject_rate import RejectRate
from hardneg.schemas.manifest import Done

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hardneg.engine.progress import Progress

POLL_S = 0.5


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


class Watch(Thread):
    """Poll the board for the display. Done markers that it misses arrive with the part descriptors."""

    def __init__(self, ray: Any, board: Any, progress: Progress) -> None:
        super().__init__(daemon=True)
        self.ray, self.board, self.progress = ray, board, progress
        self.stopped = Event()

    def run(self) -> None:
        """Poll until stopped, or until the board is gone."""
        with suppress(self.ray.exceptions.RayError):
            while not self.stopped.wait(POLL_S):
                count(self.ray.get(self.board.take.remote(), timeout=60), self.progress)

    def stop(self) -> None:
        """Stop polling. To be called before Ray is stopped."""
        self.stopped.set()
        self.join(timeout=5)


def count(dones: Sequence[str], progress: Progress) -> None:
    """Count parts that workers report, by their done markers."""
    for done in dones:
        progress.add(Done.model_validate_json(done))
