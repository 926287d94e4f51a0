import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from hardneg.engine.manifest import read_manifest, write_manifest
from hardneg.errors import UserError
from hardneg.models.llm_folder import source_of
from hardneg.quality.report import Options, report
from hardneg.report.verify import verify

PLAIN = Options(steps=0)


@pytest.fixture(scope="module")
def measured(finished_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Measure a finished run and a baseline whose negatives have a space before the stop."""
    folder = tmp_path_factory.mktemp("measured")
    out = folder / "out"
    shutil.copytree(finished_run, out)
    rows = ({"caption": f"A dog {i}.", "negative": f"A dog {i} ."} for i in range(100))
    (folder / "other.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    report(str(out), [str(folder / "other.jsonl")], None, PLAIN)
    return out


def sets(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["sets"]
    return found


def test_a_run_and_a_baseline_are_measured_side_by_side(measured: Path) -> None:
    ours, other = sets(measured / "quality.json")

    assert [ours["name"], other["name"]] == ["out", "other.jsonl"]
    assert ours["caption"]["all"]["ngrams"]["value"] == other["caption"]["all"]["ngrams"]["value"] == 1.0
    assert ours["caption"]["attribute"]["likelihood"]["value"] == 1.0
    assert ours["words"]["object"]["gained"] == [{"word": "cat", "put_in": 60, "taken_out": 0, "ratio": 61.0}]
    assert ours["coverage"]["with_negative"] == 60
    assert other["coverage"] is None
    assert other["surface"]["space before punctuation"] == {"captions": 0.0, "negatives": 1.0}


def test_the_manifest_says_what_was_measured_and_the_run_still_holds(measured: Path, tmp_path: Path) -> None:
    out = str(shutil.copytree(measured, tmp_path / "out"))

    manifest = read_manifest(out)
    assert manifest is not None
    assert manifest.quality is not None
    assert manifest.quality.accuracy["attribute"]["likelihood"] == 1.0
    assert "| attribute |" in (measured / "shards" / "README.md").read_text().partition("## Leakage")[2]
    assert verify(out) == []
    assert write_manifest(out, manifest.model_copy(update={"quality": None}), []).quality == manifest.quality
    assert write_manifest(out, manifest.model_copy(update={"quality": None, "run_id": "other"}), []).quality is None


def test_a_folder_of_shards_will_do_and_gives_the_same_figures_and_a_table(
    measured: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(str(measured / "shards"), [], str(tmp_path / "figures.json"), PLAIN)

    again, before = sets(tmp_path / "figures.json")[0], sets(measured / "quality.json")[0]
    assert again["coverage"] is None
    assert again | {"name": "out", "coverage": before["coverage"]} == before
    assert verify(str(measured)) == []
    said = capsys.readouterr().out
    assert "1.000 ±" in said
    assert "cat 60/0" in said


def test_without_shards_nothing_is_measured(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no shards here"):
        report(str(tmp_path), [], None, PLAIN)


@pytest.mark.slow
def test_the_runs_llm_and_a_judge_may_score_in_one_measurement(finished_run: Path, tmp_path: Path) -> None:
    rows = ({"caption": f"{n} dogs run on a beach.", "negative": f"{n} beach dogs on a run."} for n in range(100))
    (tmp_path / "other.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = Options(steps=0, likelihood=True, judge=source_of("smollm2-135m-instruct"), judged=50)

    report(str(finished_run / "shards"), [str(tmp_path / "other.jsonl")], str(tmp_path / "q.json"), asked)

    ours, other = (each["caption"]["all"] for each in sets(tmp_path / "q.json"))
    assert (other["likelihood"]["pairs"], other["judge"]["pairs"]) == (100, 50)
    assert other["judge"]["value"] > 0.9
    assert ours["judge"]["pairs"] == 50
