"""Print the status of a run as a table, or turn it into JSON values."""

from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from hardneg.engine.lease import Lease
from hardneg.engine.process import is_alive
from hardneg.engine.progress import duration, plain_table
from hardneg.errors.printable import printable
from hardneg.report.status import StageStatus, Status

WIDTH = 120
"""Width of the table in a file or a pipe, in characters, so that no figure is cut."""
MOST_REASONS = 3
STATES = {
    "running": "running",
    "silent": "silent: the lease of another machine is older than its time to live; the next run takes it over",
    "stopped": "stopped: the same command continues it",
    "finished": "finished",
}


def show(status: Status, console: Console | None = None) -> None:
    """Print the state, a line a stage, who holds the lease, and when the run was last active."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDTH)
    run = f" (run {status.run_id})" if status.run_id else ""
    left = f", about {duration(status.seconds_left)} left" if status.seconds_left is not None else ""
    lines = [f"{status.out}{run}: {STATES[status.state]}{left}"]
    if status.lease is not None:
        lines.append(f"lease: {_holder(status.lease)}")
    if status.last_activity is not None:
        seconds = max(0.0, (datetime.now(UTC) - status.last_activity).total_seconds())
        lines.append(f"last activity: {status.last_activity:%Y-%m-%d %H:%M:%S} UTC, {duration(seconds)} ago")
    for line in lines:
        console.print(printable(line), markup=False, soft_wrap=True)
    table = plain_table("stage", "parts", "rows in", "out", "rejected", "rows/s", "left", "most rejected")
    for stage in status.stages:
        table.add_row(*_row(stage))
    table.columns[-1].justify = "left"
    console.print(table)
    for stage in status.stages:
        for part, step in stage.steps.items():
            console.print(printable(f"{stage.stage}, part {part}: {step}"), markup=False, soft_wrap=True)
    console.print(f"shards: {'packed' if status.packed else 'not packed yet'}; rows/s is of one worker", markup=False, soft_wrap=True)


def as_dict(status: Status) -> dict[str, Any]:
    """Return the status as JSON values. `alive` is null where the process is on another machine or in another container."""
    lease = status.lease
    holder = None
    if lease is not None:
        process = {"host": lease.holder.host, "pid": lease.holder.pid, "user": lease.holder.user, "alive": is_alive(lease.holder)}
        holder = process | {"since": lease.started, "renewed": lease.renewed}
    stages = [stage._asdict() for stage in status.stages]
    active = status.last_activity.isoformat(timespec="seconds") if status.last_activity is not None else None
    return status._asdict() | {"stages": stages, "lease": holder, "last_activity": active}


def _row(stage: StageStatus) -> tuple[str, ...]:
    reasons = ", ".join(f"{printable(reason)} {count:,}" for reason, count in list(stage.rejected.items())[:MOST_REASONS])
    left = "done" if stage.done == stage.parts else "" if stage.seconds_left is None else duration(stage.seconds_left)
    return (
        stage.stage,
        f"{stage.done:,}/{'?' if stage.parts is None else f'{stage.parts:,}'}",
        f"{stage.rows_in:,}",
        f"{stage.rows_out:,}",
        f"{sum(stage.rejected.values()):,}",
        "" if stage.rows_per_s is None else f"{stage.rows_per_s:,.1f}",
        left,
        reasons,
    )


def _holder(lease: Lease) -> str:
    lives = {True: "alive", False: "dead", None: "on another machine or in another container"}[is_alive(lease.holder)]
    who = f"process {lease.holder.pid} of {lease.holder.user} on {lease.holder.host}"
    return f"{who}, {lives}; since {lease.started}, renewed {lease.renewed}"
