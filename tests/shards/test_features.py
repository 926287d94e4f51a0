import json
from collections.abc import Callable
from pathlib import Path

import datasets
import pyarrow as pa
import pytest

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import DrawnImage, Image, RewrittenRow, ShardRow
from hardneg.shards.features import with_features

Build = Callable[..., RewrittenRow]
Run = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def png() -> bytes:
    import io

    from PIL import Image as Pillow

    sink = io.BytesIO()
    Pillow.new("RGB", (3, 2), "red").save(sink, "png")
    return sink.getvalue()


def test_features_are_those_that_datasets_would_infer() -> None:
    schema = with_features(arrow_schema(ShardRow), decoded=())
    written = json.loads(schema.metadata[b"huggingface"])["info"]["features"]
    assert datasets.Features.from_dict(written).arrow_schema.remove_metadata() == pa.schema(
        datasets.Features.from_arrow_schema(arrow_schema(ShardRow)).arrow_schema.remove_metadata()
    )


def test_a_folder_of_shards_loads_by_its_card(finished_run: Path) -> None:
    loaded = datasets.load_dataset(str(finished_run / "shards"))
    assert {split: len(rows) for split, rows in loaded.items()}.keys() == {"train", "validation"}
    assert sum(map(len, loaded.values())) == 60 * 3 - 12
    row = loaded["train"][0]
    assert ShardRow.model_validate(row).run_id == "run1"


def test_stored_images_come_out_as_images(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    config = Config.model_validate({"shards": {"val_share": 0}})
    out = run_of(tmp_path / "out", config, [[rewritten(0, image=Image(bytes=png())), rewritten(1)]])
    loaded = datasets.load_dataset("parquet", data_files=str(out / "shards" / "train-*.parquet"), split="train")
    assert {row["caption_id"]: row["image"] and row["image"].size for row in loaded} == {"c0": (3, 2), "c1": None}
    assert loaded.features["negative_image"] == datasets.Image()


def test_paths_of_images_are_not_opened(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    config = Config.model_validate({"shards": {"val_share": 0}})
    out = run_of(tmp_path / "out", config, [[rewritten(0, image=Image(path="not/here.png"))]])
    loaded = datasets.load_dataset("parquet", data_files=str(out / "shards" / "train-*.parquet"), split="train")
    assert loaded[0]["image"] == {"bytes": None, "path": "not/here.png"}


def test_drawn_images_come_out_as_images_though_the_captions_own_are_mere_paths(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    row = rewritten(0, image=Image(path="not/here.png"))
    row.negatives[0].negative_image = Image(bytes=png())
    row.negatives[0].other_images = [DrawnImage(image=Image(bytes=png()), seed=1, match_negative=1.0, match_caption=0.0)]
    out = run_of(tmp_path / "out", Config.model_validate({"shards": {"val_share": 0}}), [[row]])
    loaded = datasets.load_dataset("parquet", data_files=str(out / "shards" / "train-*.parquet"), split="train")
    shown = [each for each in loaded if each["negative_image"] is not None]
    assert [(each["negative_image"].size, each["image"]["path"]) for each in shown] == [((3, 2), "not/here.png")]
    assert shown[0]["other_images"][0]["image"]["bytes"] == png()
