import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import PIL.Image
import pytest
from some_shards import png, rows_of, write_shards

from hardneg.errors import UserError
from hardneg.export.export import export
from hardneg.export.selection import Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def test_open_clip_csv_pairs_every_image_with_a_text_that_is_true_of_it(exported: Export, run: Path) -> None:
    folder, _ = exported("open_clip-csv")

    found = pd.read_csv(folder / "train.csv", sep="\t")
    expected = []
    for group in groups(str(run)):
        if group.image is not None:
            expected += [group.caption, *(row["negative"] for row in group.rows if row["negative_image"] is not None)]
    assert list(found.columns) == ["filepath", "title"]
    assert list(found["title"]) == expected
    for path in found["filepath"]:
        with PIL.Image.open(path) as image:
            assert image.size == (16, 12)
            assert image.format == "PNG"


def test_image_paths_of_tables_begin_with_the_root_that_was_asked_for(exported: Export) -> None:
    relative = pd.read_csv(exported("open_clip-csv", "--image-root", "")[0] / "train.csv", sep="\t")
    elsewhere = pd.read_csv(exported("open_clip-csv", "--image-root", "/mnt/data")[0] / "train.csv", sep="\t")

    assert relative["filepath"].str.startswith("images/").all()
    assert list(elsewhere["filepath"]) == list("/mnt/data/" + relative["filepath"])


def test_pandas_and_csv_read_the_texts_as_they_were(tmp_path: Path) -> None:
    texts = [
        'a "quoted" word',
        "a tab\there",
        "two\nlines",
        "a return\rhere",
        "naïve 犬 🐕",
        'ends with "',
        "1.0",
        "  spaces  ",
        "word " * 3_000,
    ]
    rows = [row for number, text in enumerate(texts) for row in rows_of(number, 1, {"bytes": png(number)}, caption=text)]

    export(write_shards(tmp_path / "shards", rows, 9), "open_clip-csv", str(tmp_path / "to"), "train", Options(image_root=""))

    assert list(pd.read_csv(tmp_path / "to/train.csv", sep="\t", dtype=str)["title"]) == texts
    with (tmp_path / "to/train.csv").open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file, delimiter="\t")] == texts


def test_negatives_without_an_image_are_counted_and_captions_without_an_image_cannot_be_exported(tmp_path: Path) -> None:
    shown = write_shards(tmp_path / "shown", rows_of(1, 3, {"bytes": png(1)}), 9)
    assert export(shown, "open_clip-csv", None, "train", Options()).skipped == {"negative without an image": 3}

    with pytest.raises(UserError, match="nothing to export to open_clip-csv: 1 caption without an image"):
        export(write_shards(tmp_path / "not shown", rows_of(1, 3), 9), "open_clip-csv", None, "train", Options())
