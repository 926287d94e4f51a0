import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.report.verify import MOST, verify
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import FORMAT, FORMAT_KEY, RewrittenRow, ShardRow


@pytest.fixture
def out(finished_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished_run, tmp_path / "out"))


def change_json(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change a record as somebody who forges it: without the hash that a marker has of itself."""
    record = json.loads(path.read_text())
    record.pop("check", None)
    change(record)
    path.write_text(json.dumps(record))


def forge(out: Path, change: Callable[[list[dict[str, Any]]], Any], schema: pa.Schema | None = None) -> None:
    """Change rows of the first shard, and make every hash agree with it."""
    folder = out / "shards"
    path = next(folder.glob("train-*"))
    rows = pq.read_table(path).to_pylist()
    change(rows)
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = schema or arrow_schema(ShardRow)
    described = kept.with_metadata({FORMAT_KEY: str(FORMAT)}) if kept.metadata is None else kept
    pq.write_table(pa.Table.from_pylist(rows, described), path)
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text((folder / "SHA256SUMS").read_text().replace(old, new))
    sums = hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    change_json(folder / "done.json", lambda done: done["sha256"].update({path.name: new, "SHA256SUMS": sums}))


def insert_at_the_first_edit(rows: list[dict[str, Any]]) -> None:
    start = rows[0]["edits"][0]["start"]
    rows[0]["edits"].insert(0, {"start": start, "end": start, "old": "", "new": "very "})


def twice_the_same_positive(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if row["caption_id"] == rows[0]["caption_id"]:
            row.update({name: row[name] * 2 for name in ("positives", "positive_kinds", "positive_edits")})


def found(problems: list[str], *words: str) -> bool:
    """Return whether one problem has all these words."""
    return any(all(word in problem for word in words) for problem in problems)


def test_a_finished_run_has_no_problem(finished_run: Path) -> None:
    assert verify(str(finished_run)) == []


def test_a_missing_manifest_is_found(tmp_path: Path) -> None:
    assert found(verify(str(tmp_path)), "manifest.json is missing")


@pytest.mark.parametrize("text", ["", "{", '{"run_id": 1}'])
def test_a_broken_manifest_is_found(out: Path, text: str) -> None:
    (out / "manifest.json").write_text(text)
    assert found(verify(str(out)), "manifest.json cannot be read")


@pytest.mark.parametrize("name", ["parse/part-00001.parquet", "filter/part-00000.rejects.parquet", "shards/README.md", "shards/SHA256SUMS"])
def test_a_changed_or_missing_file_is_found(out: Path, name: str) -> None:
    path = out / name
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert found(verify(str(out)), name, "has changed")
    path.unlink()
    assert found(verify(str(out)), name, "is missing")


def test_a_changed_shard_is_found(out: Path) -> None:
    path = next((out / "shards").glob("val-*"))
    path.write_bytes(path.read_bytes() + b" ")
    assert found(verify(str(out)), path.name, "has changed")


@pytest.mark.parametrize("stage", ["captions", "filter", "flat"])
def test_a_missing_part_is_found(out: Path, stage: str) -> None:
    (out / stage / "part-00002.done.json").unlink()
    assert found(verify(str(out)), f"{stage}/part-00002.done.json is missing")


@pytest.mark.parametrize("text", ["", "{", '{"stage": "parse"}'])
def test_a_done_marker_that_cannot_be_read_is_found(out: Path, text: str) -> None:
    (out / "parse" / "part-00001.done.json").write_text(text)
    assert found(verify(str(out)), "parse/part-00001.done.json is missing or cannot be read")


def test_unfinished_shards_are_found(out: Path) -> None:
    (out / "shards" / "done.json").unlink()
    assert found(verify(str(out)), "shards/done.json is missing")


@pytest.mark.parametrize("text", ["", "{", '{"run_id": "run1"}'])
def test_shards_whose_record_cannot_be_read_are_found(out: Path, text: str) -> None:
    (out / "shards" / "done.json").write_text(text)
    assert found(verify(str(out)), "shards/done.json cannot be read")


def test_shards_of_another_run_are_found(out: Path) -> None:
    change_json(out / "shards" / "done.json", lambda done: done.update(run_id="run0"))
    assert found(verify(str(out)), "shards is of run run0, not run1")


def test_a_missing_shard_is_found(out: Path) -> None:
    path = next((out / "shards").glob("val-*"))
    path.unlink()
    assert found(verify(str(out)), f"{path.name} is missing")


def test_a_row_that_is_in_two_flat_parts_is_found_there(out: Path) -> None:
    first = pq.read_table(out / "flat" / "part-00000.parquet")
    second = out / "flat" / "part-00001.parquet"
    rows = [first.to_pylist()[0], *pq.read_table(second).to_pylist()[1:]]
    pq.write_table(pa.Table.from_pylist(rows, first.schema), second)
    digest = hashlib.sha256(second.read_bytes()).hexdigest()
    change_json(out / "flat" / "part-00001.done.json", lambda done: done["sha256"].update({second.name: digest}))
    assert found(verify(str(out)), "flat/part-00001.parquet", rows[0]["id"], "occurs twice")


def test_a_part_that_has_no_rejects_file_though_it_says_so_is_found(out: Path) -> None:
    change_json(out / "filter" / "part-00000.done.json", lambda done: done["sha256"].pop("part-00000.rejects.parquet"))
    assert found(verify(str(out)), "filter/part-00000: rejects none, but its done marker has unlikely 4")


def test_a_folder_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    assert found(verify(str(tmp_path / "nowhere")), "manifest.json is missing")


def test_a_part_beyond_the_manifest_is_found(out: Path) -> None:
    shutil.copy(out / "parse" / "part-00000.parquet", out / "parse" / "part-00003.parquet")
    assert found(verify(str(out)), "part-00003.parquet is beyond the 3 part(s)")


def test_a_shard_of_another_packing_is_found(out: Path) -> None:
    path = next((out / "shards").glob("train-*"))
    shutil.copy(path, path.with_name("train-00001-of-00002.parquet"))
    assert found(verify(str(out)), "train-00001-of-00002.parquet is not one of the shards")


@pytest.mark.parametrize(
    ("stage", "change", "words"),
    [
        ("parse", lambda done: done.update(rows_in=21), ("21 rows in, but 20 out and 0 rejected",)),
        ("parse", lambda done: done.update(rows_in=19, rows_out=19), ("19 rows in, but the stage before left 20",)),
        ("parse", lambda done: done.update(rows_out=19, rejected={"crashed": 1}), ("holds 20 rows, not 19",)),
        ("parse", lambda done: done.update(rows_out=19, rejected={"crashed": 1}), ("rejects none, but", "crashed 1")),
        ("filter", lambda done: done["negatives"].update(proposed=61), ("61 negatives proposed, but 56 kept and 4 rejected",)),
        ("filter", lambda done: done["negatives"].update(proposed=59, kept=55), ("59 negatives in, but the stage before left 60",)),
        ("filter", lambda done: done["negatives"].update(proposed=59, kept=55), ("holds 56 negatives, not 55",)),
        ("filter", lambda done: done["negatives"].update(rejected={"too_likely": 4}), ("unlikely 4, but", "too_likely 4")),
        ("flat", lambda done: done.update(rows_in=21), ("21 rows in, but the stage before left 20",)),
        ("flat", lambda done: done.update(rows_out=55), ("55 rows out, but 56 negatives kept",)),
        ("flat", lambda done: done["negatives"].update(proposed=55, kept=55), ("55 negatives in, but the stage before left 56",)),
        ("flat", lambda done: done["sha256"].clear(), ("has no hash of",)),
    ],
)
def test_counts_that_do_not_add_up_are_found(
    out: Path, stage: str, change: Callable[[dict[str, Any]], Any], words: tuple[str, ...]
) -> None:
    change_json(out / stage / "part-00000.done.json", change)
    assert found(verify(str(out)), f"{stage}/part-00000", *words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows[0].update(negative=rows[0]["negative"] + " "), ("its edits give",)),
        (lambda rows: rows[0]["edits"][0].update(start=0, end=1), ("reads 'A'",)),
        (lambda rows: rows[0].update(edits=[]), ("has no edits",)),
        (insert_at_the_first_edit, ("touches, overlaps or precedes",)),
        (lambda rows: rows[0].update(edits=[{"start": 0, "end": 900, "old": "", "new": ""}]), ("is outside the caption",)),
        (lambda rows: rows[0].update(n_edits=0), ("n_edits is not between",)),
        (lambda rows: rows[0].update(n_edits=2), ("n_edits is not between",)),
        (lambda rows: rows[0].update(image_seed=1, image_reason="nsfw"), ("has a generated image, and a reason",)),
        (lambda rows: rows[0].update(needs_image=True), ("needs an image of its own and has none",)),
        (lambda rows: rows[0].update(negative=rows[0]["caption"]), ("the negative is the caption",)),
        (lambda rows: rows[0].update(family="colour"), ("its family is not known",)),
        (lambda rows: rows[0].update(run_id="run0"), ("not of run run1",)),
        (lambda rows: rows[0].update(id=rows[1]["id"]), ("occurs twice",)),
        (lambda rows: rows.pop(), ("rows, not",)),
        (lambda rows: rows[0].update(positives=[rows[0]["positives"][0] + "!"]), ("the edits of a positive give",)),
        (lambda rows: rows[0]["positive_edits"][0][0].update(start=2, end=3), ("a positive: ", "reads 'b'")),
        (lambda rows: rows[0].update(positives=[rows[0]["caption"]], positive_edits=[[]]), ("a positive is the caption",)),
        (twice_the_same_positive, ("a positive is the caption, or another positive",)),
        (lambda rows: rows[0].update(positives=[rows[0]["negative"]]), ("a positive is its negative",)),
        (lambda rows: rows[0].update(positive_kinds=[]), ("have 1, 0 and 1 entries",)),
        (lambda rows: rows[1].update(positives=[], positive_kinds=[], positive_edits=[]), ("not those of another row",)),
        (lambda rows: rows[0].update(lm_gap=0.125), ("unlike the 168 of the flat parts",)),
    ],
)
def test_a_forged_row_is_found_though_all_hashes_agree(out: Path, change: Callable[[list[dict[str, Any]]], Any], words: tuple[str]) -> None:
    forge(out, change)
    assert found(verify(str(out)), *words)


def test_shards_of_an_older_format_are_reported_with_it(out: Path) -> None:
    forge(out, list, arrow_schema(ShardRow).with_metadata({"written by": "an older version"}))
    assert found(verify(str(out)), "is of row format 1", f"reads format {FORMAT}")


def test_a_shard_with_other_columns_is_found(out: Path) -> None:
    schema = arrow_schema(ShardRow)
    forge(out, list, schema.remove(schema.get_field_index("kind")))
    assert found(verify(str(out)), "does not have the columns of a shard")


def test_sums_without_a_file_are_found(out: Path) -> None:
    sums = out / "shards" / "SHA256SUMS"
    sums.write_text("\n".join(sums.read_text().splitlines()[1:]) + "\n")
    digest = hashlib.sha256(sums.read_bytes()).hexdigest()
    change_json(out / "shards" / "done.json", lambda done: done["sha256"].update(SHA256SUMS=digest))
    assert found(verify(str(out)), "SHA256SUMS does not list")


def test_verification_stops_after_enough_problems(out: Path) -> None:
    forge(out, lambda rows: [row.update(run_id="run0") for row in rows])
    assert len(verify(str(out))) == MOST


def test_a_run_that_kept_nothing_has_no_problem(
    rewritten: Callable[..., RewrittenRow], run_of: Callable[..., Path], tmp_path: Path
) -> None:
    assert verify(str(run_of(tmp_path / "out", Config(), [[rewritten(0, gaps=(99.0,))]]))) == []


def test_a_run_whose_negatives_lack_their_required_image_has_no_problem(
    rewritten: Callable[..., RewrittenRow], run_of: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [rewritten(0), rewritten(1)]
    rows[0].negatives[0].needs_image = rows[1].negatives[2].needs_image = True
    out = run_of(tmp_path / "out", Config(), [rows])
    assert verify(str(out)) == []
    done = json.loads((out / "flat" / "part-00000.done.json").read_text())
    assert done["negatives"] == {"proposed": 6, "kept": 4, "rejected": {"needs_image": 2}}
    change_json(out / "flat" / "part-00000.done.json", lambda done: done["negatives"].update(rejected={"needs_image": 1}))
    assert found(verify(str(out)), "6 negatives proposed, but 4 kept and 1 rejected")
