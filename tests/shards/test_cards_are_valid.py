"""Validate cards by the libraries of those who read them: mlcroissant and huggingface_hub."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from judged_run import with_image

import hardneg
from hardneg.schemas.config import Config
from hardneg.shards.card import COLUMNS

PIPELINE_TAGS = {"text-to-image", "zero-shot-image-classification", "text-classification"}
"""Tasks of the hub that our models have; a card may name no other."""

DATASET_TASKS = {"zero-shot-image-classification", "sentence-similarity", "image-feature-extraction", "text-to-image"}
"""Tasks of the hub that pairs of texts with an image are data for."""

FAMILIES = ("object", "attribute", "count")

MODEL_CARDS = sorted(Path(hardneg.__file__).parent.glob("**/weights/**/README.md"))


@pytest.mark.slow
def test_rows_that_mlcroissant_reads_are_those_of_the_shards(finished_run: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=str(finished_run / "shards" / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    for records in dataset.metadata.record_sets:
        shard = pandas.read_parquet(finished_run / "shards" / f"{records.uuid}.parquet")
        read = pandas.DataFrame(
            {name.removeprefix(f"{records.uuid}/"): _plain(value) for name, value in row.items()} for row in dataset.records(records.uuid)
        )
        assert {"id", "caption", "negative", "family", "positives", "needs_image"} <= set(read) <= set(COLUMNS)
        for name in read:
            assert read[name].isna().equals(shard[name].isna()), name
            there = read[name].notna()
            assert [*read[name][there]] == [_plain(value) for value in shard[name][there]], name


@pytest.mark.slow
def test_images_that_mlcroissant_reads_are_those_of_the_shards(
    run_of: Callable[..., Path], rewritten: Callable[..., Any], tmp_path: Path
) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    config = Config.model_validate({"shards": {"val_share": 0}})
    out = run_of(tmp_path / "out", config, [[with_image(rewritten(0), "red"), rewritten(1), with_image(rewritten(2), "blue")]])
    (shard,) = (out / "shards").glob("*.parquet")
    dataset = mlcroissant.Dataset(jsonld=str(out / "shards" / "croissant.json"))
    read = {row[f"{shard.stem}/id"].decode(): row[f"{shard.stem}/image"] for row in dataset.records(shard.stem)}
    colours = {name: image and image.getpixel((0, 0)) for name, image in read.items()}
    assert colours == {
        f"c{i}-{family}": (None if i == 1 else (255, 0, 0) if i == 0 else (0, 0, 255)) for i in range(3) for family in FAMILIES
    }


def _plain(value: Any) -> Any:
    """Return a value as Python has it; mlcroissant gives bytes for a text."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list | np.ndarray):
        return [_plain(each) for each in value]
    return value


def test_the_front_matter_of_shards_is_that_of_a_dataset_card(finished_run: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    card = hub.DatasetCard.load(finished_run / "shards" / "README.md")
    data = card.data.to_dict()
    assert (data["language"], data["configs"][0]["config_name"]) == (["en"], "default")
    splits: Sequence[dict[str, str]] = data["configs"][0]["data_files"]
    assert data["size_categories"] == ["n<1K"]
    assert set(data["task_categories"]) <= DATASET_TASKS
    for split in splits:
        assert list((finished_run / "shards").glob(split["path"])), split
    assert "configs" not in card.text.split("\n")[0]


@pytest.mark.parametrize("path", MODEL_CARDS, ids=lambda path: path.parent.name)
def test_the_front_matter_of_a_shipped_model_is_that_of_a_model_card(path: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    data = hub.ModelCard.load(path).data
    assert data.license == "apache-2.0"
    assert data.pipeline_tag is None or data.pipeline_tag in PIPELINE_TAGS
    assert data.base_model is None or data.base_model.count("/") == 1


def test_each_folder_of_weights_has_a_card() -> None:
    folders = {path.parent for path in Path(hardneg.__file__).parent.glob("**/weights/**/*.safetensors")}
    assert all(any(card.parent in (folder, *folder.parents) for card in MODEL_CARDS) for folder in folders)
