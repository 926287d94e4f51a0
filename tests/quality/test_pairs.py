import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from quality.made import balanced, pair_of

from hardneg.errors import UserError
from hardneg.quality.pairs import against_positives, halve, read_baseline, read_shards
from hardneg.schemas.config import Config
from hardneg.schemas.rows import FORMAT_KEY, Image, RewrittenRow
from hardneg.shards.files import find_shards


def written(folder: Path, *rows: object) -> str:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_no_key_is_in_both_halves() -> None:
    pairs = [pair._replace(keys=(f"id {i // 3}", f"image {i // 7}")) for i, pair in enumerate(balanced(210))]

    halves = halve(pairs, seed=0)

    train, test = ({key for i in half for key in pairs[i].keys} for half in (halves.train, halves.test))
    assert train
    assert test
    assert not train & test
    assert sorted([*halves.train, *halves.test]) == list(range(210))


def test_the_same_caption_with_another_id_is_in_the_same_half(tmp_path: Path) -> None:
    rows = [{"id": str(i), "caption": f"A dog, {i // 2}.", "negative": f"A cat, {i}."} for i in range(80)]
    pairs = read_baseline(written(tmp_path, *rows), 1000, 0)

    halves = halve(pairs, seed=3)

    assert not {pairs[i].caption for i in halves.train} & {pairs[i].caption for i in halves.test}


def test_halves_follow_from_the_seed_and_not_from_the_order() -> None:
    pairs = balanced(100)

    def trained(pairs: list, seed: int) -> set[str]:
        return {pairs[i].caption_id for i in halve(pairs, seed).train}

    assert trained(pairs, 0) == trained(pairs[::-1], 0)
    assert trained(pairs, 0) != trained(pairs, 1)
    assert len(trained(pairs, 0)) == 50


def test_shards_are_read_with_family_edits_and_gap(finished_run: Path) -> None:
    pairs = read_shards(find_shards(str(finished_run)), 10_000, 0)

    assert len(pairs) == 168
    assert {pair.family for pair in pairs} == {"object", "attribute", "count"}
    assert {pair.gap for pair in pairs if pair.family == "attribute"} == {1.0}
    assert all(pair.edits is not None and len(pair.edits) == 1 for pair in pairs)


def test_captions_of_one_stored_image_share_a_key(
    rewritten: Callable[..., RewrittenRow], run_of: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [rewritten(number, image=Image(bytes=b"ab"[number // 2 :][:1], path=f"{number}.png")) for number in range(4)]
    out = run_of(tmp_path / "out", Config(), [rows])

    found = {pair.caption_id: pair.keys[-1] for pair in read_shards(find_shards(str(out)), 100, 0)}

    assert found["c0"] == found["c1"] != found["c2"] == found["c3"]


def test_the_bytes_of_images_are_read_from_shards_without_their_names_only(
    rewritten: Callable[..., RewrittenRow], run_of: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [rewritten(number, image=Image(bytes=b"ab"[number // 2 :][:1], path=f"{number}.png")) for number in range(4)]
    (file,) = find_shards(str(run_of(tmp_path / "out", Config(), [rows])))
    table = pq.read_table(file).drop_columns(["image_id", "image_group"])
    pq.write_table(table.replace_schema_metadata({FORMAT_KEY: "1"}), tmp_path / "older.parquet")
    read: list[str] = []
    iter_batches = pq.ParquetFile.iter_batches

    def noted(parquet: pq.ParquetFile, size: int, columns: list[str], **how: Any) -> Any:
        read.extend(columns)
        return iter_batches(parquet, size, columns=columns, **how)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", noted)
    read_shards([file], 100, 0)
    assert not {"image", "image.bytes"} & set(read)
    found = {pair.caption_id: pair.keys[-1] for pair in read_shards([str(tmp_path / "older.parquet")], 100, 0)}
    assert found["c0"] == found["c1"] != found["c2"] == found["c3"]


def test_a_sample_takes_all_or_none_of_a_caption(finished_run: Path) -> None:
    files = find_shards(str(finished_run))
    whole = read_shards(files, 10_000, 0)
    some = read_shards(files, 80, 0)

    assert 40 < len(some) < 120
    chosen = {pair.caption_id for pair in some}
    assert some == [pair for pair in whole if pair.caption_id in chosen]


def test_a_baseline_may_hold_one_negative_or_a_list_and_a_family_or_a_type(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"caption": "A dog.", "negative": "A cat.", "type": "replace_obj"},
        {"caption": "A dog.", "negatives": ["A cow.", "A pig.", "A dog."], "family": "object"},
        {"caption": "A dog.", "negative": "A hen."},
    )

    found = [(pair.negative, pair.family) for pair in read_baseline(path, 1000, 0)]

    assert found == [("A cat.", "replace_obj"), ("A cow.", "object"), ("A pig.", "object"), ("A hen.", "")]


def test_rows_of_one_value_can_be_chosen(tmp_path: Path) -> None:
    path = written(tmp_path, *({"caption": "A dog.", "negative": f"A cat {i}.", "refined": i == 1} for i in range(3)))

    assert [pair.negative for pair in read_baseline(f"{path}?refined=true", 1000, 0)] == ["A cat 1."]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"caption": "A dog."}, "line 1: no column 'negative'"),
        ({"text": "A dog.", "negative": "A cat."}, "line 1: no column 'caption'"),
        ({"caption": 3, "negative": "A cat."}, "line 1: caption or negative is not a text"),
        ([1], "line 1"),
    ],
)
def test_a_baseline_without_the_columns_is_named_with_its_line(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(UserError, match=rf"rows.jsonl, {said}.*give JSON lines"):
        read_baseline(written(tmp_path, row), 1000, 0)


def test_a_baseline_that_is_not_there_or_has_no_such_rows_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_baseline(str(tmp_path / "none.jsonl"), 1000, 0)
    with pytest.raises(UserError, match="no pairs in it"):
        read_baseline(written(tmp_path, {"caption": "A dog.", "negative": "A cat.", "refined": 1}) + "?refined=2", 1000, 0)


def test_negatives_take_their_captions_positives_in_turn() -> None:
    pairs = [pair_of("A dog.", f"A cat {i}.", number=1, positives=("One dog.", "Some dog.")) for i in range(4)]
    pairs.append(pair_of("A cow.", "A pig.", number=2))

    beside = against_positives(pairs, seed=0)

    assert [pair.negative for pair in beside] == [f"A cat {i}." for i in range(4)]
    assert sorted(pair.caption for pair in beside) == ["One dog.", "One dog.", "Some dog.", "Some dog."]
    assert beside[0].caption != beside[1].caption
