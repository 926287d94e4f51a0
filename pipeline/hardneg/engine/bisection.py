"""Find the rows that kill their worker by bisection, so that the other rows of the part are kept.

Bisection only identifies these rows. The result is then made of all other rows at once. So it depends on which rows crash, and not on where
the part was halved; this matters because some choices, such as balance, are made over the whole part.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple, Protocol

import pyarrow as pa

from hardneg.engine.stage import Outcome
from hardneg.errors import StageError, UserError

DIED = "the worker process died"
LATE = "it took longer than run.part_minutes allows"
DETAIL_CHARS = 500
ROOM = 4
"""Factor on the time of the rows that are left. None of them is at fault, and the result of pieces would depend on the machine's speed."""
MOST_CRASHES = 16
MOST_CRASHES_SHARE = 0.05


class Record(Protocol):
    """Remember attempts and outcomes beyond the death of a worker, as `hardneg.engine.attempts.Attempts` does in storage."""

    def tries(self, key: str) -> int:
        """Return the number of attempts at `key` in this run."""

    def begin(self, key: str) -> None:
        """Count an attempt at `key`, which is about to begin."""

    def was_late(self, key: str) -> bool:
        """Return whether an attempt at `key` in this run took too long."""

    def condemn(self, key: str, detail: str) -> None:
        """Record that `key` cannot be processed, and why."""

    def condemned(self, key: str) -> str | None:
        """Return why `key` cannot be processed, if that is known."""

    def pardon(self) -> None:
        """Forget what was condemned."""

    def keep(self, key: str, outcome: Outcome) -> None:
        """Store the outcome of `key`."""

    def kept(self, key: str) -> Outcome | None:
        """Return the outcome of `key`, if it was stored."""


class Crash(NamedTuple):
    """Hold the index of a row that crashes every worker, and the last error."""

    row: int
    detail: str


class Bisection(NamedTuple):
    """Hold how rows are processed, the record of attempts, and the upper bound on attempts.

    `renew` discards the loaded models before a single row is condemned, because an exception may have left them broken. `ready` loads
    them, which takes time that does not count. `limit` bounds the time of an attempt at a key with a number of rows.
    """

    process: Callable[[pa.Table], Outcome]
    renew: Callable[[], None]
    record: Record
    attempts: int
    ready: Callable[[], object] = lambda: None
    limit: Callable[[str, int], AbstractContextManager[None]] = lambda key, rows: nullcontext()  # noqa: ARG005


def bisect(rows: pa.Table, by: Bisection) -> tuple[list[Outcome], list[Crash]]:
    """Return the outcomes of all rows that can be processed, in order, and the rows that cannot.

    There is one outcome, unless the rows crash only together.

    Raises:
        UserError, StageError: Raised by the processing, which ends.
        StageError: So many rows crash that the stage or the machine is at fault, not the rows. No row stays condemned: the fault may pass.
    """
    outcome = _attempt(_key(0, rows.num_rows), rows, by)
    if outcome is not None:
        return [outcome], []
    pieces: list[Outcome] = []
    crashes: list[Crash] = []
    for found in _search(rows, 0, rows.num_rows, by):
        if isinstance(found, Outcome):
            pieces.append(found)
            continue
        crashes.append(found)
        if len(crashes) > max(MOST_CRASHES, rows.num_rows * MOST_CRASHES_SHARE):
            by.record.pardon()
            raise StageError(f"more than {len(crashes) - 1} of {rows.num_rows} rows crash, the last with: {found.detail}")
    if not pieces:
        return [], crashes
    bad = {crash.row for crash in crashes}
    rest = _attempt("rest", rows.take([row for row in range(rows.num_rows) if row not in bad]), by, ROOM)
    return ([rest] if rest is not None else pieces), crashes


def _search(rows: pa.Table, start: int, end: int, by: Bisection) -> Iterator[Outcome | Crash]:
    """Yield outcomes of ranges, and rows that crash, in order. A condemned range is halved until one row is left."""
    key = _key(start, end)
    outcome = by.record.kept(key)
    if outcome is None and (outcome := _attempt(key, rows.slice(start, end - start), by)) is not None:
        by.record.keep(key, outcome)
    if outcome is not None:
        yield outcome
    elif end - start == 1:
        yield Crash(start, by.record.condemned(key) or DIED)
    else:
        middle = (start + end) // 2
        yield from _search(rows, start, middle, by)
        yield from _search(rows, middle, end, by)


def _attempt(key: str, rows: pa.Table, by: Bisection, room: int = 1) -> Outcome | None:
    """Process `rows`, or condemn them and return None after too many failures. A single row has at least two attempts.

    `room` is a factor on the rows for which the time is limited.
    """
    if by.record.condemned(key) is not None:
        return None
    single = rows.num_rows == 1
    most = max(2, by.attempts) if single else by.attempts
    detail = LATE if by.record.was_late(key) else DIED
    while by.record.tries(key) < most:
        by.record.begin(key)
        by.ready()
        try:
            with by.limit(key, room * rows.num_rows):
                return by.process(rows)
        except (UserError, StageError):
            raise
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"[:DETAIL_CHARS]
        if single:
            by.renew()
    by.record.condemn(key, detail)
    return None


def _key(start: int, end: int) -> str:
    return f"{start}-{end}"
