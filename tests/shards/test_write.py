from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from hardneg.engine.progress import Progress
from hardneg.engine.spread import in_turn, on_ray
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, RewrittenRow
from hardneg.shards.order import cuts, keys
from hardneg.shards.pack import pack

Build = Callable[..., RewrittenRow]
Run = Callable[..., Path]
SMALL = Config.model_validate({"shards": {"shard_mb": 0.005, "row_group_rows": 7, "val_share": 0.2}})


def shards_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "shards").glob("*.parquet"))}


def test_row_groups_are_those_of_all_rows_of_a_shard_although_it_is_collected_by_slots(
    rewritten: Build, run_of: Run, tmp_path: Path
) -> None:
    rows = [rewritten(i, image=Image(path=f"{i // 4}.png")) for i in range(120)]
    out = run_of(tmp_path / "out", SMALL, [rows])
    for path in (out / "shards").glob("*.parquet"):
        file = pq.ParquetFile(path)
        place = keys(file.read())
        assert (np.diff(place.astype(np.float64)) >= 0).all()
        groups = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        assert groups == [end - start for start, end in cuts(place, 7)]


@pytest.mark.slow
def test_shards_do_not_depend_on_the_number_of_runs(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", SMALL, [[rewritten(5 * part + i) for i in range(5)] for part in range(6)])
    one = shards_of(out)

    (out / "shards" / "done.json").unlink()
    assert pack(str(out), SMALL, "run1", 6, run_bytes=1.0)

    assert len(one) > 2
    assert shards_of(out) == one


@pytest.mark.slow
def test_a_packing_that_was_stopped_continues_from_its_runs_and_shards(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", SMALL, [[rewritten(5 * part + i) for i in range(5)] for part in range(6)])
    before = shards_of(out)
    (out / "shards" / "done.json").unlink()

    def stopping(what: str, function: Callable[[Any], Any], items: Sequence[Any], parallel: bool = True) -> list[Any]:
        if what == "shards, written":
            in_turn(what, function, items[:2])
            raise KeyboardInterrupt
        return in_turn(what, function, items)

    with pytest.raises(KeyboardInterrupt):
        pack(str(out), SMALL, "run1", 6, stopping, run_bytes=1.0)
    made = [path for path in (out / "shards").rglob("*") if path.suffix == ".arrow" or path.name == "train-00000-of-00002.parquet"]
    times = {path: path.stat().st_mtime_ns for path in made if path.exists()}
    kept = {path: path.stat().st_ino for path in times}

    def watching(what: str, function: Callable[[Any], Any], items: Sequence[Any], parallel: bool = True) -> list[Any]:
        results = in_turn(what, function, items)
        assert {path: path.stat().st_ino for path in kept} == kept
        return results

    assert pack(str(out), SMALL, "run1", 6, watching, run_bytes=1.0)
    assert len([path for path in kept if path.suffix == ".arrow"]) == 6
    assert shards_of(out) == before
    assert not (out / "shards" / ".runs").exists()


@pytest.mark.slow
def test_shards_packed_on_ray_are_equal(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", SMALL, [[rewritten(5 * part + i) for i in range(5)] for part in range(6)])
    before = shards_of(out)
    (out / "shards" / "done.json").unlink()
    progress = Progress("none", Console())

    with on_ray(progress) as spread:
        assert pack(str(out), SMALL, "run1", 6, spread, run_bytes=1.0)

    assert shards_of(out) == before
    assert progress.tallies["shards, sorted"] == (6, 6)
