import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from hardneg.engine.parts import Counts, publish, read_rows
from hardneg.engine.stage import Outcome
from hardneg.quality.coverage import Covered, coverage
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Negatives
from hardneg.schemas.rows import ParsedRow, Reject, Target


@pytest.fixture
def run_with_targets(finished_run: Path, tmp_path: Path) -> Path:
    """The finished run, but in part 0 the captions offer an object and a relation, which nothing was made of; the last two counts."""
    out = tmp_path / "out"
    shutil.copytree(finished_run, out)
    rows = read_rows(str(out), "parse", 0).to_pylist()
    place = {"kind": "", "first": 0, "last": 1, "start": 0, "end": 1, "lemma": "x"}
    for row in rows:
        row["targets"] = [Target(family=family, **place).model_dump() for family in ("object", "relation")]
    rows[-1]["targets"] = [Target(family="count", **place).model_dump()] * 2
    table = pa.Table.from_pylist(rows, arrow_schema(ParsedRow))
    none = arrow_schema(Reject).empty_table()
    publish(str(out), "parse", 0, "other", Outcome(table, none), Counts(len(rows), len(rows), {}, Negatives()))
    return out


def test_families_are_counted_where_captions_offer_them(run_with_targets: Path) -> None:
    found = coverage(str(run_with_targets))

    assert found is not None
    assert (found.captions, found.with_negative, found.negatives) == (60, 60, 168)
    assert found.families == {"object": Covered(19, 19), "relation": Covered(19, 0), "count": Covered(1, 1)}


def test_a_folder_of_shards_has_no_coverage(finished_run: Path) -> None:
    assert coverage(str(finished_run / "shards")) is None
