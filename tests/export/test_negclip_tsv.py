import ast
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from some_shards import png, rows_of, write_shards

from hardneg.errors import UserError
from hardneg.export.export import export
from hardneg.export.selection import Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def read(path: Path) -> pd.DataFrame:
    """Read a table as NegCLIP does."""
    return pd.read_csv(path, sep="\t", converters={"neg_caption": ast.literal_eval, "neg_image": ast.literal_eval})


def test_negclip_tsv_reads_as_negclip_reads_it_and_every_similar_image_is_a_row(exported: Export, run: Path) -> None:
    folder, _ = exported("negclip-tsv")

    found = read(folder / "train.tsv")
    assert list(found.columns[1:]) == ["title", "filepath", "neg_caption", "neg_image"]
    for number, row in found.iterrows():
        assert row["neg_caption"]
        assert row["neg_image"]
        for other in row["neg_image"]:
            assert found.loc[other, "filepath"] != row["filepath"], number
    drawn = found[~found["title"].isin({group.caption for group in groups(str(run))})]
    assert len(drawn) > 0
    for number, row in drawn.iterrows():
        (caption,) = row["neg_image"]
        assert row["neg_caption"] == [found.loc[caption, "title"]]
        assert number in found.loc[caption, "neg_image"]


def test_lists_of_negatives_keep_quotes_tabs_and_line_ends(tmp_path: Path) -> None:
    negatives = ["it's a dog", 'a "dog"', "both ' and \"", "a\ttab", "two\nlines", "a\rreturn", "back\\slash", "犬 🐕", "[1, 2]"]
    rows = [row for number, text in enumerate(negatives) for row in rows_of(number, 1, {"bytes": png(number)}, negative=text)]

    export(write_shards(tmp_path / "shards", rows, 9), "negclip-tsv", str(tmp_path / "to"), "train", Options())

    assert read(tmp_path / "to/train.tsv")["neg_caption"].tolist() == [[text] for text in negatives]


def test_captions_of_the_first_image_name_the_first_caption_of_another_one(tmp_path: Path) -> None:
    rows = [row for number in range(4) for row in rows_of(number, 2, {"bytes": png(1 if number < 2 else number)})]
    rows[2] |= {"negative_image": {"bytes": png(9)}}

    export(write_shards(tmp_path / "shards", rows, 9), "negclip-tsv", str(tmp_path / "to"), "train", Options())

    found = read(tmp_path / "to/train.tsv")
    assert found["title"].tolist() == ["caption 0", "caption 1", "negative 1.0", "caption 2", "caption 3"]
    assert found.iloc[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert found["neg_image"].tolist() == [[3], [2], [1], [1], [3]]


def test_captions_of_a_single_image_are_refused_unless_all_have_negative_images(tmp_path: Path) -> None:
    plain = write_shards(tmp_path / "plain", rows_of(1, 2, {"bytes": png(1)}), 9)
    drawn = write_shards(tmp_path / "drawn", rows_of(1, 1, {"bytes": png(1)}, negative_image={"bytes": png(9)}), 9)

    with pytest.raises(UserError, match="needs captions of two images"):
        export(plain, "negclip-tsv", str(tmp_path / "to"), "train", Options())
    export(drawn, "negclip-tsv", str(tmp_path / "to"), "train", Options())

    assert read(tmp_path / "to/train.tsv")["neg_image"].tolist() == [[1], [0]]
