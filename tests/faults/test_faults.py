"""Make ten faults as `make faults` makes a hundred, and test what they are judged by."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from shutil import which

import pytest
from faults.case import Case, Verdict, judge, judged
from faults.kinds import KINDS, Kind, drawn
from faults.moments import Moment, draw, published, reach
from faults.mounts import can_mount
from faults.processes import Run, compiled, kill, marked, new_mark, still_there
from faults.program import last_line, main, table
from faults.settings import ONE, Reference, contents, files_of, refer, rows_of

TEN = (
    "driver killed",
    "driver killed while it packs",
    "worker killed",
    "killed between rename and marker",
    "disk full",
    "folder read-only",
    "file corrupted",
    "file truncated",
    "file deleted",
    "two runs at once",
)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Return an undisturbed run of a single part."""
    return refer(ONE, tmp_path_factory.mktemp("reference"))


def kind_of(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name and kind.setting(Path()) == ONE)


@pytest.mark.slow
@pytest.mark.parametrize("name", TEN)
def test_after_a_fault_the_next_run_makes_the_shards_of_an_undisturbed_one(name: str, reference: Reference, tmp_path: Path) -> None:
    kind = kind_of(name)
    if not kind.needs():
        pytest.skip(f"this machine lacks {kind.lacks}")

    verdict = judge(kind.name, kind.disturb, ONE, reference, tmp_path / "fault", random.Random(f"test {name}"))

    assert (verdict.lost, verdict.twice, verdict.unequal, verdict.left) == (0, 0, [], [])


@pytest.mark.slow
def test_what_is_wrong_in_the_end_is_found(reference: Reference, tmp_path: Path) -> None:
    """Compare the undisturbed run with references that hold another row, another file, another content; and leave a file."""
    files = contents(files_of(reference.out))
    other = reference._replace(rows=reference.rows + Counter(["another row"]), files=files | {"flat/part-00000.parquet": "x", "more": "y"})
    case = Case(ONE, other, tmp_path, random.Random(0))
    shutil.copytree(reference.out, case.out)
    (case.out / "parse" / "left.tmp").write_text("")
    case.wrong.append("a process")

    verdict = judged("any", case)
    for end in case.ends:
        end()

    assert verdict.lost == 1
    assert verdict.unequal == ["flat/part-00000.parquet", "more is missing"]
    assert verdict.left == ["a process", "parse/left.tmp is left"]
    assert not verdict.holds


def test_kinds_are_dealt_by_their_shares_and_by_the_seed_alone() -> None:
    whole = sum(kind.share for kind in KINDS)

    dealt = drawn(whole, 3)

    assert Counter(kind for kind, _ in dealt) == Counter({kind: kind.share for kind in KINDS})
    assert [(kind, chance.random()) for kind, chance in drawn(9, 3)] == [(kind, chance.random()) for kind, chance in drawn(whole, 3)[:9]]
    assert [kind for kind, _ in drawn(9, 3)] != [kind for kind, _ in drawn(9, 4)]


def test_a_moment_lies_between_the_files_before_and_after_it() -> None:
    timeline = [1.0, 1.1, 5.0, 6.0]

    moments = [draw(random.Random(seed), timeline) for seed in range(300)]

    assert {moment.files for moment in moments} == {0, 1, 2, 3}
    assert all(0 <= moment.seconds <= 3.9 for moment in moments)
    assert sum(moment.files == 2 and moment.seconds > 0.3 for moment in moments) > 60  # most of the time passes there


def test_a_run_that_ended_before_the_moment_was_not_disturbed() -> None:
    assert not reach(Moment(3, 0.0), lambda: 2, lambda: True)
    assert not reach(Moment(1, 0.0), lambda: 2, lambda: True)
    assert reach(Moment(1, 0.0), lambda: 2, lambda: False)


@pytest.mark.skipif(which("cc") is None, reason="needs a C compiler")
def test_a_process_stops_when_it_has_renamed_the_file_that_is_named(tmp_path: Path) -> None:
    library = compiled(Path(__file__).with_name("rename.c"), tmp_path)
    code = "import pathlib\nfor name in ('other', 'wanted', 'after'):\n    pathlib.Path('x').touch()\n    pathlib.Path('x').replace(name)"
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"LD_PRELOAD": str(library), "FAULTS_RENAMED": "wanted"}
    )
    try:
        _, status = os.waitpid(process.pid, os.WUNTRACED)

        assert os.WIFSTOPPED(status)
        assert (tmp_path / "wanted").exists()
        assert not (tmp_path / "after").exists()
    finally:
        process.kill()
        process.wait()


def test_hidden_and_temporary_files_are_not_published(tmp_path: Path) -> None:
    for name in ("a/part-1.parquet", "a/.part-2.parquet.1.tmp", ".lease.json", "a/.attempts/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")

    assert published(tmp_path) == ["a/part-1.parquet"]


def test_two_runs_are_compared_by_all_but_the_seconds_of_their_markers() -> None:
    markers = ({"rows_in": 2, "seconds": 1, "check": "a"}, {"rows_in": 2, "seconds": 2, "check": "b"})
    one, other = ({"parse/part-00000.done.json": json.dumps(marker).encode()} for marker in markers)

    assert contents(one) == contents(other)
    assert contents(one) != contents({"parse/part-00000.done.json": b'{"rows_in": 3}'})
    assert contents({"shards/a": b"1"}) != contents({"shards/a": b"2"})


def test_rows_are_counted_over_all_shards(finished_run: Path) -> None:
    rows = rows_of(files_of(finished_run))

    assert rows.total() > 100
    assert set(rows.values()) == {1}


def test_all_that_a_run_starts_is_found_and_killed(tmp_path: Path) -> None:
    mark = new_mark()
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(300)'])"
    run = Run(["-c", code], tmp_path / "log", mark)
    while len(marked(mark)) < 2 and not run.ended():
        pass

    assert len(still_there(mark, 0.0)) == 2
    kill(*marked(mark))
    assert run.wait() == -9
    assert still_there(mark, 10.0) == []


@pytest.mark.skipif(not can_mount(), reason="this machine lacks the right to mount")
def test_the_shared_memory_of_a_case_is_its_own(tmp_path: Path) -> None:
    case = Case(ONE, Reference(tmp_path, tmp_path, {}, [], Counter()), tmp_path, random.Random(0))

    case.start(words=["-c", "open('/dev/shm/left', 'w').close()"]).wait()
    assert case.memory is not None
    found = [path.name for path in case.memory.iterdir()]
    for end in case.ends:
        end()

    assert found == ["left"]
    assert not Path("/dev/shm/left").exists()


def verdict(kind: str, **fields: object) -> Verdict:
    return Verdict(kind, ONE.name, 0, 0, [], [], 3.0, "")._replace(**fields)


def test_the_last_line_and_the_table_count_faults() -> None:
    verdicts = [verdict("disk full"), verdict("disk full", lost=7, unequal=["a"]), verdict("file deleted", left=["b"])]

    assert last_line(verdicts) == "faults 3, lost 1, twice 0, unequal 2"
    assert table(verdicts)[2:] == [
        "| disk full | one worker | 2 | 1 | 1 | 0 | 1 | 0 | 3 |",
        "| file deleted | one worker | 1 | 0 | 0 | 0 | 0 | 1 | 3 |",
    ]


def test_a_kind_that_is_not_there_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["1", "1", "--kind", "earthquake"]) == 2
    assert "no kind is named like earthquake; there are driver killed" in capsys.readouterr().out
