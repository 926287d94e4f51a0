from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from hardneg.shards.reading import read_shards

Export = Callable[..., tuple[Path, dict[str, int]]]


def table(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "train-00000.parquet")


@pytest.fixture
def rows(run: Path) -> pd.DataFrame:
    return read_shards(str(run)).to_pandas()


def test_triplets_are_caption_paraphrase_and_negative_without_rows_that_need_an_image(exported: Export, rows: pd.DataFrame) -> None:
    folder, skipped = exported("sentence-transformers")

    kept = rows[~rows["needs_image"] & (rows["positives"].map(len) > 0)]
    triplets = table(folder)
    assert list(triplets.columns) == ["anchor", "positive", "negative"]
    assert list(zip(triplets["anchor"], triplets["negative"], strict=True)) == list(zip(kept["caption"], kept["negative"], strict=True))
    assert (triplets["positive"] == "The" + triplets["anchor"].str[1:]).all()
    without = rows[rows["positives"].map(len) == 0]
    assert skipped["caption without a paraphrase"] == without["caption_id"].nunique()
    marked = rows[rows["needs_image"] & (rows["positives"].map(len) > 0)]
    assert skipped["negatives with needs_image, which this format shows in one direction only"] == len(marked) > 0


def test_n_tuples_have_k_negatives_of_each_caption_that_has_as_many(exported: Export, rows: pd.DataFrame) -> None:
    folder, skipped = exported("sentence-transformers", "--form", "n-tuple", "--negatives", "3", "--scores")

    usable = rows[~rows["needs_image"] & (rows["positives"].map(len) > 0)].groupby("caption_id").size()
    tuples = table(folder)
    assert list(tuples.columns) == ["anchor", "positive", "negative_1", "negative_2", "negative_3", "scores"]
    assert len(tuples) == (usable >= 3).sum() > 0
    assert skipped["captions with fewer than 3 negatives"] == (usable < 3).sum()
    assert all(len(set(row[2:5])) == 3 for row in tuples.itertuples(index=False))
    assert tuples["scores"].map(list).map(lambda scores: scores[0] == 1.0 and set(scores[1:]) <= {0.0, 0.25}).all()
    assert tuples["scores"].map(lambda scores: 0.25 in scores[1:]).any()


def test_labelled_pairs_and_lists_hold_every_positive_and_negative(exported: Export, rows: pd.DataFrame) -> None:
    pairs = table(exported("sentence-transformers", "--form", "labeled-pair")[0])
    lists = table(exported("sentence-transformers", "--form", "labeled-list")[0])
    scored = table(exported("sentence-transformers", "--form", "labeled-pair", "--scores")[0])

    kept = rows[~rows["needs_image"] & (rows["positives"].map(len) > 0)]
    assert list(pairs.columns) == ["anchor", "document", "label"]
    assert (pairs["label"] == 0).sum() == len(kept)
    assert (pairs["label"] == 1).sum() == kept["caption_id"].nunique() == len(lists)
    assert [len(documents) for documents in lists["documents"]] == [len(labels) for labels in lists["labels"]]
    assert all(list(labels) == [1.0] + [0.0] * (len(labels) - 1) for labels in lists["labels"])
    assert set(scored["score"]) == {0.0, 0.25, 1.0}


def test_with_an_image_as_anchor_the_caption_is_the_positive(exported: Export, rows: pd.DataFrame) -> None:
    folder, skipped = exported("sentence-transformers", "--anchor", "image")

    triplets = table(folder)
    with_image = rows[rows["image"].notna() & ~rows["needs_image"]]
    assert [each["bytes"][:4] for each in triplets["anchor"][:3]] == [b"\x89PNG"] * 3
    assert list(triplets["negative"]) == list(with_image["negative"])
    assert skipped["captions without an image"] == rows[rows["image"].isna()]["caption_id"].nunique()
