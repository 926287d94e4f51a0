import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from hardneg.captions.ingest import ingest
from hardneg.engine.progress import Progress
from hardneg.engine.spread import in_turn, on_ray
from hardneg.errors import UserError
from hardneg.schemas.config import Config

SMALL = 700


def config(part_size: int = 16, **captions: object) -> Config:
    return Config.model_validate({"part_size": part_size, "captions": captions})


def published(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "input").iterdir()) if path.name.startswith("part-")}


def tables_in(found: dict[str, bytes]) -> list[pa.Table]:
    return [pq.read_table(pa.BufferReader(data)) for name, data in found.items() if name.endswith(".parquet")]


def texts(seed: int, count: int) -> list[str]:
    random_ = random.Random(seed)
    return [f"A {random_.choice(['red', 'blue', 'green'])} dog runs on {random_.randrange(40)} lawns." for _ in range(count)]


def write_folder(folder: Path) -> Path:
    """Write JSON lines with defects, without keys, and Parquet with images, with texts that repeat within and across files."""
    folder.mkdir()
    lines = [json.dumps({"caption": text, "note": "x" * (i % 50)}) for i, text in enumerate(texts(0, 150))]
    lines[40], lines[41], lines[90] = "", "not json", json.dumps({"caption": None})
    (folder / "a.jsonl").write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    for number in range(3):
        (folder / f"b-{number}.jsonl").write_text("".join(json.dumps({"caption": text}) + "\n" for text in texts(number, 9)))
    images = [{"bytes": b"\x89PNG%d" % (i % 30), "path": None} if i % 3 else None for i in range(80)]
    table = pa.table({"id": [f"k{i}" for i in range(80)], "caption": texts(7, 80), "image": images})
    pq.write_table(table, folder / "c.parquet", row_group_size=10)
    return folder


def equal_cuts(tmp_path: Path, input: Path, settings: Config, unit_bytes: int = SMALL) -> dict[str, bytes]:
    whole, _ = ingest(str(tmp_path / "whole"), str(input), settings)
    divided, _ = ingest(str(tmp_path / "divided"), str(input), settings, unit_bytes=unit_bytes)
    assert divided == whole
    found = published(tmp_path / "divided")
    assert found == published(tmp_path / "whole")
    assert sorted(path.name for path in (tmp_path / "divided" / "input").iterdir() if not path.name.startswith("part-")) == ["done.json"]
    return found


def stop_before_comparison(out: Path, input: str) -> None:
    """Ingest until all units are read, as a run that is stopped then leaves it."""

    def stopping(what: str, function: Callable[[Any], Any], items: Sequence[Any], parallel: bool = True) -> list[Any]:
        if what == "input, compared":
            raise KeyboardInterrupt
        return in_turn(what, function, items)

    with pytest.raises(KeyboardInterrupt):
        ingest(str(out), input, config(), spread=stopping, unit_bytes=SMALL)


@pytest.mark.parametrize("part_size", [7, 1000])
def test_an_input_read_in_units_gives_the_same_parts_as_one_read_at_once(tmp_path: Path, part_size: int) -> None:
    found = equal_cuts(tmp_path, write_folder(tmp_path / "in"), config(part_size))
    rows = pa.concat_tables(tables_in(found))
    assert rows["duplicate_of"].null_count < len(rows) - 50
    assert rows["defect"].null_count < len(rows)
    assert len(found) == 2 * -(-len(rows) // part_size)


def test_a_file_that_is_damaged_inside_is_read_as_a_whole(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in")
    path = folder / "c.parquet"
    group = pq.ParquetFile(path).metadata.row_group(5)
    data = bytearray(path.read_bytes())
    start = group.column(1).dictionary_page_offset or group.column(1).data_page_offset
    data[start : start + 20] = b"\xff" * 20
    path.write_bytes(bytes(data))

    found = equal_cuts(tmp_path, folder, config())

    details = [text for data in tables_in(found) for text in data["detail"].to_pylist()]
    assert [text for text in details if text is not None and text.startswith("damaged after")] != []


def test_one_text_under_many_keys_is_a_duplicate_of_the_first_in_any_unit(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"id": f"k{i}", "caption": "A dog runs."}) + "\n" for i in range(100)))

    found = equal_cuts(tmp_path, tmp_path / "in.jsonl", config())

    rows = pa.concat_tables(tables_in(found))
    assert rows["duplicate_of"].to_pylist() == [None] + ["k0"] * 99


def test_an_ingest_that_was_stopped_continues_from_the_units_that_were_read(tmp_path: Path) -> None:
    input, out = str(write_folder(tmp_path / "in")), tmp_path / "out"

    stop_before_comparison(out, input)
    left = {path: path.stat().st_ino for path in (out / "input" / ".units").rglob("*.parquet")}

    def watching(what: str, function: Callable[[Any], Any], items: Sequence[Any], parallel: bool = True) -> list[Any]:
        results = in_turn(what, function, items)
        assert {path: path.stat().st_ino for path in left} == left
        return results

    ingest(str(out), input, config(), spread=watching, unit_bytes=SMALL)

    ingest(str(tmp_path / "whole"), input, config())
    assert len(left) > 6
    assert published(out) == published(tmp_path / "whole")


def test_a_unit_that_was_damaged_meanwhile_is_read_again(tmp_path: Path) -> None:
    input, out = str(write_folder(tmp_path / "in")), tmp_path / "out"

    stop_before_comparison(out, input)
    first, second, *_ = sorted((out / "input" / ".units").rglob("*.parquet"))
    first.write_bytes(first.read_bytes()[:50])
    second.unlink()

    ingest(str(out), input, config(), unit_bytes=SMALL)

    ingest(str(tmp_path / "whole"), input, config())
    assert published(out) == published(tmp_path / "whole")


@pytest.mark.parametrize("unit_bytes", [None, SMALL])
def test_empty_files_before_all_others_and_behind_a_large_one_are_no_captions(tmp_path: Path, unit_bytes: int | None) -> None:
    folder = write_folder(tmp_path / "in")
    for name in ("a-0.jsonl", "aa.jsonl"):  # the first of all, and behind a file that is divided
        (folder / name).touch()
    expected = pa.concat_tables(tables_in(equal_cuts(tmp_path / "without", write_folder(tmp_path / "same"), config())))

    ingest(str(tmp_path / "out"), str(folder), config(), unit_bytes=unit_bytes)

    found = pa.concat_tables(tables_in(published(tmp_path / "out")))
    assert found["caption"].to_pylist() == expected["caption"].to_pylist()


def test_an_empty_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").touch()

    with pytest.raises(UserError, match="there are no captions in it: it is empty"):
        ingest(str(tmp_path / "out"), str(tmp_path / "in.jsonl"), config())


def test_an_input_without_captions_is_an_error_before_any_part_is_touched(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(4):
        (tmp_path / "in" / f"{number}.jsonl").write_text('{"caption": \n' * 40)

    with pytest.raises(UserError):
        ingest(str(tmp_path / "out"), str(tmp_path / "in"), config(), unit_bytes=100)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_an_input_read_on_ray_gives_the_same_parts(tmp_path: Path) -> None:
    input = str(write_folder(tmp_path / "in"))
    progress = Progress("none", Console())

    with on_ray(progress) as spread:
        ingest(str(tmp_path / "out"), input, config(), spread=spread, unit_bytes=SMALL)

    ingest(str(tmp_path / "whole"), input, config())
    assert published(tmp_path / "out") == published(tmp_path / "whole")
    assert progress.tallies["input, read"][0] > 6
