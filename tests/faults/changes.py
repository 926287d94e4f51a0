"""Change what a run depends on between two runs in one OUT, let two runs meet there, or let the clock jump."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from faults.case import Case
from faults.moments import POLL_S, draw, published, reach
from faults.processes import ROOT, Run, compiled, kill

from hardneg.engine.lease import read_lease

CONFIGS = (
    "seed=7",
    "part_size=11",
    "captions.language=null",
    "rewrite.positives_per_caption=1",
    "rewrite.negatives_per_caption=2",
    "filter.lm_gap_max=3",
    "shards.val_share=0.4",
    "shards.compression_level=9",
)
CLOCK = Path(__file__).with_name("clock.c")
DAY = 86400
JUMPS = (-40 * DAY, -10800, -61, 61, 10800, 9000 * DAY)
"""Seconds by which the clock jumps."""


def config(case: Case) -> bool:
    """Run another config, to its end or not, before that of the setting."""
    return _before(case, case.start(case.chance.choice(CONFIGS)))


def lexicon(case: Case) -> bool:
    """Run another lexicon: a copy of the package, in which a table has lost a third of its rows."""

    def change(package: Path) -> None:
        path = package / "lexicon" / case.chance.choice(["attributes.parquet", "nouns.parquet", "classes.parquet", "verbs.parquet"])
        table = pq.read_table(path)
        kept = sorted(case.chance.sample(range(len(table)), len(table) * 2 // 3))
        path.unlink()
        pq.write_table(table.take(kept), path)

    return _before_with_package(case, change)


def code(case: Case) -> bool:
    """Run another version of the code: a copy of the package, in which a module that all families use says one thing more."""

    def change(package: Path) -> None:
        path = package / "families" / "family.py"
        path.write_text(path.read_text(encoding="utf-8") + "\nANOTHER_VERSION = True\n", encoding="utf-8")

    return _before_with_package(case, change)


def two_runs(case: Case) -> bool:
    """Start a second run in the same OUT while the first one holds the lease. It must be refused, and the first must end."""
    first = case.start()
    if not reach(draw(case.chance, case.reference.timeline), lambda: len(published(case.out)), first.ended):
        return False
    if not _stopped_while_it_holds(case, first):
        return False
    second = case.start()
    code = second.wait()
    os.kill(first.pid, signal.SIGCONT)
    case.check_refused(second, code)
    if code == 0:
        case.wrong.append("two runs worked in one OUT at the same time")
    if (ends := first.wait()) != 0:
        case.wrong.append(f"the first run ends with {ends}: {first.said().strip()[-200:]}")
    return True


def _stopped_while_it_holds(case: Case, run: Run) -> bool:
    """Stop a run at a moment at which it holds the lease, and return whether it did not end before."""
    while not run.ended():
        if _holds(case, run):
            os.kill(run.pid, signal.SIGSTOP)
            if _holds(case, run):
                return True
            os.kill(run.pid, signal.SIGCONT)
        time.sleep(POLL_S)
    return False


def _holds(case: Case, run: Run) -> bool:
    lease = read_lease(str(case.out))
    return lease is not None and lease.holder.pid == run.pid


def clock(case: Case) -> bool:
    """Let the wall clock jump at moments of the run. The monotonic clock does not, as on a machine whose clock is set."""
    library, jump = compiled(CLOCK, case.folder), case.folder / "clock"
    jump.write_text("0")
    run = case.start(env={"LD_PRELOAD": str(library), "FAULTS_CLOCK": str(jump)})
    jumped = 0
    while not run.ended():
        if reach(draw(case.chance, case.reference.timeline), lambda: len(published(case.out)), run.ended):
            jump.write_text(str(case.chance.choice(JUMPS)))
            jumped += 1
        time.sleep(1)
    code = run.wait()
    case.check_refused(run, code)
    if code != 0:
        case.wrong.append(f"the run ends with {code} when the clock jumps")
    return jumped > 0


def _before(case: Case, run: Run) -> bool:
    """Let the changed run end, or kill it at a moment."""
    if case.chance.random() < 0.5 and reach(draw(case.chance, case.reference.timeline), lambda: len(published(case.out)), run.ended):
        kill(run.pid)
    code = run.wait()
    case.check_refused(run, code)
    if code not in (0, -9):
        case.wrong.append(f"the changed run ends with {code}: {case.said}")
    return True


def _before_with_package(case: Case, change: Callable[[Path], None]) -> bool:
    """Run a changed copy of the package before the real one."""
    package = case.folder / "changed" / "hardneg"
    shutil.copytree(ROOT / "pipeline" / "hardneg", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("prompts", "configs"):
        shutil.copytree(ROOT / name, package / name)
    change(package)
    return _before(case, case.start(env={"PYTHONPATH": str(package.parent)}))
