"""Run `hardneg train-photos` from pictures to a calibrated matcher, on drawn scenes and tiny encoders of random weights."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from encoders.tiny_encoders import bert, lite
from matching import tiny
from typer.testing import CliRunner

from hardneg.cli import app
from hardneg.encoders.images import open_image_encoder
from hardneg.encoders.texts import open_text_encoder
from hardneg.errors import UserError
from hardneg.matching.calibrated import find_calibrated
from hardneg.matching.holdout import for_curves
from hardneg.matching.load import load_matcher
from hardneg.scenes.render import png
from hardneg.scenes.world import samples
from hardneg.schemas.config import Config, MatchConfig
from hardneg.schemas.family import Family
from hardneg.training.matcher.example_order import Use, use_of
from hardneg.training.matcher.frozen import StoredFeatures
from hardneg.training.matcher.photos.labelled_pairs import SOURCE
from hardneg.training.matcher.photos.start import EVALUATED, PhotoSettings, train_on_run, with_image_root
from hardneg.training.matcher.run_examples import read_examples


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write two captions of each of 60 scenes."""
    folder = tmp_path_factory.mktemp("photos")
    (folder / "images").mkdir()
    lines = []
    for number, sample in enumerate(samples(5, 60)):
        (folder / "images" / f"{number}.png").write_bytes(png(sample.scene, 32))
        second = f"There is a picture of {sample.caption[0].lower()}{sample.caption[1:]}"
        lines += [json.dumps({"image": f"images/{number}.png", "caption": text}) for text in (sample.caption, second)]
    (folder / "captions.jsonl").write_text("\n".join(lines) + "\n")
    return folder


@pytest.mark.slow
def test_one_command_makes_a_linear_map_and_a_head_with_their_calibrations(photos: Path, tmp_path: Path) -> None:
    for name, make in (("eye", lite), ("reader", bert)):
        (tmp_path / name).mkdir()
        make(tmp_path / name)
    words = ["train-photos", str(photos), "--to", str(tmp_path / "to"), "--steps", "8", "--images", "4"]
    words += ["--image-encoder", str(tmp_path / "eye"), "--text-encoder", str(tmp_path / "reader"), "--set", "filter.match.auc_min=0.91"]

    found = CliRunner().invoke(app, words, catch_exceptions=False)

    assert found.exit_code == 0, found.output
    assert "linear map of " in found.output
    assert found.output.count("What it can judge") == 2
    assert "surely above 0.91" in " ".join(found.output.split())
    for folder in (tmp_path / "to", tmp_path / "to" / "linear"):
        assert load_matcher(str(folder), device="cpu").score(tiny.pictures(2), tiny.TEXTS[:2]).shape == (2,)
        rows = pq.read_table(folder / "calibration.parquet").to_pylist()
        assert {row["valid"] for row in rows} == {True, False}
        known = find_calibrated(str(folder), None, None, MatchConfig())
        assert known.calibration is not None
        assert known.calibration.record.source == SOURCE
        assert set(known.abstains) == set(Family)  # random weights see nothing
    assert "| step | minutes |" in (tmp_path / "to" / "README.md").read_text()
    again = CliRunner().invoke(app, words, catch_exceptions=False)
    assert "encoded" not in again.output


def tiny_encoders(folder: Path, steps: int) -> tuple[PhotoSettings, StoredFeatures]:
    """Write an image and a text encoder with random weights, and return settings that name them and their features."""
    for name, make in (("eye", lite), ("reader", bert)):
        (folder / name).mkdir()
        make(folder / name)
    settings = PhotoSettings(str(folder / "eye"), str(folder / "reader"), steps=steps)
    encoders = open_image_encoder(settings.image_encoder, device="cpu"), open_text_encoder(settings.text_encoder, device="cpu")
    return settings, StoredFeatures(folder / "features", *encoders)


@pytest.mark.slow
def test_without_a_step_the_linear_map_is_the_matcher_to_use(data: Path, tmp_path: Path) -> None:
    settings, stored = tiny_encoders(tmp_path, steps=0)
    to, lines = tmp_path / "to", list[str]()

    train_on_run(str(data), to, stored, settings, None, MatchConfig(alpha=0.07), lines.append)

    named = lines[-1].rpartition("filter.match.image_models=")[2]
    assert load_matcher(named, device="cpu").score(tiny.pictures(2), tiny.TEXTS[:2]).shape == (2,)


def test_images_of_which_no_calibration_can_be_made_are_said_before_the_training(data: Path, tmp_path: Path) -> None:
    settings, stored = tiny_encoders(tmp_path, steps=1)
    table = pq.read_table(data / "rewrite" / "part-00000.parquet")
    rows = table.to_pylist()
    pq.write_table(table, tmp_path / "one-caption.parquet")
    read = read_examples(str(tmp_path / "one-caption.parquet"), None)
    examples = {each.id: each for group in read.groups for each in read.read(group)}
    kept = [row for row in rows if use_of(examples[row["id"]].group, EVALUATED, settings.calibration) is Use.CALIBRATION]
    groups = pa.table({"group": [examples[row["id"]].group for row in kept]})
    alone = next(row for row, fits in zip(kept, for_curves(groups).tolist(), strict=True) if not fits)
    rows.append(alone | {"id": "second", "caption": "There is a picture."})  # the only image with two captions is not in that half
    pq.write_table(pa.Table.from_pylist(rows, table.schema), tmp_path / "two-captions.parquet")

    with pytest.raises(UserError, match=r"1 image with two captions .* no valid negative among 0 rows in the half for the curves"):
        train_on_run(str(tmp_path / "two-captions.parquet"), tmp_path / "to", stored, settings, None, MatchConfig(), print)
    assert not (tmp_path / "to").exists()


def test_the_run_finds_images_where_the_training_does() -> None:
    assert with_image_root(Config(), "pictures").captions.image_root == "pictures"
    assert with_image_root(Config(), None) == Config()


@pytest.mark.parametrize(
    ("more", "said"), [(["--calibration", "0.9"], "give a share of the images from 0 to 0.8"), (["--learning-rate", "0"], "above 0")]
)
def test_impossible_settings_are_one_line(tmp_path: Path, more: list[str], said: str) -> None:
    found = CliRunner().invoke(app, ["train-photos", "x", "--to", str(tmp_path), *more])

    assert found.exit_code == 2
    assert said in found.output


def test_an_encoder_that_is_not_there_is_named_before_the_run(photos: Path, tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["train-photos", str(photos), "--to", str(tmp_path / "to"), "--image-encoder", "efficientnet"])

    assert found.exit_code == 2
    assert "encoder efficientnet: no such folder" in found.output
    assert not (tmp_path / "to" / "run").exists()
