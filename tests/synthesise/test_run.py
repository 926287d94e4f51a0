"""Run all stages with drawing, on scenes, without Ray."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from matching import tiny
from typer.testing import CliRunner

from hardneg.captions.ingest import ingest
from hardneg.cli import app
from hardneg.engine.manifest import write_manifest
from hardneg.engine.order import before, enabled, folders
from hardneg.engine.parts import read_done, rows_path
from hardneg.engine.stage import RunContext
from hardneg.engine.worker import Job, Worker
from hardneg.errors import UserError
from hardneg.report.verify import verify
from hardneg.runner import make_stage, run
from hardneg.scenes.write import write
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Manifest
from hardneg.shards.pack import pack
from hardneg.training.matcher.scenes.vocabulary import words

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, pipelines: Callable[[str], Path]) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write(str(folder / "scenes"), 6, seed=5)
    drawing = {"enabled": True, "model": str(pipelines("text")), "steps": 2, "size": 32, "long_prompts": "cut", "margin": 0.0}
    # A matcher that reads all words of a caption: one that does not scores most captions and their negatives alike.
    clip = tiny.clip(folder / "clip", more=words(), limit=64)
    config = Config.model_validate(
        {
            "rewrite": {"writer": "lexicon", "balance": {"tolerance": 0.0, "needs_image_per_caption": 2}},
            "synthesise": drawing | {"match": {"image_models": str(clip), "uncalibrated": "judge"}, "format": "jpeg"},
        }
    )
    made = str(folder / "out")
    cut, _ = ingest(made, str(folder / "scenes/shards/scenes-00000.tar"), config)
    stages = [make_stage(name, config, RunContext(cut.input, "run")) for name in enabled(config)]
    for name, stage in zip(enabled(config), stages, strict=True):
        Worker(Job(stage, before(name, config), made, 1, "session")).make(0, "any")
    write_manifest(made, Manifest(run_id="run", input=cut.input, config=config, parts=1), stages)
    pack(made, config, "run", 1)
    return folder / "out"


def test_a_run_that_draws_holds(out: Path) -> None:
    assert verify(str(out)) == []
    assert "all checks passed" in CliRunner().invoke(app, ["verify", str(out)]).output
    assert " drawn " in CliRunner().invoke(app, ["inspect", str(out)]).output
    assert "**negative images**" in (out / "shards" / "README.md").read_text()


def test_every_negative_of_the_filter_comes_out_with_an_image_or_a_reason(out: Path) -> None:
    kept = read_done(str(out), "filter", 0)
    rows = pd.concat([pd.read_parquet(path) for path in (out / "shards").glob("*.parquet")])
    assert kept is not None
    assert (rows["negative_image"].notna() != rows["image_reason"].notna()).all()
    assert rows["negative_image"].notna().sum() > 0
    done = read_done(str(out), "synthesise", 0)
    assert done is not None
    assert done.usage["images_verified"] == rows["negative_image"].notna().sum()
    assert len(rows) + done.negatives.rejected.get("needs_image", 0) == kept.negatives.kept


def test_what_balance_discarded_is_in_the_shards_where_its_image_passed_and_else_a_reject(out: Path) -> None:
    proposed, drawn = read_done(str(out), "rewrite", 0), read_done(str(out), "synthesise", 0)
    rows = pd.concat([pd.read_parquet(path) for path in (out / "shards").glob("*.parquet")])
    assert proposed is not None
    assert drawn is not None
    kept, rejected = int(rows["needs_image"].sum()), drawn.negatives.rejected["needs_image"]
    assert kept
    assert 0 < kept + rejected <= proposed.usage["balance_needs_image"]
    assert rows.loc[rows["needs_image"], ["image", "negative_image"]].notna().all(axis=None)


def test_the_manifest_names_what_drew_and_what_checked(out: Path) -> None:
    models = Manifest.model_validate_json((out / "manifest.json").read_bytes()).models
    assert models["synthesise.image_model"].startswith("text@")
    assert models["synthesise.image_matcher"].startswith("clip@")


def test_the_stage_before_decides_what_shards_read(out: Path) -> None:
    without = Config()
    assert rows_path(str(out), before("shards", without), 0).endswith("filter/part-00000.parquet")
    assert set(folders(without)) < set(folders(Config.model_validate({"synthesise": {"enabled": True}})))


def test_a_stage_that_is_switched_off_cannot_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="synthesise is switched off"):
        run(Config(), str(tmp_path), ["synthesise"], None)
