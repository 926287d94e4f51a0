import csv
import gzip
import io
import json
import os
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.captions import readers
from hardneg.captions.cut import cut, sources_fingerprint
from hardneg.captions.files.sources import FORMATS
from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import InputRow
from hardneg.wording import amount

ROWS = [("a", "A dog runs.", "1.jpg"), ("b", 'A "red" cat,\u00e9', "2.jpg"), ("c", "Two cows", "3.jpg")]


def config(part_size: int = 4096, **captions: object) -> Config:
    return Config.model_validate({"part_size": part_size, "captions": captions})


def rows(input: object, settings: Config | None = None) -> list[InputRow]:
    return [InputRow.model_validate(row) for table in cut(str(input), settings or config()) for row in table.to_pylist()]


def jsonl(captions: list[str]) -> bytes:
    return b"".join(json.dumps({"caption": caption}).encode() + b"\n" for caption in captions)


def delimited(delimiter: str) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([("id", "caption", "image"), *ROWS])
    return file.getvalue().encode()


def test_every_table_formats_rows_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(dict(zip(("id", "caption", "image"), row, strict=True))) + "\n" for row in ROWS))
    (tmp_path / "a.csv").write_bytes(delimited(","))
    (tmp_path / "a.tsv").write_bytes(delimited("\t"))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress((tmp_path / "a.jsonl").read_bytes()))
    columns = dict(zip(("id", "caption", "image"), map(list, zip(*ROWS, strict=True)), strict=True))
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    for name in ("a.jsonl", "a.csv", "a.tsv", "a.jsonl.gz", "a.parquet"):
        found = rows(tmp_path / name)
        assert [(row.source.key, row.caption, row.image and row.image.path) for row in found] == ROWS
        assert {row.source.input for row in found} == {name}


def test_every_format_has_a_reader() -> None:
    assert set(FORMATS.values()) == set(readers.READERS)


def test_parts_have_the_size_and_the_schema(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([f"caption {i}" for i in range(25)]))
    tables = list(cut(str(tmp_path / "a.jsonl"), config(10)))
    assert [table.num_rows for table in tables] == [10, 10, 5]
    assert all(table.schema == arrow_schema(InputRow) for table in tables)
    assert tables[2]["caption"].to_pylist() == [f"caption {i}" for i in range(20, 25)]


def test_duplicates_are_marked_across_parts_and_files(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        b'{"id": "a1", "caption": "A dog"}\n{"id": "a2", "caption": "A cat"}\n{"id": "a3", "caption": " A\\tdog "}\n'
    )
    (tmp_path / "b.jsonl").write_bytes(b'{"id": "b1", "caption": "A dog"}\n{"id": "b2", "caption": "A dog", "image": "1.jpg"}\n{"bad')
    for size in (1, 2, 100):
        assert [row.duplicate_of for row in rows(tmp_path, config(size))] == [None, None, "a1", "a1", None, None]


def test_the_same_path_in_another_folder_is_another_image(tmp_path: Path) -> None:
    line = b'{"caption": "A dog", "image": "1.jpg"}\n'
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.jsonl").write_bytes(line)
    assert [row.duplicate_of for row in rows(tmp_path)] == [None, None]
    assert [row.duplicate_of for row in rows(tmp_path, config(image_root="images"))] == [None, "1"]
    assert [row.duplicate_of for row in rows(tmp_path, config(images="ignore"))] == [None, "1"]


def test_equal_bytes_are_one_image(tmp_path: Path) -> None:
    pq.write_table(pa.table({"caption": ["A dog"] * 3, "image": [b"x", b"y", b"x"]}), tmp_path / "a.parquet")
    assert [row.duplicate_of for row in rows(tmp_path / "a.parquet")] == [None, None, "1"]


def test_a_damaged_file_yields_the_records_before_the_damage_and_one_defect(tmp_path: Path) -> None:
    whole = gzip.compress(jsonl([f"caption number {i * 7919 % 10007}" for i in range(5000)]))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.jsonl").write_bytes(jsonl(["after the break"]))
    found = rows(tmp_path)
    assert [row.defect for row in found if row.defect] == [Reason.BAD_RECORD]
    assert found[-2].defect is Reason.BAD_RECORD
    assert f"damaged after {amount(len(found) - 2, 'record')}" in (found[-2].detail or "")
    assert len(found) > 1000
    assert found[-1].caption == "after the break"


def test_a_broken_file_before_a_sound_one_is_a_defect_too(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no more")
    (tmp_path / "b.jsonl").write_bytes(jsonl(["a sound one"]))
    assert [row.defect for row in rows(tmp_path)] == [Reason.BAD_RECORD, None]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.jsonl", b"", "it is empty"),
        ("empty.csv", b"", "it is empty"),
        ("empty.parquet", b"", "none of its files can be read"),
        ("header.csv", b"caption\n", "it has no records"),
        ("blank.txt", b"\n\n", "it has no records"),
        ("broken.parquet", b"PAR1xxxxxxxxxxxxPAR1", "none of its files can be read"),
        ("broken.jsonl.gz", gzip.compress(jsonl(["one"]), mtime=0)[:12], "none of its files can be read"),
        ("broken.tar", b"x" * 100, "none of its files can be read"),
        ("none.jsonl", b"no json\n", "none of its files can be read"),
        ("column.jsonl", b'{"a": 1, "b": 2}\n', r"columns: a \(1\), b \(2\)"),
        ("column.csv", b"a,b\n1,2\n", r"columns: a \('1'\), b \('2'\)"),
        ("unknown.xyz", b"x", "unknown format"),
    ],
)
def test_an_input_without_records_is_one_clear_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=says) as error:
        rows(tmp_path / name)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_an_input_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file or folder"):
        rows(tmp_path / "none.jsonl")


def test_globs_folders_and_urls_give_the_same_names(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(jsonl([name]))
        with fsspec.open(f"memory://cut/{name}", "wb") as file:
            file.write(jsonl([name]))
    expected = [("a.jsonl", "1"), ("b.jsonl", "1")]
    for input in (tmp_path, tmp_path / "*.jsonl", "memory://cut", "memory://cut/*.jsonl"):
        assert [(row.source.input, row.source.key) for row in rows(input)] == expected


def test_the_fingerprint_covers_sizes_times_and_the_settings_of_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(["one"]))
    prints = [sources_fingerprint(str(path), config())]
    assert sources_fingerprint(str(path), config(workers=9, min_words=7)) == prints[0]
    prints.append(sources_fingerprint(str(path), config(10)))
    prints.append(sources_fingerprint(str(path), config(caption_column="caption")))
    prints.append(sources_fingerprint(str(path), config(images="ignore")))
    os.utime(path, (1, 1))
    prints.append(sources_fingerprint(str(path), config()))
    path.write_bytes(jsonl(["two"]) * 2)
    os.utime(path, (1, 1))
    prints.append(sources_fingerprint(str(path), config()))
    assert len(set(prints)) == 6


def test_the_fingerprint_does_not_depend_on_the_folder(tmp_path: Path) -> None:
    prints = set()
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jsonl").write_bytes(jsonl(["one"]))
        os.utime(tmp_path / folder / "a.jsonl", (1, 1))
        prints.add(sources_fingerprint(str(tmp_path / folder / "a.jsonl"), config()))
        prints.add(sources_fingerprint(str(tmp_path / folder / "*.jsonl"), config()))
    assert len(prints) == 1
