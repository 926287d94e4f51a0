"""Validate cards by the libraries of those who read them: mlcroissant and huggingface_hub."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import hardneg
from hardneg.shards.card import COLUMNS

PIPELINE_TAGS = {"text-to-image", "zero-shot-image-classification", "text-classification"}
"""Tasks of the hub that our models have; a card may name no other."""

MODEL_CARDS = sorted(Path(hardneg.__file__).parent.glob("**/weights/**/README.md"))


@pytest.mark.slow
def test_mlcroissant_accepts_the_record_and_reads_rows_by_it(finished_run: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=str(finished_run / "shards" / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    for records in dataset.metadata.record_sets:
        row = next(iter(dataset.records(records.uuid)))
        names = [name.removeprefix(f"{records.uuid}/") for name in row]
        assert {"id", "caption", "negative", "family"} <= set(names) <= set(COLUMNS)
        assert isinstance(row[f"{records.uuid}/negative"], bytes)


def test_the_front_matter_of_shards_is_that_of_a_dataset_card(finished_run: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    card = hub.DatasetCard.load(finished_run / "shards" / "README.md")
    data = card.data.to_dict()
    assert (data["language"], data["configs"][0]["config_name"]) == (["en"], "default")
    splits: Sequence[dict[str, str]] = data["configs"][0]["data_files"]
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
