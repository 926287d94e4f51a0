from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    datasets = pytest.importorskip("datasets")
    return lambda *words, **options: datasets.load_dataset(*map(str, words), cache_dir=str(tmp_path / "cache"), **options)


def test_datasets_opens_both_configs_and_decodes_the_images(exported: Export, run: Path, load: Callable[..., Any]) -> None:
    folder, skipped = exported("datasets", "--split", "all")

    pairs, grouped = load(folder, "pairs"), load(folder, "grouped")
    assert set(pairs) == set(grouped) == {"train", "validation"}
    expected = list(groups(str(run)))
    assert pairs["train"]["negative"][:] == [row["negative"] for group in expected for row in group.rows]
    assert pairs["train"]["needs_image"][:] == [row["needs_image"] for group in expected for row in group.rows]
    assert grouped["train"]["negatives"][:] == [[row["negative"] for row in group.rows] for group in expected]
    shown = next(i for i, group in enumerate(expected) if group.image is not None and group.rows[0]["negative_image"] is not None)
    row = grouped["train"][shown]
    assert row["image"].size == row["negative_images"][0].size == (16, 12)
    assert load(folder)["train"].column_names == pairs["train"].column_names
    assert not skipped
