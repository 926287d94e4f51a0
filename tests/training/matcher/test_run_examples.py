from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import RewrittenRow, ShardRow
from hardneg.training.matcher.run_examples import RunExample, read_examples, revision_of

GENERATOR = {"method": "rules", "model": None, "prompt": None, "prompt_version": None, "prompt_hash": None, "seed": 1}


def _negative(number: int, family: str = "object") -> dict[str, Any]:
    return {
        "id": f"n{number}",
        "negative": f"a cat {number}",
        "family": family,
        "kind": "x",
        "edits": [],
        "n_edits": 1,
        "generator": GENERATOR,
        "needs_image": False,
        "weight": 1.0,
    }


def _row(number: int, image: str | None = "0.png", negatives: int = 2) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        "caption": f"a dog {number}",
        "source": {"input": "captions.jsonl", "key": str(number)},
        "image": None if image is None else {"bytes": None, "path": image},
        "duplicate_of": None,
        "positives": ["one dog"],
        "negatives": [_negative(10 * number + each) for each in range(negatives)],
    }


def _write(rows: list[dict[str, Any]], path: Path, model: type = RewrittenRow) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(model)), path)


def examples(path: Path) -> list[RunExample]:
    return list(read_examples(str(path)).examples())


def test_captions_with_an_image_and_negatives_are_read_from_what_rewrite_left(tmp_path: Path) -> None:
    _write([_row(1), _row(2, image=None), _row(3, negatives=0)], tmp_path / "rewrite" / "part-00000.parquet")
    _write([_row(4)], tmp_path / "rewrite" / "part-00001.parquet")
    (tmp_path / "rewrite" / "part-00000.rejects.parquet").write_bytes(b"not read")
    found = examples(tmp_path)
    assert [example.id for example in found] == ["c1", "c4"]
    assert found[0].negatives == (("a cat 10", "object"), ("a cat 11", "object"))
    assert found[0].positives == ("one dog",)
    assert found[0].image.path == "0.png"


def test_rows_of_shards_are_put_together_by_caption(tmp_path: Path) -> None:
    rows = []
    for number in (1, 2):
        row = _row(number)
        for negative in row.pop("negatives"):
            rows.append(row | negative | {"caption_id": row["id"], "negative_image": None, "run_id": "r"})
            rows[-1].pop("duplicate_of")
    _write(rows, tmp_path / "train-00000-of-00001.parquet", ShardRow)
    found = examples(tmp_path)
    assert [(example.id, len(example.negatives)) for example in found] == [("c1", 2), ("c2", 2)]
    assert examples(tmp_path / "train-00000-of-00001.parquet") == found


def test_a_negative_with_an_image_of_its_own_is_an_example_the_other_way_round(tmp_path: Path) -> None:
    rows = []
    for number, own in ((1, b"png"), (2, None)):
        row = _row(number, negatives=1)
        (negative,) = row.pop("negatives")
        row.pop("duplicate_of")
        image = None if own is None else {"bytes": own, "path": None}
        rows.append(row | negative | {"caption_id": row["id"], "negative_image": image, "run_id": "r"})
    rows[1]["negative_image"] = {"bytes": None, "path": "negative-images/aa/n20.png"}
    _write(rows, tmp_path / "train-00000-of-00001.parquet", ShardRow)
    found = {example.id: example for example in examples(tmp_path)}
    assert sorted(found) == ["c1", "c2", "n10", "n20"]
    assert (found["n10"].caption, found["n10"].negatives, found["n10"].positives) == ("a cat 10", (("a dog 1", "object"),), ())
    assert (found["n10"].image.bytes, found["n10"].caption_id) == (b"png", "c1")
    located = found["n20"].image.path
    assert located is not None
    assert located.endswith(f"{tmp_path}/negative-images/aa/n20.png")


def test_a_negative_that_needs_an_image_and_has_none_yet_is_not_learnt_from(tmp_path: Path) -> None:
    rows = [_row(1), _row(2)]
    rows[0]["negatives"][1]["needs_image"] = True
    _write(rows, tmp_path / "rewrite" / "part-00000.parquet")
    assert [len(example.negatives) for example in examples(tmp_path)] == [1, 2]


def test_shards_count_before_what_rewrite_left(tmp_path: Path) -> None:
    _write([_row(1), _row(2)], tmp_path / "rewrite" / "part-00000.parquet")
    _write([_row(7), _row(8)], tmp_path / "shards" / "train-00000-of-00001.parquet")
    assert [example.id for example in examples(tmp_path)] == ["c7", "c8"]


def test_a_folder_without_data_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--data"):
        read_examples(str(tmp_path))


def test_examples_can_be_counted_without_reading_images(tmp_path: Path) -> None:
    rows = [_row(1) | {"image": {"bytes": b"x", "path": "1.png"}}, _row(2, image=None), _row(3)]
    _write(rows, tmp_path / "rewrite" / "part-00000.parquet")
    data = read_examples(str(tmp_path))
    (group,) = data.groups
    assert [each._replace(image=each.image._replace(bytes=None)) for each in data.read(group)] == data.count(group)
    assert [each.image.bytes for each in data.read(group)] == [b"x", None]


def test_other_parquet_is_a_users_mistake(tmp_path: Path) -> None:
    pq.write_table(pa.table({"caption": ["a dog"]}), tmp_path / "x.parquet")
    with pytest.raises(UserError, match=r"no column image, source"):
        read_examples(str(tmp_path))


def test_other_data_in_the_same_folder_has_another_revision(tmp_path: Path) -> None:
    def revision(captions: int) -> str:
        _write([_row(number) for number in range(captions)], tmp_path / "rows.parquet")
        return revision_of(read_examples(str(tmp_path / "rows.parquet")))

    assert revision(3) == revision(3) != revision(4)
