import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import toy

from hardneg.engine import parts, storage
from hardneg.engine.single_worker import Task, _processes, can_make, make
from hardneg.engine.stage import Outcome, Resources
from hardneg.engine.worker import Job, Worker
from hardneg.errors import StageError, UserError
from hardneg.schemas.manifest import Done

TESTS = Path(__file__).parents[1]


class Noting(toy.Toy):
    """Note the process that makes the rows."""

    def process(self, rows: Any) -> Outcome:
        self._note(str(os.getpid()))
        return super().process(rows)


class Alone(Noting):
    """Need a process of its own."""

    alone = True


class Unloadable(toy.Toy):
    """Kill each process that reads the stage."""

    def __setstate__(self, state: dict[str, object]) -> None:
        os._exit(7)


class Parent(toy.Toy):
    """Start a process that outlives the stage and holds its pipes."""

    def process(self, rows: Any) -> Outcome:
        if not (child := os.fork()):
            time.sleep(300)
        self._note(str(child))
        return super().process(rows)


class KilledOnce(toy.Toy):
    """Be killed from outside at the first attempt."""

    def process(self, rows: Any) -> Outcome:
        assert self.log is not None
        if "killed" not in Path(self.log).read_text():
            self._note("killed")
            os.kill(os.getpid(), signal.SIGKILL)
        return super().process(rows)


def tasks(out: Path, *stages: toy.Toy) -> list[Task]:
    folders = ["start", *(stage.name for stage in stages)]
    return [Task(Job(stage, source, str(out), 2, "s"), 0, "f") for stage, source in zip(stages, folders, strict=False)]


def made(out: Path, *stages: toy.Toy) -> list[Done]:
    return list(make(tasks(out, *stages)))


def gone(pid: int) -> bool:
    """Return whether a process ends within a minute. One that nobody waits for is a zombie, and has ended."""
    status = Path(f"/proc/{pid}/stat")
    for _ in range(600):
        if not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_every_stage_makes_the_part_that_a_worker_in_this_process_makes(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for out in (here, there):
        toy.lay(str(out), [["a", "b drop", "raise c", "d"]])

    done = made(there, toy.Toy("one"), toy.Toy("two"))

    for task in tasks(here, toy.Toy("one"), toy.Toy("two")):
        Worker(task.job).make(task.part, task.wanted)
    assert [(each.stage, each.rows_in, each.rows_out) for each in done] == [("one", 4, 2), ("two", 2, 2)]
    assert toy.contents_of(there) == toy.contents_of(here)


@pytest.mark.slow
def test_a_row_that_kills_its_worker_is_found_by_bisection_and_rejected(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b", "die c", "d"]])

    made(tmp_path, toy.Toy("one"), toy.Toy("two"))

    rejects = storage.read_parquet(storage.read(parts.rejects_path(str(tmp_path), "one", 0))).to_pylist()
    assert [(row["id"], row["reason"]) for row in rejects] == [("c2", "crashed")]
    assert parts.read_rows(str(tmp_path), "two", 0)["caption"].to_pylist() == ["a one3 two3", "b one3 two3", "d one3 two3"]


@pytest.mark.slow
def test_a_worker_that_is_killed_from_outside_is_started_again(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])

    (done,) = made(tmp_path, KilledOnce("one", log=str(tmp_path / "log")))

    assert (done.rows_out, done.attempts) == (1, 2)


def test_an_error_of_the_user_stops_the_run_and_publishes_nothing(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a server"]])

    with pytest.raises(UserError, match=r"^the server does not answer"):
        made(tmp_path, toy.Toy("one"))

    assert parts.read_done(str(tmp_path), "one", 0) is None


def test_a_stage_that_loses_a_row_is_named(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b"]])

    with pytest.raises(StageError, match=r"^one, part 0: 2 rows in, but 1 out"):
        made(tmp_path, toy.Lossy("one"))


@pytest.mark.slow
def test_a_worker_that_always_dies_before_its_first_attempt_stops_the_run(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])

    with pytest.raises(StageError, match="one, part 0: the worker process died 3 times without an attempt"):
        made(tmp_path, Unloadable("one"))


@pytest.mark.slow
def test_stages_share_a_process_and_one_that_must_be_alone_has_its_own(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])
    log = str(tmp_path / "log")

    made(tmp_path, Noting("one", log=log), Noting("two", log=log), Alone("three", log=log))

    one, two, three = (line.split()[1] for line in Path(log).read_text().splitlines() if line.split()[1].isdigit())
    assert one == two != three


def test_a_stage_has_the_threads_of_an_actor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    stages = [toy.Toy("one"), toy.Toy("two"), toy.Toy("three")]
    stages[2].resources = Resources(cpus=3.5)

    assert [(threads, [task.job.stage.name for task in some]) for threads, some in _processes(tasks(tmp_path, *stages))] == [
        (1, ["one", "two"]),
        (3, ["three"]),
    ]


@pytest.mark.slow
def test_what_a_stage_started_ends_with_its_worker(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])

    made(tmp_path, Parent("one", log=str(tmp_path / "log")))

    pids = [int(line.split()[1]) for line in (tmp_path / "log").read_text().splitlines() if line.split()[1].isdigit()]
    assert pids
    assert all(gone(pid) for pid in pids if pid)


def test_the_worker_ends_where_its_driver_is_killed(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])
    code = f"""
import sys
sys.path.insert(0, {str(TESTS / "engine")!r})
from pathlib import Path
import test_single_worker as tests
tests.made(Path({str(tmp_path)!r}), tests.Noting("one", pause=300, log={str(tmp_path / "log")!r}))
"""
    log = tmp_path / "log"
    driver = subprocess.Popen([sys.executable, "-c", code], cwd=TESTS)
    while not log.exists() or len(log.read_text().splitlines()) < 2:
        assert driver.poll() is None
        time.sleep(0.05)

    driver.kill()
    driver.wait()

    assert gone(int(log.read_text().splitlines()[1].split()[1]))


@pytest.mark.parametrize("reserved", [{"gpus": 1.0}, {"memory": 2**30}])
def test_a_stage_that_reserves_more_than_cpus_goes_to_ray(reserved: dict[str, Any]) -> None:
    stage = toy.Toy("one")
    assert can_make([stage.resources])

    stage.resources = Resources(**reserved)

    assert not can_make([stage.resources])


def test_a_cluster_that_is_named_does_all_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "ray-head:6379")

    assert not can_make([toy.Toy("one").resources])
