from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from matching import tiny

from hardneg.errors import UserError
from hardneg.matching.load import load_matcher
from hardneg.training.matcher.example_order import Use, use_of
from hardneg.training.matcher.train_command import start

PLAIN: dict[str, Any] = {
    "minutes": 0.0, "steps": 4, "images": 6, "negatives": 2, "learning_rate": 1e-3, "workers": 1, "gpus": 0.0, "evaluate_every": 2,
    "patience": 0, "image_root": None, "features": None, "seed": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.cross(tmp_path_factory.mktemp("model")))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"steps": 0}, "the run has no end"),
        ({"workers": 7}, "--images 6: fewer than --workers 7"),
        ({"learning_rate": 0.0}, "--learning-rate 0"),
        ({"model": "./nowhere"}, "no such folder"),
        ({"data": "./nowhere"}, "--data ./nowhere"),
        ({"features": "stored"}, "--features stored: .* has no frozen encoders"),
    ],
)
def test_a_mistake_is_said_before_ray_is_started(data: Path, model: str, tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        start(**{"data": str(data), "out": str(tmp_path / "out"), "model": model, **PLAIN, **wrong})
    assert not (tmp_path / "out").exists()


def test_captions_too_few_to_hold_some_out_are_said_before_ray_is_started(data: Path, model: str, tmp_path: Path) -> None:
    rows = pq.read_table(data / "rewrite" / "part-00000.parquet")
    few = [row for row in rows.to_pylist() if use_of(f"scenes\0{row['id']}.png", 0.1) is Use.TRAINING][:3]
    pq.write_table(pa.Table.from_pylist(few, rows.schema), tmp_path / "few.parquet")
    with pytest.raises(UserError, match="3 captions are too few"):
        start(data=str(tmp_path / "few.parquet"), out=str(tmp_path / "out"), model=model, **PLAIN)
    assert not (tmp_path / "out").exists()


def test_images_that_are_not_where_they_are_looked_for_are_said_before_ray_is_started(data: Path, model: str, tmp_path: Path) -> None:
    table = pq.read_table(data / "rewrite" / "part-00000.parquet")
    rows = [row | {"image": {"bytes": None, "path": f"gone-{row['id']}.png"}} for row in table.to_pylist()]
    pq.write_table(pa.Table.from_pylist(rows, table.schema), tmp_path / "x.parquet")
    with pytest.raises(UserError, match="--image-root"):
        start(data=str(tmp_path / "x.parquet"), out=str(tmp_path / "out"), model=model, **PLAIN)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_fine_tuned_matcher_can_be_loaded_and_has_a_card(
    data: Path, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start(data=str(data), out=str(tmp_path / "out"), model=model, **PLAIN)
    assert load_matcher(str(tmp_path / "out"), device="cpu").score(tiny.pictures(2), tiny.TEXTS[:2]).shape == (2,)
    card = (tmp_path / "out" / "README.md").read_text()
    assert "| object |" in card
    assert "| 4 |" in card
    assert f"wrote {tmp_path / 'out'}" in capsys.readouterr().out.replace("\n", "")
