from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from synthesise.edit_pairs import RECORD, table

from hardneg.quality.pairs import halve, read_shards
from hardneg.schemas.config import Config, ShardsConfig
from hardneg.shards.files import find_shards, shard_files
from hardneg.synthesise.image_groups import in_groups
from hardneg.synthesise.pack_pairs import pack_pairs
from hardneg.synthesise.pairs import EditPair
from hardneg.synthesise.series import Recipe, write
from hardneg.training.matcher.example_order import Use, use_of
from hardneg.training.matcher.run_examples import read_examples

COLOURS = ["red", "blue", "green", "black", "white", "brown"]


def edits(chains: int) -> list[dict[str, Any]]:
    """Return edits of two turns: the edited image of the first is the source image of the second, and of another edit."""
    return [
        RECORD
        | {
            "id": f"{chain}-{first}-{second}",
            "source_image": {"bytes": b"%d %d" % (chain, first), "path": None},
            "edited_image": {"bytes": b"%d %d" % (chain, second), "path": None},
            "source_caption": f"A {COLOURS[first]} dog on mat {chain}.",
            "target_caption": f"A {COLOURS[second]} dog on mat {chain}.",
        }
        for chain in range(chains)
        for first, second in ((0, 1), (1, 2), (1, 3))
    ]


def images_in(out: Path, split: str) -> set[bytes]:
    rows = pd.concat([pd.read_parquet(path) for path in shard_files(str(out), split)])
    return {image["bytes"] for name in ("image", "negative_image") for image in rows[name]}


@pytest.mark.parametrize("both", [True, False])
def test_no_image_of_edit_pairs_is_in_both_splits(tmp_path: Path, both: bool) -> None:
    config = Config(part_size=7, shards=ShardsConfig(val_share=0.4))
    pack_pairs(table(tmp_path, *edits(30)), str(tmp_path / "out"), config, both)
    train, val = (images_in(tmp_path / "out", split) for split in ("train", "val"))
    assert len(train) + len(val) == 30 * 4
    assert len(val) > 20
    assert not train & val


def test_the_images_of_a_series_are_in_one_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardneg.synthesise.series.Config", lambda: Config(shards=ShardsConfig(val_share=0.4)))
    write(Recipe(n=6, values=3, pixels=32), str(tmp_path))
    train, val = (images_in(tmp_path, split) for split in ("train", "val"))
    assert val
    assert not train & val


def test_no_image_of_edit_pairs_is_trained_on_and_held_out(tmp_path: Path) -> None:
    pack_pairs(table(tmp_path, *edits(30)), str(tmp_path / "out"), Config(), both=True)
    examples = list(read_examples(str(tmp_path / "out")).examples())
    of = {use: {one.image.bytes for one in examples if use_of(one.group, 0.4) is use} for use in (Use.TRAINING, Use.EVALUATION)}
    assert len(of[Use.EVALUATION]) > 20
    assert not of[Use.TRAINING] & of[Use.EVALUATION]


def test_no_chain_of_edits_is_in_both_halves_of_the_measured_rows(tmp_path: Path) -> None:
    pack_pairs(table(tmp_path, *edits(30)), str(tmp_path / "out"), Config(), both=True)
    pairs = read_shards(find_shards(str(tmp_path / "out")), 10_000, 1)
    halves = halve(pairs, 1)
    chains = [{pairs[i].caption.rpartition(" ")[2] for i in half} for half in (halves.train, halves.test)]
    assert [len(each) for each in chains] == [15, 15]
    assert not chains[0] & chains[1]


def test_a_record_without_an_image_joins_no_group() -> None:
    def read() -> Iterator[EditPair]:
        for before, after in (("a", "b"), ("c", None), (None, "d"), ("e", "f"), ("b", "c")):
            yield EditPair("in.jsonl", "1", {"source_image": before, "edited_image": after})

    groups = [pair.values["group"] for pair in in_groups(read)]
    assert groups[0] == groups[4]
    assert len({groups[0], groups[1], groups[3]}) == 3
    assert list(in_groups(lambda: iter(()))) == []
