import json
from pathlib import Path

import pytest
from synthesise.edit_pairs import RECORD, shards, table
from typer.testing import CliRunner

from hardneg.cli import app
from hardneg.errors import UserError
from hardneg.grammar.splice import Edit, splice
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import ShardRow
from hardneg.synthesise.pack_pairs import pack_pairs
from hardneg.synthesise.pairs import pairs


def test_two_images_and_their_captions_are_each_others_negatives(tmp_path: Path) -> None:
    done = pack_pairs(table(tmp_path, RECORD), str(tmp_path / "out"), Config(), both=True)
    assert done == (2, {})
    one, two = sorted(shards(tmp_path / "out"), key=lambda row: row["caption"], reverse=True)
    assert list(one) == arrow_schema(ShardRow).names
    assert (one["caption"], one["negative"]) == (two["negative"], two["caption"]) == ("A red dog on a mat.", "A blue dog on a mat.")
    assert (one["image"]["bytes"], one["negative_image"]["bytes"]) == (b"one", b"two")
    assert (two["image"]["bytes"], two["negative_image"]["bytes"]) == (b"two", b"one")
    for row in (one, two):
        assert splice(row["caption"], [Edit(**edit) for edit in row["edits"]]) == row["negative"]
    assert (one["family"], one["generator"]["method"], one["generator"]["prompt"]) == ("attribute", "instruction", "make the dog blue")
    assert one["id"] != two["id"]
    assert one["image_id"] != two["image_id"]
    assert one["image_id"].startswith("sha:")
    assert one["weight"] == 1


def test_names_of_other_data_sets_are_known_and_paths_are_kept(tmp_path: Path) -> None:
    (tmp_path / "edits.jsonl").write_text(
        json.dumps({"original_image": "a.png", "edited_image": "b.png", "original_prompt": "a red dog", "edited_prompt": "a blue dog"})
        + "\n"
    )
    told = CliRunner().invoke(app, ["edit-pairs", str(tmp_path / "out"), "-i", str(tmp_path / "edits.jsonl"), "--one"])
    assert told.exit_code == 0
    assert "wrote 1 row " in told.output
    assert shards(tmp_path / "out")[0]["negative_image"]["path"] == "b.png"


def test_a_pair_with_several_images_in_a_cell_is_rejected_and_the_others_are_packed(tmp_path: Path) -> None:
    several = {"original_image": ["a.png", "c.png"], "edited_image": "b.png", "original_prompt": "a red dog", "edited_prompt": "a blue dog"}
    lines = [json.dumps(record) for record in (several, several | {"original_image": ["a.png"]})]
    (tmp_path / "edits.jsonl").write_text("\n".join(lines))

    done = pack_pairs(str(tmp_path / "edits.jsonl"), str(tmp_path / "out"), Config(), both=False)

    assert done == (1, {"image_missing": 1})


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    without = {name: value for name, value in RECORD.items() if name != "edited_image"}
    with pytest.raises(UserError, match="no column for the edited image"):
        list(pairs(table(tmp_path, without)))


def test_what_cannot_be_read_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "edits.jsonl").write_text("not json\n")
    with pytest.raises(UserError, match="line 1 is no JSON object"):
        list(pairs(str(tmp_path / "edits.jsonl")))
    (tmp_path / "edits.csv").write_text("a,b\n")
    with pytest.raises(UserError, match="reads Parquet and JSONL"):
        list(pairs(str(tmp_path / "edits.csv")))
