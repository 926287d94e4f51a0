"""Kill processes of a run at seeded moments."""

import time
from pathlib import Path

from faults.case import Case
from faults.moments import POLL_S, draw, published, reach
from faults.processes import Run, compiled, kill, workers

WAIT_S = 60.0


def driver(case: Case) -> bool:
    """Kill the driver alone. Its workers must end by themselves."""
    run = case.start()
    if not _at_a_moment(case, run):
        return False
    kill(run.pid)
    run.wait()
    return True


def driver_while_packing(case: Case) -> bool:
    """Kill the driver at most a fifth of a second after the last flat part: it packs the shards and writes the report."""
    run = case.start()
    flat = sum(name.startswith("flat/") and name.endswith(".done.json") for name in case.reference.files)
    while len(list(case.out.glob("flat/*.done.json"))) < flat:
        if run.ended():
            return False
        time.sleep(0.005)
    time.sleep(case.chance.uniform(0, 0.2))
    if run.ended():
        return False
    kill(run.pid)
    run.wait()
    return True


def worker(case: Case) -> bool:
    """Kill a worker. The run must go on by itself."""
    run = case.start()
    if not _at_a_moment(case, run):
        return False
    until = time.monotonic() + WAIT_S
    while not (there := workers(case.mark)):
        if run.ended() or time.monotonic() > until:
            return False
        time.sleep(0.02)
    kill(case.chance.choice(there))
    code = run.wait()
    case.check_refused(run, code)
    if code != 0:
        case.wrong.append(f"the run does not survive the death of a worker: it ends with {code}, {case.said}")
    return True


def between_rename_and_marker(case: Case) -> bool:
    """Kill workers and driver when the rows of a part were renamed, and its done marker was not written.

    A library that is loaded before libc's stops the writer at that point, so that the moment is met on a busy machine too.
    """
    marker = case.chance.choice([name for name in case.reference.files if name.endswith(".done.json")])
    rows = marker.replace(".done.json", ".parquet")
    library = compiled(Path(__file__).with_name("rename.c"), case.folder)
    run = case.start(env={"LD_PRELOAD": str(library), "FAULTS_RENAMED": f"/{rows}"})
    while not (case.out / rows).exists():
        if run.ended():
            return False
        time.sleep(POLL_S)
    kill(*workers(case.mark), run.pid)
    run.wait()
    return not (case.out / marker).exists()


def _at_a_moment(case: Case, run: Run) -> bool:
    return reach(draw(case.chance, case.reference.timeline), lambda: len(published(case.out)), run.ended)
