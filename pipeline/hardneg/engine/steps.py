"""Report how far the work inside a part is: a part of thousands of captions takes an hour on a CPU.

A stage calls `begin` and `advance`, and does not know where that goes. The worker writes it beside its attempts in storage every few
seconds, so the driver and `hardneg status` read it wherever they run. No row depends on it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Event, Thread

from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.engine.attempts import FOLDER, Attempts
from hardneg.schemas.record import Record

FILE = "step.json"
EVERY_S = 5.0


class Step(Record):
    """Say which step of a stage a part is in, and how many of its requests are done; `total` is 0 where they are not counted.

    Where the stage works through the part in chunks, `rows_done` of the `rows` were in chunks before this one; otherwise `rows` is 0.
    """

    name: str
    done: int = 0
    total: int = 0
    rows_done: int = 0
    rows: int = 0

    def text(self) -> str:
        """Return the step for people."""
        step = f"{self.name} {self.done:,}/{self.total:,}" if self.total else self.name
        return f"{step} after {self.rows_done:,}/{self.rows:,} rows" if self.rows else step


class _Reporter:
    """Write the step of a part, at most every `EVERY_S` seconds; parts that take less leave no file."""

    def __init__(self, path: str, name: str, clock: Callable[[], float]) -> None:
        self.path, self.name, self.clock = path, name, clock
        self.written = clock()
        self.last: Step | None = None
        self.rows_done = self.rows = 0

    def report(self, name: str, done: int = 0, total: int = 0) -> None:
        """Write the step, unless the last one is recent and counted its requests. Storage that does not answer must not stop the work."""
        step = Step(name=name, done=done, total=total, rows_done=self.rows_done, rows=self.rows)
        self.name = name
        counted = self.last is not None and self.last.name == step.name and not self.last.total and step.total > 0
        if self.clock() - self.written >= EVERY_S or counted:
            self.written, self.last = self.clock(), step
            with suppress(Exception):
                storage.write(self.path, step.model_dump_json().encode())


_CURRENT: ContextVar[_Reporter | None] = ContextVar("reporter", default=None)


def begin(name: str) -> None:
    """Say that the step `name` begins."""
    if (reporter := _CURRENT.get()) is not None:
        reporter.report(name)


def advance(done: int, total: int) -> None:
    """Say that `done` of the `total` requests of the step are done."""
    if (reporter := _CURRENT.get()) is not None:
        reporter.report(reporter.name, done, total)


def chunk(rows_done: int, rows: int) -> None:
    """Say that a chunk begins when `rows_done` of the `rows` of the part are done; without rows, that no chunk does."""
    if (reporter := _CURRENT.get()) is not None:
        reporter.rows_done, reporter.rows = rows_done, rows


@contextmanager
def reported(record: Attempts, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Write the steps of a part beside its attempts, with which they are removed. The first step has the name of the stage."""
    token = _CURRENT.set(_Reporter(storage.join(record.folder(), FILE), record.stage, clock))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def steps_of(out: str, stage: str) -> dict[int, Step]:
    """Return the last step of each part of a stage that is being made, by the number of the part."""
    folder = storage.join(out, stage, FOLDER)
    found = {}
    for name in storage.names(folder):
        with suppress(FileNotFoundError, NotADirectoryError, ValidationError, ValueError):
            found[int(name.removeprefix("part-"))] = Step.model_validate_json(storage.read(storage.join(folder, name, FILE)))
    return found


@contextmanager
def watched(out: str, stages: Sequence[str], show: Callable[[str, dict[int, Step]], None]) -> Iterator[None]:
    """Call `show` with the steps of the parts of each stage every `EVERY_S` seconds, from another thread."""
    stopped = Event()

    def watch() -> None:
        while not stopped.wait(EVERY_S):
            for stage in stages:
                with suppress(Exception):  # clients of object stores raise errors of their own
                    show(stage, steps_of(out, stage))

    thread = Thread(target=watch, name="steps", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=EVERY_S)
