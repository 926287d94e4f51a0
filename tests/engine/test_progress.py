import io

import pytest
from rich.console import Console

from hardneg.engine.progress import Mode, Progress
from hardneg.engine.steps import Step
from hardneg.schemas.manifest import Done, Negatives


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def done(part: int, stage: str = "parse") -> Done:
    negatives = Negatives(proposed=30, kept=20, rejected={"unlikely": 10})
    fields = {"rows_in": 100, "rows_out": 90, "rejected": {"too_short": 10}, "seconds": 5.0}
    return Done(stage=stage, part=part, fingerprint="f", sha256={}, negatives=negatives, **fields)


def shown(mode: Mode = "lines", terminal: bool = False) -> tuple[Progress, io.StringIO, Clock]:
    clock, stream = Clock(), io.StringIO()
    return Progress(mode, Console(file=stream, force_terminal=terminal, width=120), clock), stream, clock


def test_lines_are_written_now_and_then_and_at_the_end() -> None:
    progress, stream, clock = shown()
    progress.begin("parse", 40)

    for part in range(40):
        clock.now += 1
        progress.add(done(part))

    lines = stream.getvalue().splitlines()
    assert 4 <= len(lines) <= 6
    assert lines[-1].startswith("parse: 40/40 parts, 4,000 rows in, 3,600 out, 400 rejected, ")
    assert lines[-1].endswith(" rows/s, done")


def test_a_part_reported_twice_is_counted_once() -> None:
    progress, _, _ = shown("none")
    progress.begin("parse", 2)

    progress.add(done(0))
    progress.add(done(0))

    assert progress.meters["parse"].fresh_rows == 100


def test_what_was_done_before_is_not_in_the_rate() -> None:
    progress, _, clock = shown("none")
    progress.begin("parse", 20, [done(part) for part in range(10)])
    clock.now = 10.0

    progress.add(done(10))

    meter = progress.meters["parse"]
    assert (meter.rows_in, meter.rows_out, meter.rejected) == (1100, 990, 110)
    assert meter.rate(10.0) == pytest.approx(100 / 5.0)
    assert meter.left(10.0) == pytest.approx(9 * 5.0)


def test_none_is_silent() -> None:
    progress, stream, _ = shown("none")
    progress.begin("parse", 1)

    with progress:
        progress.add(done(0))
        progress.say("a line")

    assert stream.getvalue() == ""


def test_auto_is_a_bar_on_a_terminal_and_lines_elsewhere() -> None:
    assert shown("auto", terminal=True)[0].mode == "bar"
    assert shown("auto", terminal=False)[0].mode == "lines"


def test_the_live_table_shows_every_stage_and_what_is_left() -> None:
    progress, _, clock = shown("bar", terminal=True)
    progress.begin("parse", 3)
    progress.begin("rewrite", 3)
    clock.now = 60.0
    with progress:
        progress.add(done(0))

    progress.console = Console(file=(text := io.StringIO()), width=120)
    progress.console.print(progress.table())

    lines = text.getvalue().splitlines()
    assert lines[1].split() == ["parse", "1/3", "100", "90", "10", "20", "10s", "left"]
    assert lines[2].split() == ["rewrite", "0/3", "0", "0", "0", "0"]


def test_the_summary_counts_rows_and_negatives() -> None:
    progress, stream, _ = shown()
    progress.begin("rewrite", 2, [done(0, "rewrite"), done(1, "rewrite")])

    progress.console.print(progress.summary())

    assert stream.getvalue().splitlines()[1].split() == ["rewrite", "2", "200", "180", "20", "60", "40", "10.0"]


def test_the_step_inside_a_part_is_a_line_where_no_part_was_done_for_a_while() -> None:
    progress, stream, clock = shown()
    progress.begin("rewrite", 2)
    clock.now = 100.0

    progress.show_steps("rewrite", {0: Step(name="validate", done=512, total=7300)})
    clock.now = 110.0
    progress.show_steps("rewrite", {0: Step(name="select")})

    assert stream.getvalue() == "rewrite: 0/2 parts; part 0: validate 512/7,300\n"


def test_the_live_table_shows_the_step_inside_a_part() -> None:
    progress, _, _ = shown("bar", terminal=True)
    progress.begin("rewrite", 1)
    progress.show_steps("rewrite", {0: Step(name="select")})

    assert list(progress.table().columns[-1].cells) == ["part 0: select"]


def test_tasks_are_lines_now_and_then() -> None:
    progress, stream, clock = shown()

    progress.count("shards, written", 1, 9)
    clock.now = 5.0
    progress.count("shards, written", 2, 9)
    clock.now = 12.0
    progress.count("shards, written", 3, 9)

    assert stream.getvalue() == "shards, written: 1/9\nshards, written: 3/9\n"
