from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.schemas.config import Config
from hardneg.schemas.rows import RewrittenRow
from hardneg.shards.order import TRAIN, VAL, keys, shard
from hardneg.shards.shuffle import SLOTS, Cutting, batches_of, cut, grouped, offsets_of, run_path, weight

Build = Callable[..., RewrittenRow]
Run = Callable[..., Path]


def test_parts_are_grouped_by_their_sizes_and_a_large_one_is_alone() -> None:
    assert grouped([3, 3, 3, 20, 1, 1], most=7) == [[0, 1], [2], [3], [4, 5]]
    assert grouped([], most=7) == []


def test_rows_that_compress_well_count_as_many_bytes_as_others() -> None:
    assert weight(1_000_000, 10) == 1_000_000
    assert weight(100, 10) == 1_280


def test_a_run_holds_every_row_of_its_parts_in_the_slot_of_its_key(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config(), [[rewritten(i) for i in range(20)], [rewritten(i) for i in range(20, 50)]])
    shards = {TRAIN: 3, VAL: 2}
    slots = 5 * SLOTS

    run = cut(Cutting(str(out), str(tmp_path / "runs"), 0, [0, 1], shards, 0.3))

    path = run_path(str(tmp_path / "runs"), 0)
    offsets = [at for one in range(5) for at in offsets_of(path, one * SLOTS, slots)[:SLOTS]]
    offsets.append(offsets_of(path, 4 * SLOTS, slots)[-1])
    found = []
    for slot in range(slots):
        for batch in batches_of(path, offsets[slot], offsets[slot + 1]):
            rows = pa.Table.from_batches([batch])
            of = 3 if slot < 3 * SLOTS else 2
            expected = slot if of == 3 else slot - 3 * SLOTS
            assert set(shard(keys(rows), of * SLOTS).tolist()) == {expected}
            found.append(rows)
    flat = pa.concat_tables([pq.read_table(path) for path in sorted((out / "flat").glob("part-?????.parquet"))])
    assert pa.concat_tables(found).sort_by("id").equals(flat.sort_by("id"))
    assert (run.filled, run.stored) == ([TRAIN, VAL], False)


def test_a_run_that_is_there_is_not_written_again_unless_it_is_damaged(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config(), [[rewritten(0)]])
    task = Cutting(str(out), str(tmp_path / "runs"), 0, [0], {TRAIN: 1, VAL: 1}, 0.0)
    first = cut(task)
    path = Path(run_path(str(tmp_path / "runs"), 0))
    written = path.stat().st_ino

    assert cut(task) == first
    assert path.stat().st_ino == written
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    assert cut(task) == first
    assert path.read_bytes() == data
