"""Drive the worker process by its pipes, as `engine.single_worker` does: tasks in, done markers out."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import cloudpickle
import pytest
import toy

from hardneg.engine import parts
from hardneg.engine.single_worker import Task
from hardneg.engine.stage import Outcome
from hardneg.engine.worker import Job

TESTS = Path(__file__).parents[1]


class Printing(toy.Toy):
    """Print to both streams, also from a process of its own, and read stdin."""

    def process(self, rows: Any) -> Outcome:
        print("a progress bar")
        os.system("echo from a child; cat")
        print("a warning", file=sys.stderr)
        return super().process(rows)


def tasks(out: Path, *stages: toy.Toy) -> list[Task]:
    folders = ["start", *(stage.name for stage in stages)]
    return [Task(Job(stage, source, str(out), 2, "s"), 0, "f") for stage, source in zip(stages, folders, strict=False)]


def start(some: list[Task]) -> subprocess.Popen[bytes]:
    """Start the process and give it the tasks. Its stdin stays open."""
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    command = [sys.executable, "-m", "hardneg.engine.worker_process"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, start_new_session=True)
    assert process.stdin is not None
    process.stdin.write(cloudpickle.dumps(some))
    process.stdin.flush()
    return process


def answers(some: list[Task]) -> tuple[list[dict[str, Any]], str]:
    """Return the lines of JSON that the process writes, and what it says on stderr."""
    process = start(some)
    assert process.stdout is not None
    assert process.stderr is not None
    lines = [json.loads(line) for line in process.stdout]
    said = process.stderr.read().decode()
    assert process.stdin is not None
    process.stdin.close()
    process.wait()
    return lines, said


@pytest.mark.slow
def test_a_done_marker_leaves_for_each_task_and_nothing_that_stages_print(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b"]])

    lines, said = answers(tasks(tmp_path, Printing("one"), toy.Toy("two")))

    assert [(line["done"]["stage"], line["done"]["rows_out"]) for line in lines] == [("one", 2), ("two", 2)]
    assert "a warning" in said
    assert parts.read_done(str(tmp_path), "two", 0) is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("caption", "stage", "kind", "text"),
    [("a server", toy.Toy, "user", "the server does not answer"), ("a", toy.Lossy, "fault", "one, part 0: 2 rows in, but 1 out")],
)
def test_a_failure_is_an_answer_and_ends_the_process(tmp_path: Path, caption: str, stage: type[toy.Toy], kind: str, text: str) -> None:
    toy.lay(str(tmp_path), [[caption, "b"]])

    lines, said = answers(tasks(tmp_path, stage("one"), toy.Toy("two")))

    (line,) = lines
    assert line["failed"][0] == kind
    assert line["failed"][1].startswith(text)
    assert "Traceback" not in said
    assert parts.read_done(str(tmp_path), "two", 0) is None


def test_the_end_of_stdin_kills_the_process_in_the_middle_of_a_part(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])
    log = tmp_path / "log"
    process = start(tasks(tmp_path, toy.Toy("one", pause=300, log=str(log))))
    while not log.exists():
        assert process.poll() is None
        time.sleep(0.05)

    assert process.stdin is not None
    process.stdin.close()

    assert process.wait(60) == -9
    assert parts.read_done(str(tmp_path), "one", 0) is None


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/oom_score_adj").exists(), reason="Linux alone has a score of what is killed where memory ends")
def test_where_memory_ends_it_is_killed_before_the_driver(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])
    log = tmp_path / "log"
    process = start(tasks(tmp_path, toy.Toy("one", pause=300, log=str(log))))
    while not log.exists():
        assert process.poll() is None
        time.sleep(0.05)

    assert Path(f"/proc/{process.pid}/oom_score_adj").read_text().strip() == "1000"
    process.kill()
    process.wait()
