from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.captions.units import HASHES, REPEATS, Chunk, HashRange, Stretch, find_repeats, tables_of
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import InputRow


def hashes(path: Path, *rows: tuple[int, int, str]) -> str:
    columns = list(zip(*sorted(rows), strict=True))
    pq.write_table(pa.table([pa.array(column, HASHES.field(i).type) for i, column in enumerate(columns)], schema=HASHES), path)
    return str(path)


def chunk(path: Path, start: int, *captions: str) -> Chunk:
    rows = [{"source": {"input": "in.jsonl", "key": f"k{start + i}"}, "caption": text} for i, text in enumerate(captions)]
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(InputRow)), path)
    return Chunk(str(path), start, len(captions))


def test_a_record_repeats_the_first_of_its_hash_in_any_unit_and_only_in_the_range(tmp_path: Path) -> None:
    first = hashes(tmp_path / "a", (7, 0, "k0"), (9, 1, "k1"), (7, 2, "k2"))
    second = hashes(tmp_path / "b", (9, 0, "k3"), (50, 1, "k4"), (7, 2, "k5"))
    third = hashes(tmp_path / "c", (50, 0, "k6"))
    path = find_repeats(HashRange(str(tmp_path / "found"), [(first, 0), (second, 3), (third, 6)], 0, 20))
    assert pq.read_table(path).to_pylist() == [
        {"position": 2, "key": "k0"},
        {"position": 3, "key": "k1"},
        {"position": 5, "key": "k0"},
    ]


def test_a_range_without_hashes_has_no_repeats(tmp_path: Path) -> None:
    only = hashes(tmp_path / "a", (7, 0, "k0"), (7, 1, "k1"))
    assert pq.read_table(find_repeats(HashRange(str(tmp_path / "found"), [(only, 0)], 8, 20))).num_rows == 0


def test_tables_have_the_size_asked_for_across_chunks_with_the_duplicates_of_their_stretch(tmp_path: Path) -> None:
    chunks = [chunk(tmp_path / "0", 0, "a", "b", "c"), chunk(tmp_path / "1", 3, "d", "e", "f", "g")]
    repeats = pa.table([pa.array([2, 4, 6], pa.int64()), ["k0", "k1", "k3"]], schema=REPEATS)
    pq.write_table(repeats, tmp_path / "repeats")
    found = list(tables_of(Stretch(chunks, [str(tmp_path / "repeats")], 1, 6), 2))
    assert [table["caption"].to_pylist() for table in found] == [["b", "c"], ["d", "e"], ["f"]]
    assert [table["duplicate_of"].to_pylist() for table in found] == [[None, "k0"], [None, "k1"], [None]]
