import re
from pathlib import Path
from typing import Any

import pandas
import pytest
import yaml

from hardneg.schemas.arrow import columns
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.card import CardConfig
from hardneg.schemas.manifest import Quality, SplitCounts
from hardneg.schemas.rows import ShardRow
from hardneg.shards.card import COLUMNS, Contents, card, front_matter

FILES = {"train-00000-of-00001.parquet": "a" * 64, "val-00000-of-00001.parquet": "b" * 64}
SPLITS = {
    "train": SplitCounts(families={"count": 1200, "object": 3}, captions=700, judges={"count": {"scenes": 1200}, "object": {"": 3}}),
    "val": SplitCounts(families={"count": 2}, captions=1, judges={"count": {"scenes": 2}}),
}
CONTENTS = Contents("run1", SPLITS, FILES)


def with_card(**fields: Any) -> Contents:
    return CONTENTS._replace(card=CardConfig.model_validate(fields))


def test_the_front_matter_names_the_files_of_each_split() -> None:
    front = yaml.safe_load(card(CONTENTS).split("---\n")[1])
    files = front["configs"][0]["data_files"]
    assert files == [{"split": "train", "path": "train-*.parquet"}, {"split": "validation", "path": "val-*.parquet"}]


def test_the_card_says_whether_a_matcher_verified_the_negatives() -> None:
    assert "# Unverified hard negatives" in card(CONTENTS)
    verified = CONTENTS._replace(verification="verified")
    assert "# Verified hard negatives" in card(verified)
    assert "verified" in yaml.safe_load(card(verified).split("---\n")[1])["tags"]
    partly = CONTENTS._replace(verification="partly verified")
    assert "# Partly verified hard negatives" in card(partly)
    assert "partly-verified" in yaml.safe_load(card(partly).split("---\n")[1])["tags"]


def test_counts_are_by_family_and_split() -> None:
    text = card(CONTENTS)
    for line in ("| family | train | val |", "| count | 1,200 | 2 |", "| object | 3 | 0 |", "| **negatives** | 1,203 | 2 |"):
        assert line + "\n" in text
    assert "| action |" not in text


def test_every_column_is_described() -> None:
    assert list(COLUMNS) == columns(ShardRow)
    assert "| edits | `list<struct<start: int32, end: int32, old: string, new: string>>` |" in card(CONTENTS)


