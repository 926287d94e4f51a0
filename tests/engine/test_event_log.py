import json
from pathlib import Path
from typing import Any

import pytest

from hardneg.engine.event_log import EventLog
from hardneg.errors import UserError
from hardneg.schemas.manifest import Done


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def done(part: int, **more: Any) -> Done:
    return Done(
        stage="parse", part=part, fingerprint="f", sha256={}, rows_in=4, rows_out=3, rejected={"crashed": 1}, seconds=1.23456, **more
    )


def test_a_run_is_lines_of_json_with_its_id_stages_and_parts(tmp_path: Path) -> None:
    with EventLog(str(tmp_path / "log.jsonl")) as log:
        log.run = "r1"
        log.write("message", text='two\nlines of "text" 犬')
        log.part(done(7, attempts=2))

    started, message, part, finished = lines(tmp_path / "log.jsonl")
    assert (started["event"], started["run_id"]) == ("started", None)
    assert (message["run_id"], message["text"]) == ("r1", 'two\nlines of "text" 犬')
    counts = {"rows_in": 4, "rows_out": 3, "rejected": {"crashed": 1}, "seconds": 1.235, "attempts": 2}
    assert part == {"time": part["time"], "run_id": "r1", "event": "part", "stage": "parse", "part": 7} | counts
    assert finished["event"] == "finished"
    assert started["time"] <= finished["time"]


def test_a_run_that_fails_says_why_and_a_second_run_is_appended(tmp_path: Path) -> None:
    place = tmp_path / "log.jsonl"
    with pytest.raises(UserError), EventLog(str(place)):
        raise UserError("no server answers")
    with EventLog(str(place)):
        pass

    assert [(line["event"], line.get("error")) for line in lines(place)] == [
        ("started", None),
        ("failed", "no server answers"),
        ("started", None),
        ("finished", None),
    ]


def test_a_dash_is_standard_error_which_stays_open(capsys: pytest.CaptureFixture[str]) -> None:
    with EventLog("-"):
        pass
    with EventLog("-"):
        pass

    said = capsys.readouterr()
    assert [json.loads(line)["event"] for line in said.err.splitlines()] == ["started", "finished"] * 2
    assert said.out == ""


def test_without_a_place_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    with EventLog() as log:
        log.part(done(1))
    assert capsys.readouterr() == ("", "")


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"run\.log .*/none/log: cannot be written \(No such file or directory\); give a file"):
        EventLog(str(tmp_path / "none" / "log"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, whose every write fails as on a full disk")
def test_a_full_disk_stops_the_log_and_not_the_run_and_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with EventLog("/dev/full") as log:
        log.part(done(1))
        log.part(done(2))

    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "/dev/full" in said[0]
