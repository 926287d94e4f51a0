import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest
import toy

from hardneg.engine import parts, storage
from hardneg.engine import worker as worker_module
from hardneg.engine.stage import Outcome
from hardneg.engine.worker import Job, Worker
from hardneg.errors import StageError, UserError

TESTS = str(Path(__file__).parents[1])


def worker(out: Path, stage: toy.Toy, session: str = "s1") -> Worker:
    return Worker(Job(stage, "start", str(out), attempts=2, session=session))


def lives(code: str, count: int) -> list[int]:
    """Exit codes of up to `count` processes that run `code` one after the other, until one ends well."""
    script = f"""
import os, toy
from hardneg.engine.worker import Job, Worker
for life in range({count}):
    if not (child := os.fork()):
        {code}
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(status)
    if not status:
        break
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=TESTS, check=True, capture_output=True, text=True)
    return [int(line) for line in done.stdout.split()]


def captions(out: Path, stage: str = "one", number: int = 0) -> list[str]:
    found: list[str] = parts.read_rows(str(out), stage, number)["caption"].to_pylist()
    return found


def test_a_part_is_made_of_the_part_before_it(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b drop"]])

    done = worker(tmp_path, toy.Toy()).make(0, "f")

    assert captions(tmp_path) == ["a one1"]
    assert (done.rows_in, done.rows_out, done.attempts) == (2, 1, 1)
    assert storage.names(str(tmp_path / "one" / ".attempts")) == []


def test_a_done_marker_says_how_long_models_were_loaded_and_how_long_the_processor_worked(tmp_path: Path) -> None:
    class Slow(toy.Toy):
        def setup(self) -> None:
            ends = time.process_time() + 0.05
            while time.process_time() < ends:
                pass

    toy.lay(str(tmp_path), [["a"], ["b"]])
    one = worker(tmp_path, Slow(pause=0.05))

    first, second = one.make(0, "f"), one.make(1, "f")

    assert 0.05 <= first.setup_seconds <= first.seconds - 0.05
    assert first.cpu_seconds >= 0.05
    assert second.setup_seconds == 0
    assert second.cpu_seconds < second.seconds


def test_a_part_that_is_there_is_not_made_again_and_nothing_is_loaded(tmp_path: Path) -> None:
    log = tmp_path / "log"
    toy.lay(str(tmp_path), [["a"]])
    first = worker(tmp_path, toy.Toy()).make(0, "f")

    again = worker(tmp_path, toy.Toy(log=str(log))).make(0, "f")

    assert again == first
    assert not log.exists()


def test_another_fingerprint_makes_the_part_again(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])
    worker(tmp_path, toy.Toy()).make(0, "f")

    worker(tmp_path, toy.Toy(suffix="x")).make(0, "g")

    assert captions(tmp_path) == ["a x1"]
    assert parts.current(str(tmp_path), "one", 0, "g")


def test_models_are_loaded_once_a_worker(tmp_path: Path) -> None:
    log = tmp_path / "log"
    toy.lay(str(tmp_path), [["a"], ["b"]])
    both = worker(tmp_path, toy.Toy(log=str(log)))

    both.make(0, "f")
    both.make(1, "g")

    assert log.read_text().split("\n").count("one setup") == 1


def test_an_empty_part_is_published_without_loading_models(tmp_path: Path) -> None:
    log = tmp_path / "log"
    toy.lay(str(tmp_path), [[]])

    done = worker(tmp_path, toy.Toy(log=str(log))).make(0, "f")

    assert (done.rows_in, done.rows_out) == (0, 0)
    assert not log.exists()


@pytest.mark.slow
def test_a_row_that_raises_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b", "raise c", "d"]])

    done = worker(tmp_path, toy.Toy()).make(0, "f")

    assert captions(tmp_path) == ["a one3", "b one3", "d one3"]
    assert done.rejected == {"crashed": 1}
    rejects = storage.read_parquet(storage.read(parts.rejects_path(str(tmp_path), "one", 0))).to_pylist()
    assert [(row["id"], row["reason"], row["detail"], row["caption"]) for row in rejects] == [
        ("c2", "crashed", "ValueError: a poisoned row", "raise c")
    ]


@pytest.mark.slow
def test_a_row_that_breaks_the_model_takes_no_other_with_it(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "break raise", "c", "d"]])

    worker(tmp_path, toy.Toy()).make(0, "f")

    assert captions(tmp_path) == ["a one3", "c one3", "d one3"]


@pytest.mark.slow
def test_a_row_that_kills_the_process_is_found_over_several_lives(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b", "die c", "d"]])

    codes = lives(f"Worker(Job(toy.Toy(), 'start', {str(tmp_path)!r}, 1, 's1')).make(0, 'f')", 20)

    assert codes == [7, 7, 7, 7, 0]
    assert captions(tmp_path) == ["a one3", "b one3", "d one3"]
    rejects = storage.read_parquet(storage.read(parts.rejects_path(str(tmp_path), "one", 0))).to_pylist()
    assert [(row["id"], row["detail"]) for row in rejects] == [("c2", "the worker process died")]


@pytest.mark.slow
def test_the_deaths_of_whole_runs_are_not_blamed_on_the_part(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b"]])
    code = f"toy.Toy.process = lambda *a: os._exit(9); Worker(Job(toy.Toy(), 'start', {str(tmp_path)!r}, 1, f's{{life}}')).make(0, 'f')"
    assert lives(code, 3) == [9, 9, 9]

    worker(tmp_path, toy.Toy(log=str(tmp_path / "log")), session="s4").make(0, "f")

    assert captions(tmp_path) == ["a one2", "b one2"]
    assert (tmp_path / "log").read_text().split("\n").count("one process 2") == 1


def test_a_dead_server_is_an_error_and_nothing_is_published(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "server", "c"]])

    with pytest.raises(UserError, match="server does not answer"):
        worker(tmp_path, toy.Toy()).make(0, "f")

    assert parts.read_done(str(tmp_path), "one", 0) is None


class Unloadable(toy.Toy):
    def setup(self) -> None:
        raise ImportError("no module named engine")


def test_a_stage_that_cannot_be_set_up_stops_the_run(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])

    with pytest.raises(StageError, match="one, part 0: it cannot be set up: ImportError: no module named engine"):
        worker(tmp_path, Unloadable()).make(0, "f")


@pytest.mark.slow
def test_a_worker_that_dies_of_loading_stops_the_run(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])
    code = f"toy.Toy.setup = lambda self: os._exit(9); Worker(Job(toy.Toy(), 'start', {str(tmp_path)!r}, 1, 's1')).make(0, 'f')"
    assert lives(code, 3) == [9, 9, 9]

    with pytest.raises(StageError, match="died 3 times while it was set up"):
        worker(tmp_path, toy.Toy()).make(0, "f")


@pytest.mark.slow
@pytest.mark.parametrize(("step", "said"), [("read_or_discard", "read its source part"), ("publish", "published its part")])
def test_a_worker_that_dies_of_reading_or_publishing_stops_the_run(step: str, said: str, tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"]])
    code = (
        f"from hardneg.engine import parts; parts.{step} = lambda *a: os._exit(9); "
        f"Worker(Job(toy.Toy(), 'start', {str(tmp_path)!r}, 1, 's1')).make(0, 'f')"
    )
    assert lives(code, 3) == [9, 9, 9]

    with pytest.raises(StageError, match=rf"one, part 0: the worker died 3 times while it {said}: is there memory"):
        worker(tmp_path, toy.Toy()).make(0, "f")
    assert worker(tmp_path, toy.Toy(), session="s2").make(0, "f").attempts == 1


def test_a_lost_row_names_the_stage_and_the_part(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b"]])

    with pytest.raises(StageError, match="one, part 0: 2 rows in, but 1 out"):
        worker(tmp_path, toy.Lossy()).make(0, "f")

    assert parts.read_done(str(tmp_path), "one", 0) is None


class InChunks(toy.Toy):
    """Process two rows at a time, and what comes of one depends on no other."""

    chunk = 2

    def process(self, rows: pa.Table) -> Outcome:
        outcome = super().process(rows)
        caption = [each.rstrip("0123456789") for each in outcome.rows["caption"].to_pylist()]
        return outcome._replace(rows=outcome.rows.set_column(1, "caption", pa.array(caption, pa.string())))


def test_a_worker_that_stops_in_a_part_goes_on_after_the_last_chunk(tmp_path: Path) -> None:
    whole, stopped, log = tmp_path / "whole", tmp_path / "stopped", tmp_path / "log"
    answers = tmp_path / "answers"

    class Asking(InChunks):
        def process(self, rows: pa.Table) -> Outcome:
            if "e" in rows["caption"].to_pylist() and not answers.exists():
                raise UserError("the server does not answer")
            return super().process(rows)

    for out in (whole, stopped):
        toy.lay(str(out), [["a", "b drop", "c", "d", "e", "f", "g"]])
    with pytest.raises(UserError, match="does not answer"):
        worker(stopped, Asking(log=str(log))).make(0, "f")
    answers.touch()
    undisturbed = worker(whole, Asking()).make(0, "f")

    resumed = worker(stopped, Asking(log=str(log)), session="s2").make(0, "f")

    assert log.read_text().count("process") == 4  # two chunks before the stop, two after it
    assert captions(stopped) == captions(whole) == ["a one", "c one", "d one", "e one", "f one", "g one"]
    assert (resumed.sha256, resumed.usage, resumed.rejected) == (undisturbed.sha256, undisturbed.usage, undisturbed.rejected)
    assert storage.names(str(stopped / "one" / ".attempts")) == []


def test_a_damaged_chunk_is_made_again(tmp_path: Path) -> None:
    log = tmp_path / "log"
    toy.lay(str(tmp_path), [["a", "b", "server"]])
    with pytest.raises(UserError):
        worker(tmp_path, InChunks(log=str(log))).make(0, "f")
    (kept,) = (tmp_path / "one" / ".attempts").rglob("*chunk*rows.parquet")
    kept.write_bytes(kept.read_bytes()[:40])

    with pytest.raises(UserError):
        worker(tmp_path, InChunks(log=str(log))).make(0, "f")

    assert log.read_text().count("process 2") == 2


def test_chunks_that_exceed_an_array_together_are_an_error_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "MAX_BYTES", 60)
    toy.lay(str(tmp_path), [["a" * 20, "b" * 20, "c" * 20]])

    with pytest.raises(UserError, match="lower part_size"):
        worker(tmp_path, InChunks()).make(0, "f")
