import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hardneg.captions.ingest import ingest
from hardneg.cli import app
from hardneg.engine import parts
from hardneg.engine.manifest import write_manifest
from hardneg.engine.order import before
from hardneg.engine.stage import RunContext
from hardneg.engine.worker import Job, Worker
from hardneg.errors import UserError
from hardneg.report.scenes_oracle import Judged, judge, scenes_of, summary
from hardneg.runner import make_stage
from hardneg.scenes.write import write
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Manifest


def test_scenes_are_found_by_the_keys_of_their_records(tmp_path: Path) -> None:
    write(str(tmp_path / "out"), 3, seed=5)
    by_tar = scenes_of(str(tmp_path / "out/shards/scenes-00000.tar"))
    by_graph = scenes_of(str(tmp_path / "out/graphs.jsonl"))
    assert list(by_tar) == ["000000", "000001", "000002"]
    assert list(by_graph) == ["5-000000", "5-000001", "5-000002"]
    assert list(by_tar.values()) == list(by_graph.values())


def test_what_is_not_scenes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "captions.jsonl").write_text('{"caption": "A dog."}\n')
    for name in ("captions.jsonl", "missing.tar"):
        with pytest.raises(UserError, match=name):
            scenes_of(str(tmp_path / name))


def test_shares_are_of_what_the_oracle_judges() -> None:
    judged = [
        Judged("count", True, None, False),
        Judged("count", True, None, True),
        Judged("count", False, "still_true", True),
        Judged("count", False, "still_true", False),
        Judged("object", True, None, None),
    ]
    found = summary(judged)
    assert found["count"]["before"] == {"negatives": 4, "judged": 4, "true": 2, "share_true": 0.5}
    assert found["count"]["kept"] == {"negatives": 2, "judged": 2, "true": 1, "share_true": 0.5}
    assert found["count"]["rejected"] == {"still_true": {"negatives": 2, "judged": 2, "true": 1, "share_true": 0.5}}
    assert found["all"]["valid_kept"] == 0.5
    assert found["object"]["kept"]["share_true"] is None


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the rules over 12 scenes, without Ray."""
    folder = tmp_path_factory.mktemp("judge")
    write(str(folder / "scenes"), 12, seed=5)
    config, out = Config.model_validate({"rewrite": {"writer": "lexicon"}}), str(folder / "run")
    cut, _ = ingest(out, str(folder / "scenes/shards/scenes-00000.tar"), config)
    for name in ("captions", "parse", "rewrite", "filter"):
        Worker(Job(make_stage(name, config, RunContext(cut.input, "run")), before(name, config), out, 1, "session")).make(0, "any")
    write_manifest(out, Manifest(run_id="run", input=cut.input, config=config, parts=1), [])
    return folder


@pytest.mark.slow
def test_the_oracle_judges_the_negatives_of_a_run(run: Path) -> None:
    tar = str(run / "scenes/shards/scenes-00000.tar")
    done = CliRunner().invoke(app, ["judge-scenes", str(run / "run"), "--scenes", tar, "--json", str(run / "figures.json")])
    assert done.exit_code == 0
    negatives = sum(map(len, parts.read_rows(str(run / "run"), "filter", 0)["negatives"]))
    found = json.loads((run / "figures.json").read_text())
    assert found["all"]["before"]["negatives"] == negatives
    assert found["all"]["before"]["judged"] > 0.9 * found["all"]["before"]["negatives"]
    assert found["all"]["before"]["share_true"] < 0.15
    assert "swap_attribute" in done.output
    assert json.loads((run / "run/judged.json").read_text()) == {"run_id": "run", "scenes": "scenes-00000.tar", "figures": found}


def test_scenes_of_another_run_are_not_judged(run: Path) -> None:
    with pytest.raises(UserError, match=r"other\.tar"):
        judge(str(run / "run"), scenes_of(str(run / "scenes/shards/scenes-00000.tar")), "other.tar")
