import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st

from hardneg.engine import parts, storage
from hardneg.engine.stage import Outcome
from hardneg.engine.worker import Job, Worker
from hardneg.errors import StageError, UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Negatives
from hardneg.schemas.rows import Reject, RewrittenRow, ShardRow

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
NONE = arrow_schema(Reject).empty_table()


def shuffled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(list(value))}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


@given(JSON)
def test_a_fingerprint_does_not_depend_on_the_order_of_keys(value: Any) -> None:
    assert parts.digest(shuffled(value)) == parts.digest(value)


@given(JSON, JSON)
def test_different_values_have_different_fingerprints(one: Any, other: Any) -> None:
    assert (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)) == (parts.digest(one) == parts.digest(other))


def test_a_value_with_no_canonical_form_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        parts.digest({"a": float("nan")})
    with pytest.raises(TypeError):
        parts.digest({"a": object()})


def test_a_fingerprint_follows_from_the_source_and_the_stage() -> None:
    made = {
        *parts.fingerprints(["a", "b"], toy.Toy("one")),
        *parts.fingerprints(["a"], toy.Toy("two", suffix="one")),
        *parts.fingerprints(["a"], toy.Toy("one", suffix="x")),
    }

    assert len(made) == 4
    assert parts.fingerprints(["a"], toy.Toy("one", pause=3))[0] in made


def publish(out: str, wanted: str, captions: list[str]) -> None:
    stage, rows = toy.Toy("one"), toy.table(captions)
    outcome = stage.process(rows)
    parts.publish(out, "one", 0, wanted, outcome, parts.count(stage, rows, outcome))


def test_a_published_part_is_there_with_its_counts_and_rejects(tmp_path: Path) -> None:
    out = str(tmp_path)

    publish(out, "f", ["a", "b drop", "c"])

    done = parts.read_done(out, "one", 0)
    assert done is not None
    assert (done.rows_in, done.rows_out, done.rejected, done.usage) == (3, 2, {"too_short": 1}, {"words": 3})
    assert sorted(done.sha256) == ["part-00000.parquet", "part-00000.rejects.parquet"]
    assert parts.read_rows(out, "one", 0)["id"].to_pylist() == ["c0", "c2"]
    assert parts.current(out, "one", 0, "f")
    assert not parts.current(out, "one", 0, "g")
    assert not parts.current(out, "one", 1, "f")


def test_publishing_again_leaves_no_rejects_of_before(tmp_path: Path) -> None:
    out = str(tmp_path)
    publish(out, "f", ["a", "b drop"])

    publish(out, "g", ["a"])

    assert storage.names(storage.join(out, "one")) == ["part-00000.done.json", "part-00000.parquet"]
    assert parts.current(out, "one", 0, "g")


