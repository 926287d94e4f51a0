"""Print an estimate as a table, or turn it into JSON values."""

from typing import Any

from rich.console import Console

from hardneg.engine.progress import duration, plain_table
from hardneg.errors.printable import printable
from hardneg.errors.secrets import without_secrets
from hardneg.estimate.extrapolate import Estimate, StageEstimate
from hardneg.wording import amount

WIDTH = 120
"""Width of the table in a file or a pipe, in characters, so that no figure is cut."""


def show(of: Estimate, console: Console | None = None) -> None:
    """Print what was run, a line a stage, what happens once, and the total."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDTH)

    def line(text: str) -> None:
        console.print(printable(text), markup=False, soft_wrap=True)

    line(f"{without_secrets(of.input)}: {_counted(of)}; {amount(of.sample, 'caption')} were run")
    table = plain_table("stage", "workers", "start s", "worker s", "CPU s", "time", "tokens in", "tokens out", "rows", "MB")
    for stage in of.stages:
        table.add_row(*_row(stage))
    table.add_row("packed, report", "", "", "", "", "", "", "", "", _mb(of.shards_bytes + of.other_bytes))
    cpu_s = sum(stage.cpu_s for stage in of.stages)
    table.add_row("total", "", "", "", f"{cpu_s:,.1f}", duration(of.seconds), *_tokens(of), "", _mb(of.bytes))
    console.print(table)
    starts = sum(stage.start_s for stage in of.stages)
    line(
        f"once: {of.begin_s + of.end_s + starts:.1f} s (processes and Ray {of.begin_s:.1f}, models {starts:.1f}, packing and report "
        f"{of.end_s:.1f}); per 1,000 captions: {of.thousand_s:.1f} s"
    )
    line(f"{_governed(of)}. In all about {of.seconds / 3600:.2f} hours and {of.bytes / 1e9:.3f} GB")
    for note in of.notes:
        line(note)


def as_dict(of: Estimate) -> dict[str, Any]:
    """Return the estimate as JSON values, with the sums of the stages."""
    stages = [stage._asdict() for stage in of.stages]
    sums = {"tokens_in": of.tokens_in, "tokens_out": of.tokens_out, "bytes": of.bytes}
    return of._asdict() | {"input": without_secrets(of.input), "stages": stages} | sums


def _counted(of: Estimate) -> str:
    about = "" if of.counted else "about "
    repeats = f", of which {of.repeats:,} repeat another" if of.repeats else ""
    return f"{about}{amount(of.captions, 'caption')}{repeats}, in {amount(of.parts, 'part')}"


def _governed(of: Estimate) -> str:
    if not of.pools:
        return "One part passes the stages one after the other, so their times are added"
    if not of.governs:
        return "The stages overlap, and the processors of this machine govern"
    return f"The stages overlap, and {of.governs} governs"


def _row(stage: StageEstimate) -> tuple[str, ...]:
    tokens = _tokens(stage) if stage.tokens_in or stage.tokens_out else ("", "")
    return (
        stage.stage,
        str(stage.workers),
        f"{stage.start_s:.1f}",
        f"{stage.worker_s:,.1f}",
        f"{stage.cpu_s:,.1f}",
        duration(stage.seconds),
        *tokens,
        f"{stage.rows:,}",
        _mb(stage.bytes),
    )


def _tokens(of: Estimate | StageEstimate) -> tuple[str, str]:
    return f"{of.tokens_in:,}", f"{of.tokens_out:,}"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.2f}"
