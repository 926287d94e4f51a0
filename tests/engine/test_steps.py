import threading
import time
from pathlib import Path

import pytest

from hardneg.engine import steps, storage
from hardneg.engine.attempts import Attempts
from hardneg.engine.steps import Step, advance, begin, reported, steps_of, watched


class Clock:
    """Return a time that tests set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def attempts(out: Path, part: int = 3) -> Attempts:
    return Attempts(str(out), "rewrite", part, "f" * 64, "session")


def test_the_step_inside_a_part_is_beside_its_attempts(tmp_path: Path) -> None:
    clock = Clock()
    with reported(attempts(tmp_path), clock):
        begin("write")
        assert steps_of(str(tmp_path), "rewrite") == {}  # a quick part writes nothing
        clock.now = 6.0
        advance(512, 4096)
        clock.now = 7.0
        advance(768, 4096)

    assert steps_of(str(tmp_path), "rewrite") == {3: Step(name="write", done=512, total=4096)}
    assert steps_of(str(tmp_path), "rewrite")[3].text() == "write 512/4,096"
    attempts(tmp_path).forget()
    assert steps_of(str(tmp_path), "rewrite") == {}


def test_the_number_of_requests_is_written_at_once_after_a_step_without_one(tmp_path: Path) -> None:
    clock = Clock()
    with reported(attempts(tmp_path), clock):
        clock.now = 6.0
        begin("write")
        advance(0, 4096)
        advance(256, 4096)

    assert steps_of(str(tmp_path), "rewrite")[3].text() == "write 0/4,096"


def test_a_step_of_a_chunk_says_how_many_rows_were_in_chunks_before(tmp_path: Path) -> None:
    clock = Clock()
    with reported(attempts(tmp_path), clock):
        steps.chunk(512, 4096)
        clock.now = 6.0
        begin("write")
        assert steps_of(str(tmp_path), "rewrite")[3].text() == "write after 512/4,096 rows"
        steps.chunk(0, 0)
        clock.now = 12.0
        begin("select")

    assert steps_of(str(tmp_path), "rewrite")[3].text() == "select"


def test_steps_outside_a_part_are_reported_nowhere(tmp_path: Path) -> None:
    begin("write")
    advance(1, 2)

    assert storage.names(str(tmp_path)) == []


def test_a_damaged_step_is_none(tmp_path: Path) -> None:
    (tmp_path / "rewrite" / ".attempts" / "part-00001").mkdir(parents=True)
    (tmp_path / "rewrite" / ".attempts" / "part-00001" / "step.json").write_text("{")

    assert steps_of(str(tmp_path), "rewrite") == {}


def test_a_step_that_cannot_be_written_does_not_stop_the_work(tmp_path: Path) -> None:
    clock = Clock()
    (tmp_path / "rewrite").write_text("no folder")
    with reported(attempts(tmp_path), clock):
        clock.now = 6.0
        begin("write")


def test_a_watch_shows_the_steps_until_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "EVERY_S", 0.01)
    shown = list[tuple[str, dict[int, Step]]]()
    storage.write(f"{tmp_path}/rewrite/.attempts/part-00002/step.json", b'{"name": "select"}')

    with watched(str(tmp_path), ["rewrite"], lambda stage, found: shown.append((stage, found))):
        until = time.monotonic() + 5
        while not shown and time.monotonic() < until:
            time.sleep(0.01)
    for thread in threading.enumerate():
        if thread.name == "steps":  # on a busy machine it may still be in its last look
            thread.join(10)
            assert not thread.is_alive()
    count = len(shown)
    time.sleep(0.05)

    assert shown[0] == ("rewrite", {2: Step(name="select")})
    assert len(shown) == count