def test_what_the_card_says_to_run_runs(finished_run: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    monkeypatch.chdir(finished_run / "shards")
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", Path("README.md").read_text(), re.DOTALL):
        exec(code.replace("path/to/shards", str(finished_run / "shards")), names)
    splice = names["splice"]
    assert callable(splice)
    rows = pandas.read_parquet("train-00000-of-00001.parquet")
    assert all(splice(row.caption, row.edits) == row.negative for row in rows.itertuples())


def test_a_row_with_an_image_of_its_own_is_two_training_pairs_in_the_card() -> None:
    names: dict[str, Any] = {}
    code = next(code for code in re.findall(r"```python\n(.*?)```", card(CONTENTS), re.DOTALL) if "def training_pairs" in code)
    exec(code, names)
    row = {"caption": "c", "negative": "n", "image": "I", "negative_image": None}
    assert list(names["training_pairs"](row)) == [("I", "c", "n")]
    assert list(names["training_pairs"](row | {"negative_image": "J"})) == [("I", "c", "n"), ("J", "n", "c")]
    assert list(names["training_pairs"](row | {"image": None, "negative_image": "J"})) == [("J", "n", "c")]


def test_a_card_without_a_licence_or_source_says_that_none_was_stated() -> None:
    text = card(CONTENTS)
    assert "No licence of captions and images was stated." in text
    assert "Where captions and images come from was not stated" in text
    assert not {"license", "source_datasets"} & set(front_matter(CONTENTS))


@pytest.mark.parametrize(
    ("stated", "front"),
    [
        ({"licence": "CC-BY-4.0"}, {"license": "cc-by-4.0"}),
        ({"licence": "Terms of the Museum"}, {"license": "other", "license_name": "terms-of-the-museum"}),
        (
            {"licence": "Terms of the Museum", "licence_link": "https://museum.example/terms"},
            {"license": "other", "license_name": "terms-of-the-museum", "license_link": "https://museum.example/terms"},
        ),
    ],
)
def test_the_licence_is_in_the_front_matter_as_the_hub_reads_it(stated: dict[str, str], front: dict[str, str]) -> None:
    found = front_matter(with_card(**stated))
    assert {name: value for name, value in found.items() if name.startswith("license")} == front
    assert f"Licence of captions and images: {stated['licence']}" in card(with_card(**stated))


def test_sources_are_named_and_those_of_the_hub_are_in_the_front_matter() -> None:
    contents = with_card(source=["someone/captions-1.0", "photographs of our own"])
    assert front_matter(contents)["source_datasets"] == ["someone/captions-1.0"]
    assert "Captions and images come from someone/captions-1.0, photographs of our own." in card(contents)


def test_title_language_and_citation_are_those_of_the_config() -> None:
    contents = with_card(title="Kitchens: a, b & c", language=["en", "de"], citation="@misc{a, title={K}}")
    front = yaml.safe_load(card(contents).split("---\n")[1])
    assert (front["pretty_name"], front["language"]) == ("Kitchens: a, b & c", ["en", "de"])
    assert "# Kitchens: a, b & c\n" in card(contents)
    assert "```\n@misc{a, title={K}}\n```" in card(contents)


@pytest.mark.parametrize(("rows", "size"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**8, "100M<n<1B")])
def test_the_size_category_follows_the_rows(rows: int, size: str) -> None:
    assert front_matter(CONTENTS._replace(splits={"train": SplitCounts(families={"count": rows})}))["size_categories"] == [size]


def test_rows_that_no_matcher_judged_are_counted_as_unverified() -> None:
    text = card(CONTENTS)
    assert "| family | judged by scenes | unverified |\n|---|---:|---:|\n| object |  | 3 |\n| count | 1,202 (no bound) |  |" in text
    assert "* 3 of 1,205 negatives are unverified" in text


def test_the_bound_of_a_text_matcher_is_said_not_to_be_about_the_image() -> None:
    of_images, of_texts = (CONTENTS._replace(guarantees={name: Guarantee(matcher="one")}) for name in ("image_matcher", "text_matcher"))
    assert "sees no image" not in card(of_images)
    assert "sees no image" in card(of_texts)


@pytest.mark.parametrize(
    ("judged_by", "said"),
    [
        ({"scenes": 3}, "Matchers judged whether the negatives are false."),
        ({"scenes": 1, "": 2}, "Matchers judged whether 1 of the 3 negatives are false; the others are unverified."),
        ({"": 3}, "No matcher judged whether the negatives are false."),
    ],
)
def test_the_introduction_says_how_many_were_judged(judged_by: dict[str, int], said: str) -> None:
    splits = {"train": SplitCounts(families={"count": 3}, captions=1, judges={"count": judged_by})}
    assert f"\n{said}\nMade by hardneg, run `run1`." in card(CONTENTS._replace(splits=splits))


def test_text_only_accuracy_is_in_the_card_where_it_was_measured() -> None:
    assert "Not measured: `hardneg quality`" in card(CONTENTS)
    quality = Quality(shards="x", seed=0, accuracy={"all": {"ngrams": 0.51234, "transformer": 0.6}, "count": {"ngrams": 0.5}})
    text = card(CONTENTS._replace(quality=quality))
    assert "| family | ngrams | transformer |\n|---|---:|---:|\n| all | 0.512 | 0.600 |\n| count | 0.500 |  |\n" in text
    assert "Not measured" not in text
