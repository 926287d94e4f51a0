"""Kill processes of a run at seeded moments."""

import time

from faults.case import Case
from faults.moments import draw, published, reach, renamed
from faults.processes import Run, kill, workers

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
    """Kill workers and driver when the rows of a part were renamed, and its done marker was not written."""
    marker = case.chance.choice([name for name in case.reference.files if name.endswith(".done.json")])
    stage, _, name = marker.partition("/")
    rows = name.replace(".done.json", ".parquet")
    run = case.start()
    known: list[int] = []

    def look() -> None:
        known[:] = workers(case.mark)

    if not renamed(case.out / stage, rows, run.ended, look):
        return False
    kill(*known, run.pid)
    run.wait()
    return (case.out / stage / rows).exists() and not (case.out / marker).exists()


def _at_a_moment(case: Case, run: Run) -> bool:
    return reach(draw(case.chance, case.reference.timeline), lambda: len(published(case.out)), run.ended)
