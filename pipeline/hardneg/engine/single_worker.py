"""Make one part by one worker process on this machine, stage after stage, without Ray.

Ray and its actors start ten processes, most of which import the same libraries. One part cannot be in two stages at once, so pools would
wait for each other. Parts, attempts and bisection are those of `engine.worker`: they are in storage, and outlive this process as well.

A stage that must be `alone`, or whose number of threads differs, gets the next process. Its rows are then the same as in an actor.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from itertools import groupby
from typing import NamedTuple

import cloudpickle

from hardneg.engine.attempts import Attempts
from hardneg.engine.cluster import fit
from hardneg.engine.failure import raised
from hardneg.engine.stage import Resources
from hardneg.engine.worker import Job
from hardneg.errors import StageError
from hardneg.schemas.manifest import Done

MOST_DEATHS = 3
"""Upper bound on deaths in a row between attempts, such as while modules are imported."""

POLL_S = 0.5
GRACE_S = 10.0
"""A worker that has made everything has this long to remove its temporary files."""


class Task(NamedTuple):
    """Hold a part that a stage makes, with the fingerprint that it must have."""

    job: Job
    part: int
    wanted: str


def can_make(resources: Sequence[Resources]) -> bool:
    """Return whether stages with these resources can run here without Ray: no cluster is named or running, and they reserve CPUs alone."""
    if os.environ.get("RAY_ADDRESS") or ("ray" in sys.modules and sys.modules["ray"].is_initialized()):
        return False
    return not any(each.gpus or each.memory for each in resources)


def make(tasks: Sequence[Task]) -> Generator[Done, None, None]:
    """Make the parts in order, and yield the done marker of each. A worker that dies is started again.

    Raises:
        UserError: Something outside the rows fails.
        StageError: A stage broke its contract, or the worker keeps dying.
    """
    for threads, some in _processes(tasks):
        waiting = list(some)
        deaths = 0
        while waiting:
            first = waiting[0]
            traces = _traces(first)
            with closing(_worked(list(waiting), threads)) as dones:
                for done in dones:
                    waiting.pop(0)
                    yield done
            if waiting and waiting[0] is first and _traces(first) == traces:
                deaths += 1
                if deaths >= MOST_DEATHS:
                    name = first.job.stage.name
                    raise StageError(f"{name}, part {first.part}: the worker process died {deaths} times without an attempt at the part")
            else:
                deaths = 0


def _processes(tasks: Sequence[Task]) -> Iterator[tuple[int, list[Task]]]:
    """Yield the number of threads of each process, and its tasks. The threads are those that Ray gives an actor."""
    sizes = fit([(task.job.stage.name, task.job.stage.resources) for task in tasks], [{"CPU": float(os.cpu_count() or 1)}], 1)
    threads = [max(1, int(size.cpus)) for size in sizes]
    of_process: list[tuple[object, int]] = []
    for at, task in enumerate(tasks):
        of_process.append((task.job.stage.name if task.job.stage.alone else None, threads[at]))
    for (_, count), group in groupby(range(len(tasks)), key=lambda at: of_process[at]):
        yield count, [tasks[at] for at in group]


def _traces(task: Task) -> list[str]:
    return Attempts(task.job.out, task.job.stage.name, task.part, task.wanted, task.job.session).names()


def _worked(tasks: Sequence[Task], threads: int) -> Generator[Done, None, None]:
    """Yield the done markers of one worker process, until it has made all tasks or died."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hardneg.engine.worker_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OMP_NUM_THREADS": str(threads)} | os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # so that Ctrl-C reaches the driver alone, which ends the worker with all that it has started
    )
    assert process.stdin is not None
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(cloudpickle.dumps(list(tasks)))
            process.stdin.flush()
        for line in _lines(process):
            answer = json.loads(line)
            if "failed" in answer:
                raise raised(*answer["failed"])
            yield Done.model_validate(answer["done"])
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_S)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        with suppress(BrokenPipeError):
            process.stdin.close()


def _lines(process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    """Yield whole lines until the worker has ended, also where a process that it started holds the pipe open."""
    assert process.stdout is not None
    pipe = process.stdout.fileno()
    pending = b""
    with process.stdout:
        while True:
            ended = process.poll() is not None
            if select.select([pipe], [], [], 0 if ended else POLL_S)[0]:
                data = os.read(pipe, 65536)
                if not data:
                    return
                *lines, pending = (pending + data).split(b"\n")
                yield from lines
            elif ended:
                return
