"""Estimate runs as a user does, and compare with real ones."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "captions.jsonl"
RULES = ("rewrite.writer=lexicon", "rewrite.balance.text_model=null", "filter.match.text_model=null", "run.progress=none")


def hardneg(folder: Path, *words: str, sets: tuple[str, ...] = RULES) -> subprocess.CompletedProcess[str]:
    """Run a command whose temporary files are in `folder`."""
    settings = [word for each in sets for word in ("--set", each)]
    code = f"import tempfile; tempfile.tempdir = {str(folder)!r}; from hardneg.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *words, *settings], cwd=ROOT, capture_output=True, text=True, check=False)


def some_captions(folder: Path, count: int) -> str:
    chosen = folder / "captions.jsonl"
    chosen.write_text("".join(f"{line}\n" for line in SAMPLE.read_text(encoding="utf-8").splitlines()[:count]), encoding="utf-8")
    return str(chosen)


@pytest.mark.slow
@pytest.mark.parametrize("part_size", [4096, pytest.param(50, marks=pytest.mark.long)])
def test_an_estimate_by_rules_comes_near_a_real_run(tmp_path: Path, part_size: int) -> None:
    source, temporary, out = some_captions(tmp_path, 150), tmp_path / "temporary", tmp_path / "out"
    temporary.mkdir()
    sets = (*RULES, f"part_size={part_size}")

    done = hardneg(temporary, "estimate", source, "--sample", "60", "--json", sets=sets)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert hardneg(temporary, "run", str(out), "--input", source, sets=sets).returncode == 0

    markers = [json.loads(path.read_text()) for path in out.glob("*/part-*.done.json")]
    negatives = sum(each["rows_out"] for each in markers if each["stage"] == "flat")
    assert found["parts"] == sum(each["stage"] == "flat" for each in markers)
    assert found["bytes"] == pytest.approx(sum(path.stat().st_size for path in out.rglob("*") if path.is_file()), rel=0.25)
    assert found["stages"][-1]["rows"] == pytest.approx(negatives, rel=0.25)
    work = sum(each["seconds"] - each["setup_seconds"] for each in markers if each["stage"] == "rewrite")
    assert work / 3 < found["stages"][3]["worker_s"] < work * 3  # seconds depend on what else the machine does
    assert (found["captions"], found["sample"], found["tokens_in"]) == (150, 60, 0)
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_the_line_of_a_run(tmp_path: Path) -> None:
    source = some_captions(tmp_path, 5)
    away = (*RULES[1:], "rewrite.writer=score", "rewrite.llm.url=http://127.0.0.1:9", "rewrite.balance.embedding_model=null")

    done = hardneg(tmp_path, "estimate", source, sets=away)

    assert done.returncode == 2
    assert done.stdout == ""
    line = done.stderr.splitlines()[-1]
    assert line.startswith("hardneg: ")
    assert "http://127.0.0.1:9" in line
    assert "Traceback" not in done.stderr
