from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from hardneg.export.preference import PROMPT
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


def test_preference_prefers_the_caption_for_its_image_and_the_negative_for_its_own(exported: Export, run: Path) -> None:
    folder, _ = exported("preference")

    found = pd.read_parquet(folder / "train-00000.parquet")
    expected = []
    for group in groups(str(run)):
        for row in group.rows if group.image is not None else []:
            expected.append((group.caption, row["negative"]))
            if row["negative_image"] is not None:
                expected.append((row["negative"], group.caption))
    assert [(row.chosen[0]["content"], row.rejected[0]["content"]) for row in found.itertuples()] == expected
    assert all(row.prompt[0] == {"role": "user", "content": PROMPT} for row in found.itertuples())
    assert all(len(row.images) == 1 and row.images[0]["bytes"][:4] == b"\x89PNG" for row in found.itertuples())


def test_parquet_files_have_at_most_the_rows_asked_for(exported: Export) -> None:
    folder, _ = exported("preference", "--per-file", "10")

    rows = [pq.read_metadata(path).num_rows for path in sorted(folder.glob("train-*.parquet"))]
    assert len(rows) > 1
    assert set(rows[:-1]) == {10}
    assert [path.name for path in sorted(folder.glob("*.parquet"))][:2] == ["train-00000.parquet", "train-00001.parquet"]
