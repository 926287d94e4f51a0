import json
import random
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.captions.files.sources import Source
from hardneg.captions.readers import read
from hardneg.captions.readers.sections import feeds, lines_in, of_lines, of_row_groups
from hardneg.schemas.config import CaptionsConfig

CONFIG = CaptionsConfig()


def source(path: Path, format: str, compression: str | None = None) -> Source:
    return Source(fsspec.filesystem("file"), str(path), path.name, format, compression)


@pytest.mark.parametrize("size", [7, 50, 400])
@pytest.mark.parametrize("seed", range(4))
def test_sections_of_lines_yield_the_records_of_the_file_with_the_same_numbers(tmp_path: Path, size: int, seed: int) -> None:
    random_ = random.Random(seed)
    lines = [json.dumps({"caption": "A dog runs. " * random_.randint(1, 12), "image": "1.jpg"}) for _ in range(50)]
    for at, line in enumerate(("", "broken", "   ", '"a text"', "[]")):
        lines[random_.randrange(1, 50)] = line * (at + 1) if line == "" else line
    path = tmp_path / "a.jsonl"
    path.write_bytes((b"\xef\xbb\xbf" if seed % 2 else b"") + "\r\n".join(lines).encode() + b"\n" * (seed % 3))
    one = source(path, "jsonl")
    spans = lines_in(one, CONFIG, size)

    sections = of_lines(spans, [feeds(span) for span in spans])

    assert len(sections) > 3
    assert [record for section in sections for record in read(section, CONFIG)] == list(read(one, CONFIG))


def test_files_that_cannot_be_divided_have_no_spans(tmp_path: Path) -> None:
    text = json.dumps([{"caption": "A dog runs."}] * 20)
    (tmp_path / "array.json").write_text(text)
    (tmp_path / "wide.jsonl").write_text('{"caption": "A dog runs."}\n' * 20, encoding="utf-16")
    (tmp_path / "mac.jsonl").write_text('{"caption": "A dog runs."}\r' * 20)
    (tmp_path / "a.csv").write_text("caption\n" + '"A dog\nruns."\n' * 20)

    assert lines_in(source(tmp_path / "array.json", "json"), CONFIG, 50) == []
    assert lines_in(source(tmp_path / "wide.jsonl", "jsonl"), CONFIG, 50) == []
    assert lines_in(source(tmp_path / "mac.jsonl", "jsonl"), CONFIG, 50) == []
    assert lines_in(source(tmp_path / "a.csv", "csv"), CONFIG, 50) == []
    assert lines_in(source(tmp_path / "array.json", "jsonl", "gz"), CONFIG, 50) == []


def test_sections_of_row_groups_yield_the_records_of_the_file_with_the_same_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"caption": [f"A dog runs on lawn {i}." for i in range(95)]}), path, row_group_size=10)
    one = source(path, "parquet")

    sections = of_row_groups(one, 600)

    assert 2 < len(sections) <= 10
    assert [record for section in sections for record in read(section, CONFIG)] == list(read(one, CONFIG))


def test_a_damaged_or_small_parquet_file_is_one_section(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no table PAR1")
    pq.write_table(pa.table({"caption": ["A dog runs."]}), tmp_path / "b.parquet")

    for name in ("a.parquet", "b.parquet"):
        assert of_row_groups(source(tmp_path / name, "parquet"), 10) == [source(tmp_path / name, "parquet")]
