import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from hardneg.quality.commands import quality


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer(rich_markup_mode=None)
    app.command()(quality)
    return app


def test_options_and_baselines_reach_the_report(app: typer.Typer, finished_run: Path, tmp_path: Path) -> None:
    for name, stop in (("one", "."), ("two", " .")):
        rows = ({"caption": f"A dog {i}.", "negative": f"A dog {i}{stop}!"} for i in range(100))
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ["--no-transformer", "--json", str(tmp_path / "q.json"), "--pairs", "120", "--seed", "3"]
    baselines = ["-b", str(tmp_path / "one.jsonl"), "--baseline", str(tmp_path / "two.jsonl")]

    result = CliRunner().invoke(app, [str(finished_run / "shards"), *options, *baselines])

    assert result.exit_code == 0, result.output
    found = json.loads((tmp_path / "q.json").read_text())
    assert (found["steps"], found["pairs"], found["seed"], found["likelihood"]) == (0, 120, 3, False)
    assert [each["name"] for each in found["sets"]] == ["shards", "one.jsonl", "two.jsonl"]
    assert found["sets"][0]["pairs"] < 168


@pytest.mark.parametrize("options", [["--pairs", "99"], ["--steps", "0"], []])
def test_what_cannot_be_measured_is_refused_before_anything_is_read(app: typer.Typer, options: list[str]) -> None:
    result = CliRunner().invoke(app, [*(["nowhere"] if options else []), *options])
    assert result.exit_code == 2
