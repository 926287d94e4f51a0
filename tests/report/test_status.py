import io
import json
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from hardneg.engine import parts, storage
from hardneg.engine.lease import FILE, Lease, held
from hardneg.engine.process import Process, this_process
from hardneg.errors import UserError
from hardneg.report.status import status_of
from hardneg.report.status_table import as_dict, show
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Cut, Done, Manifest


def mark(out: str, stage: str, numbers: range, seconds: float = 10.0) -> None:
    """Write done markers of parts of 100 rows, of which 4 are rejected."""
    for number in numbers:
        counts = {"rows_in": 100, "rows_out": 96, "rejected": {"too_short": 1, "not_english": 3}, "seconds": seconds}
        done = Done(stage=stage, part=number, fingerprint="f", sha256={}, **counts)
        parts.write_record(parts.done_path(out, stage, number), done.model_dump(mode="json"))


def begun(out: str, count: int) -> None:
    """Write the records of a run whose input was cut into `count` parts."""
    config = Config.model_validate({"rewrite": {"workers": 2}})
    parts.write_record(storage.join(out, "input", "done.json"), Cut(input="in.jsonl", fingerprint="c", parts=count).model_dump())
    manifest = Manifest(run_id="r1", input="s3://key:secret@host/in.jsonl?token=secret", config=config, parts=count)
    parts.write_record(storage.join(out, "manifest.json"), manifest.model_dump(mode="json"))
    mark(out, "input", range(count), 0.0)


def printed(out: str) -> str:
    show(status_of(out), Console(file=(text := io.StringIO()), width=200))
    return text.getvalue()


