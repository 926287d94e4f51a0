"""Show the progress of a run: a live table on a terminal, a line every few seconds elsewhere, and a summary at the end."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from types import TracebackType
from typing import Literal

from rich.console import Console
from rich.live import Live
from rich.table import Table

from hardneg.engine.event_log import EventLog
from hardneg.engine.steps import Step
from hardneg.errors.printable import printable
from hardneg.schemas.manifest import Done
from hardneg.wording import amount

Mode = Literal["auto", "bar", "lines", "none"]
LINE_EVERY_S = 10.0
STEP_EVERY_S = 30.0
MOST_STEPS = 4
"""Upper bound on the parts of a stage whose steps are shown."""


@dataclass
class Meter:
    """Count the parts of one stage. Parts of an earlier run count as done, but not in the rate."""

    stage: str
    total: int
    dones: dict[int, Done] = field(default_factory=dict)
    fresh_parts: int = 0
    fresh_rows: int = 0
    first: float | None = None
    said: float = 0.0
    rows_in: int = 0
    rows_out: int = 0
    rejected: int = 0

    def __post_init__(self) -> None:
        """Count the parts of earlier runs."""
        for done in self.dones.values():
            self._sum(done)

    def add(self, done: Done) -> None:
        """Count a part of this run. Sums are kept, because the display shows them twice a second."""
        self.dones[done.part] = done
        self.fresh_parts += 1
        self.fresh_rows += done.rows_in
        self._sum(done)

    def _sum(self, done: Done) -> None:
        self.rows_in += done.rows_in
        self.rows_out += done.rows_out
        self.rejected += sum(done.rejected.values())

    def rate(self, now: float) -> float:
        """Return rows per second since the first part of the stage in this run was begun."""
        return self.fresh_rows / (now - self.first) if self.first is not None and now > self.first else 0.0

    def left(self, now: float) -> float | None:
        """Return the seconds until the stage is done at the current rate; None where there is no rate yet."""
        if not self.fresh_parts or self.first is None:
            return None
        return (now - self.first) / self.fresh_parts * (self.total - len(self.dones))


class Progress:
    """Keep a meter for each stage, and record events. A part that is reported twice, or by several threads, is counted once."""

    def __init__(self, mode: Mode, console: Console, clock: Callable[[], float] = time.monotonic, log: EventLog | None = None) -> None:
        self.console = console
        self.log = log or EventLog()
        self.clock = clock
        self.mode = ("bar" if console.is_terminal else "lines") if mode == "auto" else mode
        self.meters: dict[str, Meter] = {}
        self.tallies: dict[str, tuple[int, int]] = {}
        self.counted = float("-inf")
        self.steps: dict[str, str] = {}
        self.lock = Lock()
        self.live: Live | None = None

    def __enter__(self) -> "Progress":
        """Start the live display where there is one."""
        if self.mode == "bar":
            self.live = Live(console=self.console, get_renderable=self.table, refresh_per_second=2, transient=True)
            self.live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the live display. Printed lines stay."""
        if self.live:
            self.live.stop()
            self.live = None

    def say(self, line: str) -> None:
        """Print a line, above the live display where there is one."""
        self.log.write("message", text=line)
        self._print(line)

    def _print(self, line: str) -> None:
        if self.mode != "none":
            self.console.print(printable(line), highlight=False, markup=False, soft_wrap=True)

    def begin(self, stage: str, total: int, left_before: Sequence[Done] = ()) -> None:
        """Announce a stage of `total` parts, some of which an earlier run made."""
        self.log.write("stage", stage=stage, parts=total, done_before=len(left_before))
        with self.lock:
            self.meters[stage] = Meter(stage, total, {done.part: done for done in left_before})

    def add(self, done: Done) -> None:
        """Count a part of this run."""
        with self.lock:
            meter = self.meters[done.stage]
            if done.part in meter.dones:
                return
            self.log.part(done)
            now = self.clock()
            meter.first = now - done.seconds if meter.first is None else meter.first
            meter.add(done)
            complete = len(meter.dones) == meter.total
            if self.mode == "lines" and (complete or now - meter.said >= LINE_EVERY_S):
                meter.said = now
                self._print(self._line(meter, now))

    def count(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` tasks are done of work that is not a stage, such as packing."""
        with self.lock:
            self.tallies[what] = (done, total)
            now = self.clock()
            if self.mode == "lines" and total > 1 and now - self.counted >= LINE_EVERY_S:
                self.counted = now
                self.say(f"{what}: {done}/{total}")

    def show_steps(self, stage: str, steps: Mapping[int, Step]) -> None:
        """Show how far the parts are that a stage is making. Where lines are printed, this is one where no part was done for a while."""
        with self.lock:
            self.steps[stage] = "; ".join(f"part {part}: {step.text()}" for part, step in sorted(steps.items())[:MOST_STEPS])
            meter, now = self.meters[stage], self.clock()
            if self.mode == "lines" and self.steps[stage] and now - meter.said >= STEP_EVERY_S:
                meter.said = now
                self.say(f"{stage}: {len(meter.dones)}/{meter.total} parts; {self.steps[stage]}")

    def table(self) -> Table:
        """Return the live display: for each stage parts done, rows in, out and rejected, rows per second, and the time left."""
        table = plain_table("stage", "parts", "rows in", "out", "rejected", "rows/s", "")
        with self.lock:
            now = self.clock()
            for meter in self.meters.values():
                table.add_row(
                    meter.stage, f"{len(meter.dones)}/{meter.total}", *_sums(meter), f"{meter.rate(now):,.0f}", self._rest(meter, now)
                )
            for what, (done, total) in self.tallies.items():
                table.add_row(what, f"{done}/{total}", "", "", "", "", "done" if done == total else "")
        return table

    def summary(self) -> Table:
        """Return the counts of all stages, including parts of earlier runs. Seconds are summed over all workers."""
        table = plain_table("stage", "parts", "rows in", "out", "rejected", "negatives", "kept", "seconds")
        for meter in self.meters.values():
            dones = meter.dones.values()
            proposed, kept = (sum(getattr(done.negatives, what) for done in dones) for what in ("proposed", "kept"))
            shown = (f"{proposed:,}", f"{kept:,}") if proposed else ("", "")
            seconds = sum(done.seconds for done in dones)
            table.add_row(meter.stage, str(len(meter.dones)), *_sums(meter), *shown, f"{seconds:,.1f}")
        return table

    def _rest(self, meter: Meter, now: float) -> str:
        """Return the time left, and the steps of the parts that are being made."""
        steps = self.steps.get(meter.stage, "") if len(meter.dones) < meter.total else ""
        return "  ".join(filter(None, (_left(meter, now), printable(steps))))

    def _line(self, meter: Meter, now: float) -> str:
        rows_in, rows_out, rejected = _sums(meter)
        counted = f"{rows_in} rows in, {rows_out} out, {rejected} rejected, {meter.rate(now):,.0f} rows/s"
        return f"{meter.stage}: {len(meter.dones)}/{amount(meter.total, 'part')}, {counted}, {_left(meter, now)}"


def plain_table(*columns: str) -> Table:
    """Return a table without lines, whose first column is aligned to the left and the others to the right."""
    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    return table


def _sums(meter: Meter) -> tuple[str, str, str]:
    return f"{meter.rows_in:,}", f"{meter.rows_out:,}", f"{meter.rejected:,}"


def _left(meter: Meter, now: float) -> str:
    if len(meter.dones) == meter.total:
        return "done"
    seconds = meter.left(now)
    if seconds is None:
        return ""
    return f"{duration(seconds)} left"


def duration(seconds: float) -> str:
    """Return seconds in words, such as `2h05m`, `3m07s` or `9s`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m{rest:02d}s" if minutes else f"{rest}s"
