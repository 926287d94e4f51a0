"""Finds the rows that kill their worker by halving, so that the rest of their part goes on.

The search only finds out which rows they are. The result is then made of all other rows at once, so that it depends on which rows crash,
and not on where the search happened to cut (some choices, such as balance, are made over the whole part).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

import pyarrow as pa

from hardneg.engine.stage import Outcome
from hardneg.errors import StageError, UserError

DIED = "the worker process died"
DETAIL_CHARS = 500
MOST_CRASHES = 16
MOST_CRASHES_SHARE = 0.05


class Record(Protocol):
    """What survives the death of a worker; `hardneg.engine.attempts.Attempts` is the one in storage."""

    def tries(self, key: str) -> int:
        """How often `key` was begun in this run."""

    def begin(self, key: str) -> None:
        """Mark that `key` is about to be tried."""

    def condemn(self, key: str, detail: str) -> None:
        """Record that `key` cannot be done, and why."""

    def condemned(self, key: str) -> str | None:
        """Why `key` cannot be done, if that is known."""

    def keep(self, key: str, outcome: Outcome) -> None:
        """Store what came of `key`."""

    def kept(self, key: str) -> Outcome | None:
        """What came of `key`, if it was stored."""


class Crash(NamedTuple):
    """A row that crashes whatever works on it, by its place in the part."""

    row: int
    detail: str


class Isolator(NamedTuple):
    """How rows are processed, where attempts are remembered, and how many there are.

    `renew` brings the process back to health before a single row is condemned: an exception may have broken the model it holds.
    """

    process: Callable[[pa.Table], Outcome]
    renew: Callable[[], None]
    record: Record
    attempts: int


def isolate(rows: pa.Table, by: Isolator) -> tuple[list[Outcome], list[Crash]]:
    """What came of all rows that can be processed, in order (one outcome unless they die when they are together), and those that cannot.

    Raises:
        UserError, StageError: From the processing, which it ends.
        StageError: So many rows crash that the stage must be broken here, not the rows.
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
            raise StageError(f"more than {len(crashes) - 1} of {rows.num_rows} rows crash, the last with: {found.detail}")
    if not pieces:
        return [], crashes
    bad = {crash.row for crash in crashes}
    rest = _attempt("rest", rows.take([row for row in range(rows.num_rows) if row not in bad]), by)
    return ([rest] if rest is not None else pieces), crashes


def _search(rows: pa.Table, start: int, end: int, by: Isolator) -> Iterator[Outcome | Crash]:
    """Outcomes of ranges, and rows that crash, in order. A range that was condemned is halved until one row is left."""
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


def _attempt(key: str, rows: pa.Table, by: Isolator) -> Outcome | None:
    """Process `rows` unless that has failed too often; None, and it is condemned, if so. A single row has two attempts at least."""
    if by.record.condemned(key) is not None:
        return None
    single = rows.num_rows == 1
    most = max(2, by.attempts) if single else by.attempts
    detail = DIED
    while by.record.tries(key) < most:
        by.record.begin(key)
        try:
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
