from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from synthesise.edit_pairs import RECORD, shards, table

from hardneg.engine.parts import read_done
from hardneg.errors import UserError
from hardneg.schemas.config import Config
from hardneg.synthesise.pack_pairs import pack, pack_pairs
from hardneg.synthesise.pairs import EditPair


def some(count: int) -> list[dict[str, Any]]:
    return [RECORD | {"id": str(number)} for number in range(count)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"target_caption": "A red dog on a mat."}, "same_as_caption"),
        ({"target_caption": "Nothing of all this is there any more."}, "not_one_edit"),
        ({"target_caption": None}, "no_caption"),
        ({"source_caption": "x"}, "too_short"),
        ({"edited_image": {"bytes": None, "path": None}}, "image_missing"),
    ],
)
def test_a_record_that_is_no_pair_is_rejected_and_the_rest_goes_on(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    done = pack_pairs(table(tmp_path, RECORD, RECORD | change | {"id": "8"}), str(tmp_path / "out"), Config(), both=False)
    assert done == (1, {reason: 1})
    rejects = pd.read_parquet(tmp_path / "out" / "flat" / "part-00000.rejects.parquet")
    assert rejects["detail"][0].startswith("edits.parquet, 8")


def test_rows_and_rejects_are_counted_over_all_parts(tmp_path: Path) -> None:
    records = some(5)
    records[1]["target_caption"] = records[4]["target_caption"] = RECORD["source_caption"]
    records[2]["target_caption"] = None
    done = pack_pairs(table(tmp_path, *records), str(tmp_path / "out"), Config(part_size=2), both=True)
    assert done == (4, {"same_as_caption": 2, "no_caption": 1})
    parts = [read_done(str(tmp_path / "out"), "flat", number) for number in range(4)]
    assert [part and (part.rows_in, part.rows_out, part.rejected) for part in parts] == [
        (2, 2, {"same_as_caption": 1}),
        (2, 2, {"no_caption": 1}),
        (1, 0, {"same_as_caption": 1}),
        None,
    ]


def test_the_same_table_gives_the_same_shards(tmp_path: Path) -> None:
    source, out = table(tmp_path, *some(5)), tmp_path / "out"
    pack_pairs(source, str(out), Config(part_size=2), both=True)
    before = {path.name: path.read_bytes() for path in sorted((out / "shards").iterdir())}
    pack_pairs(source, str(out), Config(part_size=2), both=True)
    assert {path.name: path.read_bytes() for path in sorted((out / "shards").iterdir())} == before


def test_nothing_of_a_longer_table_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out"
    pack_pairs(table(tmp_path, *some(5)), str(out), Config(part_size=2), both=False)
    pack_pairs(table(tmp_path, RECORD), str(out), Config(part_size=2), both=False)
    assert [row["source"]["key"] for row in shards(out)] == ["7"]
    assert [path.name for path in (out / "flat").glob("*.parquet")] == ["part-00000.parquet"]


def test_the_run_follows_from_what_is_packed_and_how(tmp_path: Path) -> None:
    def run(made_of: str, config: Config, both: bool) -> str:
        pack(
            [EditPair("in.jsonl", "7", RECORD | {"edited_caption": "A blue dog on a mat."})],
            str(tmp_path),
            config,
            {"input": made_of},
            both,
        )
        return str(shards(tmp_path)[0]["run_id"])

    first = run("a", Config(), True)
    assert run("a", Config(), True) == first
    others = [run("b", Config(), True), run("a", Config(seed=9), True), run("a", Config(), False)]
    assert len({first, *others}) == 4


def test_what_a_pair_says_of_itself_stands_in_its_rows(tmp_path: Path) -> None:
    known = {"family": "count", "kind": "numeral", "method": "drawn"}
    values = RECORD | {"edited_caption": "A blue dog on a mat."} | known
    assert pack([EditPair("in.jsonl", "7", values)], str(tmp_path), Config(), {}, both=True) == (2, {})
    for row in shards(tmp_path):
        assert (row["family"], row["kind"], row["generator"]["method"]) == ("count", "numeral", "drawn")


def test_pairs_are_not_written_over_a_run(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(UserError, match="holds a run"):
        pack_pairs(table(tmp_path, RECORD), str(tmp_path), Config(), both=True)
    assert not (tmp_path / "flat").exists()


def test_no_pairs_are_an_error_and_make_no_shards(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no pairs"):
        pack([], str(tmp_path), Config(), {}, both=True)
    assert not (tmp_path / "shards").exists()


def test_pairs_in_the_folder_of_the_flat_parts_are_refused_and_stay(tmp_path: Path) -> None:
    (tmp_path / "flat").mkdir()
    source = table(tmp_path / "flat", RECORD)
    with pytest.raises(UserError, match="lies in the folder flat/ of OUT"):
        pack_pairs(source, str(tmp_path), Config(), both=False)
    assert Path(source).exists()


def test_files_of_the_users_beside_the_flat_parts_stay(tmp_path: Path) -> None:
    (tmp_path / "out/flat").mkdir(parents=True)
    (tmp_path / "out/flat/notes.txt").touch()
    pack_pairs(table(tmp_path, RECORD), str(tmp_path / "out"), Config(), both=False)
    assert (tmp_path / "out/flat/notes.txt").exists()