def test_killed_before_the_done_marker_a_part_does_not_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = str(tmp_path)
    publish(out, "f", ["a"])

    def killed(path: str, record: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(parts, "write_record", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(out, "g", ["b"])

    assert parts.read_done(out, "one", 0) is None
    with pytest.raises(UserError, match=r"not finished: run `hardneg one "):
        parts.read_rows(out, "one", 0)


def test_a_second_worker_leaves_the_part_of_the_first(tmp_path: Path) -> None:
    out = str(tmp_path)
    publish(out, "f", ["a"])
    before = (tmp_path / "one" / "part-00000.done.json").stat().st_mtime_ns

    publish(out, "f", ["a"])

    assert (tmp_path / "one" / "part-00000.done.json").stat().st_mtime_ns == before


@pytest.fixture
def damaged(tmp_path: Path) -> str:
    """Return a folder whose only part was published and then overwritten."""
    publish(str(tmp_path), "f", ["a"])
    (tmp_path / "one" / "part-00000.parquet").write_bytes(b"PAR1")
    return str(tmp_path)


def test_reading_a_damaged_part_fails_and_removes_nothing(damaged: str) -> None:
    before = storage.names(storage.join(damaged, "one"))

    with pytest.raises(UserError, match=r"damaged: remove .*part-00000\.done\.json and run `hardneg one "):
        parts.read_rows(damaged, "one", 0)

    assert storage.names(storage.join(damaged, "one")) == before


def test_a_run_that_reads_a_damaged_part_discards_its_done_marker(damaged: str) -> None:
    with pytest.raises(UserError, match=r"no longer counts as done: run `hardneg one .* to make it again"):
        parts.read_or_discard(damaged, "one", 0)

    assert parts.read_done(damaged, "one", 0) is None


def test_a_done_marker_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    storage.write(parts.done_path(str(tmp_path), "one", 0), b"{")

    assert parts.read_done(str(tmp_path), "one", 0) is None


def test_a_lost_row_is_an_error() -> None:
    rows, stage = toy.table(["a", "b"]), toy.Lossy("one")

    with pytest.raises(StageError, match="2 rows in, but 1 out and 0 rejected"):
        parts.count(stage, rows, stage.process(rows))


def test_columns_that_were_not_declared_are_an_error() -> None:
    rows, stage = toy.table(["a"]), toy.Toy("one")

    with pytest.raises(StageError, match="its rows have not the columns it declares: more"):
        parts.count(stage, rows, Outcome(rows.append_column("more", pa.array([1])), NONE))


class Judge(toy.Toy):
    """Read and write captions that hold negatives."""

    reads = writes = arrow_schema(RewrittenRow)


class Flat(Judge):
    writes = arrow_schema(ShardRow)
    unnests = True


def stopped(count: int) -> pa.Table:
    return pa.Table.from_pylist(
        [{"id": f"n{i}", "caption_id": "c", "stage": "one", "reason": "unlikely"} for i in range(count)], NONE.schema
    )


def test_negatives_are_counted_by_reason(rewritten: Any) -> None:
    rows = pa.Table.from_pylist([rewritten(0).model_dump(), rewritten(1).model_dump()], schema=Judge.reads)
    fewer = pa.Table.from_pylist([rewritten(0).model_dump(), rewritten(1, gaps=(0.0,)).model_dump()], schema=Judge.reads)

    counts = parts.count(Judge(), rows, Outcome(fewer, stopped(2)))

    assert counts == parts.Counts(2, 2, {}, Negatives(proposed=6, kept=4, rejected={"unlikely": 2}))


def test_a_lost_negative_is_an_error(rewritten: Any) -> None:
    rows = pa.Table.from_pylist([rewritten(0).model_dump()], schema=Judge.reads)
    fewer = pa.Table.from_pylist([rewritten(0, gaps=(0.0,)).model_dump()], schema=Judge.reads)

    with pytest.raises(StageError, match="3 negatives in, but 1 out and 1 rejected"):
        parts.count(Judge(), rows, Outcome(fewer, stopped(1)))


def test_a_stage_that_unnests_must_leave_every_negative(rewritten: Any) -> None:
    rows = pa.Table.from_pylist([rewritten(0).model_dump()], schema=Flat.reads)

    with pytest.raises(StageError, match="3 negatives in, but 0 out and 0 rejected"):
        parts.count(Flat(), rows, Outcome(Flat.writes.empty_table(), NONE))
    assert parts.count(Flat(), rows, Outcome(Flat.writes.empty_table(), stopped(3))).negatives.proposed == 3


def test_parts_of_a_larger_input_and_of_killed_writers_are_pruned(tmp_path: Path) -> None:
    out = str(tmp_path)
    toy.lay(out, [["a"], ["b"], ["c"]])
    (tmp_path / "start").rename(tmp_path / "captions")
    (tmp_path / "report").mkdir()
    for left in ("captions/.part-00000.parquet.123.tmp", ".manifest.json.123.tmp", "report/.index.html.123.tmp"):
        (tmp_path / left).write_bytes(b"half")

    parts.prune(out, 2)

    assert not list(tmp_path.rglob("*.tmp"))

    names = ["part-00000.done.json", "part-00000.parquet", "part-00001.done.json", "part-00001.parquet"]
    assert storage.names(storage.join(out, "captions")) == names


@pytest.mark.parametrize("name", ["raw/part-00003.parquet", "raw/part-00003.done.json", "shards/part-00003.parquet", "parse/part-3.csv"])
def test_pruning_leaves_the_users_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_bytes(b"of the user")

    parts.prune(str(tmp_path), 1)

    assert (tmp_path / name).exists()


def flip(text: bytes, old: bytes, new: bytes) -> bytes:
    assert text.count(old)
    return text.replace(old, new)


def test_a_marker_in_which_a_figure_changed_counts_as_none(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b"]])
    made = Worker(Job(toy.Toy("one"), "start", str(tmp_path), 1, "s")).make(0, "f")
    assert parts.read_done(str(tmp_path), "one", 0) == made
    path = Path(parts.done_path(str(tmp_path), "one", 0))

    path.write_bytes(flip(path.read_bytes(), b'"words": 2', b'"words": 3'))

    assert parts.read_done(str(tmp_path), "one", 0) is None


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-1])])
@pytest.mark.parametrize("which", [parts.rows_path, parts.rejects_path])
def test_a_part_of_which_a_file_is_missing_or_short_is_no_longer_done(tmp_path: Path, which: Any, change: Any) -> None:
    out = str(tmp_path)
    toy.lay(out, [["a", "b drop"], ["c", "d drop"]])
    worker = Worker(Job(toy.Toy("one"), "start", out, 1, "s"))
    dones = [worker.make(part, "f") for part in (0, 1)]
    assert parts.read_whole(out, "one", 2) == dones

    change(Path(which(out, "one", 1)))

    assert parts.read_whole(out, "one", 2) == [dones[0], None]
    assert not Path(parts.done_path(out, "one", 1)).exists()
    assert worker.make(1, "f").sha256 == dones[1].sha256