@pytest.fixture(params=["local", "memory"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "out") if request.param == "local" else f"memory://{uuid.uuid4().hex}/out"


def test_a_running_run_shows_parts_rates_rejects_and_the_time_left(out: str) -> None:
    begun(out, 10)
    mark(out, "captions", range(10), 1.0)
    mark(out, "parse", range(8))
    mark(out, "rewrite", range(3), 60.0)
    mark(out, "filter", range(2), 2.0)
    mark(out, "flat", range(1), 1.0)

    with held(out):
        found = status_of(out)

    captions, parse, rewrite = found.stages[1:4]
    assert [stage.stage for stage in found.stages] == ["input", "captions", "parse", "rewrite", "filter", "shards"]
    assert (captions.done, captions.parts, captions.rows_in, captions.rows_out) == (10, 10, 1000, 960)
    assert list(captions.rejected.items()) == [("not_english", 30), ("too_short", 10)]
    assert (parse.rows_per_s, parse.seconds_left) == (10.0, 20.0)
    assert rewrite.seconds_left == 4 * 60  # seven parts, two at a time
    assert (found.state, found.seconds_left, found.packed) == ("running", 240.0, False)
    assert found.lease is not None
    assert found.last_activity is not None
    assert abs(found.last_activity.timestamp() - time.time()) < 60


def test_nothing_is_estimated_where_a_stage_has_no_part_yet(out: str) -> None:
    begun(out, 2)
    mark(out, "captions", range(2))

    with held(out):
        found = status_of(out)

    assert found.seconds_left is None
    assert (found.stages[2].done, found.stages[2].seconds_left, found.stages[2].rows_per_s) == (0, None, None)


def test_a_run_without_a_lease_that_is_not_complete_has_stopped(out: str) -> None:
    begun(out, 2)

    found = status_of(out)

    assert (found.state, found.lease, found.seconds_left) == ("stopped", None, None)


@pytest.mark.parametrize(
    ("holder", "renewed", "state"),
    [
        ({"born": "1"}, "2000-01-01T00:00:00Z", "stopped"),
        ({"host": "far"}, "2000-01-01T00:00:00Z", "silent"),
        ({"host": "far"}, "2999-01-01T00:00:00Z", "running"),
    ],
    ids=["dead", "of another host, long ago", "of another host, just now"],
)
def test_a_lease_says_whether_somebody_works(tmp_path: Path, holder: dict[str, str], renewed: str, state: str) -> None:
    begun(str(tmp_path), 2)
    process: Process = this_process().model_copy(update=holder)
    lease = Lease(token="t", holder=process, started="2000-01-01T00:00:00Z", renewed=renewed)
    (tmp_path / FILE).write_text(lease.model_dump_json())

    assert status_of(str(tmp_path)).state == state


def test_an_input_that_is_being_cut_has_no_total_yet(out: str) -> None:
    mark(out, "input", range(3), 0.0)

    found = status_of(out)

    assert [(stage.stage, stage.done, stage.parts) for stage in found.stages] == [("input", 3, None)]


def test_parts_of_an_earlier_and_larger_input_do_not_count(out: str) -> None:
    begun(out, 2)
    mark(out, "captions", range(5))

    assert status_of(out).stages[1].done == 2


def test_a_finished_run_is_finished_and_printed_in_a_line_a_stage(finished_run: Path, tmp_path: Path) -> None:
    out = str(shutil.copytree(finished_run, tmp_path / "out"))
    parts.write_record(storage.join(out, "input", "done.json"), Cut(input="in.jsonl", fingerprint="c", parts=3).model_dump())

    lines = printed(out).splitlines()

    assert lines[0] == f"{out} (run run1): finished"
    assert lines[1].startswith("last activity: ")
    assert lines[3].split() == ["input", "3/3", "60", "60", "0", "done"]
    assert lines[-1] == "shards: packed; rows/s is of one worker"


def test_the_table_says_who_writes(tmp_path: Path) -> None:
    begun(str(tmp_path), 2)

    with held(str(tmp_path)):
        said = printed(str(tmp_path))

    assert f"lease: process {this_process().pid} of {this_process().user} on {this_process().host}, alive; since 20" in said


def test_json_has_the_figures_and_no_secret(out: str) -> None:
    begun(out, 2)
    mark(out, "captions", range(1))

    with held(out):
        text = json.dumps(as_dict(status_of(out)))

    found = json.loads(text)
    assert found["stages"][1]["rejected"] == {"not_english": 3, "too_short": 1}
    assert (found["lease"]["pid"], found["lease"]["alive"]) == (this_process().pid, True)
    assert "secret" not in text
    assert "secret" not in printed(out)


def test_the_password_in_a_url_is_not_printed() -> None:
    with pytest.raises(UserError) as refused:
        status_of(f"memory://user:secret@{uuid.uuid4().hex}/out?token=secret")

    assert "secret" not in str(refused.value)


def test_nothing_is_written(finished_run: Path, tmp_path: Path) -> None:
    out = shutil.copytree(finished_run, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}

    status_of(str(out))

    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_a_folder_without_a_run_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no run here: run `hardneg run .* --input INPUT`"):
        status_of(str(tmp_path))


def test_a_run_of_many_parts_reads_each_done_marker_once_and_lists_each_folder_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each access is a request where OUT is on an object store."""
    out, many = str(tmp_path), 50
    begun(out, 1)
    cut = tmp_path / "input" / "done.json"
    cut.write_text(cut.read_text().replace('"parts": 1', f'"parts": {many}'))
    stages = ("input", "captions", "parse", "rewrite", "filter", "flat")
    for stage in stages:
        mark(out, stage, range(1))
        marker = Path(parts.done_path(out, stage, 0)).read_text()
        for number in range(many):
            Path(parts.done_path(out, stage, number)).write_text(marker)
            Path(parts.rows_path(out, stage, number)).touch()
    asked: Counter[str] = Counter()
    for name in ("read", "modified"):
        monkeypatch.setattr(storage, name, counted(getattr(storage, name), asked))

    found = status_of(out)

    assert sum(stage.done for stage in found.stages) == len(stages) * many
    assert {asked[parts.done_path(out, stage, number)] for stage in stages for number in range(many)} == {1}
    assert {asked[storage.join(out, stage)] for stage in stages} == {1}


def counted(function: Callable[[str], Any], asked: Counter[str]) -> Callable[[str], Any]:
    """Return a function of storage that counts the paths it is called with."""

    def called(path: str) -> Any:
        asked[path] += 1
        return function(path)

    return called


def test_the_step_inside_a_part_is_shown(out: str) -> None:
    begun(out, 2)
    mark(out, "captions", range(2), 1.0)
    storage.write(storage.join(out, "rewrite", ".attempts", "part-00001", "step.json"), b'{"name": "write", "done": 512, "total": 4096}')

    assert status_of(out).stages[3].steps == {1: "write 512/4,096"}
    assert "rewrite, part 1: write 512/4,096" in printed(out)
    assert as_dict(status_of(out))["stages"][3]["steps"] == {1: "write 512/4,096"}
