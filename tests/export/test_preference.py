from collections.abc import Callable
from pathlib import Path

import pandas as pd
from some_shards import png, rows_of, write_shards

from hardneg.export.export import export
from hardneg.export.preference import PROMPT
from hardneg.export.selection import Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


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


def test_a_negative_that_needs_its_image_is_preferred_for_it_and_the_caption_for_the_other(tmp_path: Path) -> None:
    rows = rows_of(1, 1, {"bytes": png(1)}, negative="a 犬", negative_image={"bytes": png(2)}, needs_image=True)

    export(write_shards(tmp_path / "shards", rows, 9), "preference", str(tmp_path / "to"), "train", Options())

    found = pd.read_parquet(tmp_path / "to/train-00000.parquet")
    pairs = [(row.images[0]["bytes"], row.chosen[0]["content"], row.rejected[0]["content"]) for row in found.itertuples()]
    assert pairs == [(png(1), "caption 1", "a 犬"), (png(2), "a 犬", "caption 1")]
