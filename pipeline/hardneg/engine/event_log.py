"""Record what a run does as JSON lines, for programs that collect logs. A line has the time, the id of the run and the event."""

import json
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from hardneg.engine.storage_errors import FULL
from hardneg.errors import UserError
from hardneg.schemas.manifest import Done

STDERR = "-"


class EventLog:
    """Append the events of a run to a file, or to standard error; without a place, to nothing. A context in which the run happens.

    A log that cannot be written any more, such as on a full disk, stops no run: one line says so, and the run goes on without it.

    Events: `started`, `message` (`text`), `stage` (`stage`, `parts`, `done_before`), `part` (`stage`, `part`, `rows_in`, `rows_out`,
    `rejected` by reason, `seconds`, `attempts`), and at the end `finished` or `failed` (`error`).

    Args:
        place: Path of the file, `-` for standard error, or None.

    Raises:
        UserError: The file cannot be written.
    """

    def __init__(self, place: str | None = None) -> None:
        self.run: str | None = None
        self.stream: TextIO | None = None
        self.place = place
        if place is None:
            return
        try:
            self.stream = sys.stderr if place == STDERR else Path(place).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            if error.errno not in FULL:
                raise UserError(f"run.log {place}: cannot be written ({error.strerror}); give a file on this machine, or -") from error
            self._give_up(error)

    def __enter__(self) -> "EventLog":
        """Record that the run began."""
        self.write("started")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Record how the run ended, and close the file."""
        if kind is None:
            self.write("finished")
        else:
            self.write("failed", error=str(error) or kind.__name__)
        self._close()

    def write(self, event: str, **fields: Any) -> None:
        """Append an event."""
        if self.stream is not None:
            said = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "run_id": self.run, "event": event}
            try:
                self.stream.write(json.dumps(said | fields) + "\n")
            except (OSError, ValueError) as error:  # ValueError: standard error was closed
                self._give_up(error)

    def part(self, done: Done) -> None:
        """Append that a part was made."""
        counts = {"rows_in": done.rows_in, "rows_out": done.rows_out, "rejected": done.rejected}
        self.write("part", stage=done.stage, part=done.part, **counts, seconds=round(done.seconds, 3), attempts=done.attempts)

    def _give_up(self, error: Exception) -> None:
        self._close()
        with suppress(OSError, ValueError):
            why = getattr(error, "strerror", None) or error
            print(f"run.log {self.place}: cannot be written ({why}); the run goes on without it", file=sys.stderr)

    def _close(self) -> None:
        """Close the file, if there is one. Closing writes what is left in the buffer, so it may fail as writing did."""
        stream, self.stream = self.stream, None
        if stream is not None and stream is not sys.stderr:
            with suppress(OSError):
                stream.close()
