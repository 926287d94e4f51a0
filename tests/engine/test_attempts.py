from pathlib import Path

import pytest
import toy

from hardneg.engine import storage
from hardneg.engine.attempts import FOLDER, Attempts
from hardneg.engine.stage import Outcome


@pytest.fixture
def record(tmp_path: Path) -> Attempts:
    return Attempts(str(tmp_path), "one", 3, "f" * 64, "s1")


def test_tries_are_counted_by_key_within_a_session(record: Attempts) -> None:
    record.begin("0-8")
    record.begin("0-8")
    record.begin("0-80")

    assert (record.tries("0-8"), record.tries("0-80"), record.tries("0-4")) == (2, 1, 0)
    assert record._replace(session="s2").tries("0-8") == 0
    assert record._replace(wanted="g" * 64).tries("0-8") == 0


def test_what_was_condemned_holds_in_later_sessions_of_the_same_fingerprint(record: Attempts) -> None:
    record.condemn("0-8", "it died")

    assert record._replace(session="s2").condemned("0-8") == "it died"
    assert record._replace(wanted="g" * 64).condemned("0-8") is None
    assert record.condemned("0-4") is None


def test_a_pardon_forgets_what_was_condemned_in_this_part_and_nothing_else(record: Attempts) -> None:
    other = record._replace(wanted="g" * 64)
    for each in (record, other):
        each.condemn("0-8", "it died")
    record.keep("8-9", toy.Toy("one").process(toy.table(["a"])))

    record.pardon()

    assert record.condemned("0-8") is None
    assert other.condemned("0-8") == "it died"
    assert record.kept("8-9") is not None


def test_a_piece_that_was_kept_comes_back(record: Attempts) -> None:
    outcome = toy.Toy("one").process(toy.table(["a", "b drop"]))

    record.keep("0-2", outcome)

    assert record._replace(session="s2").kept("0-2") == outcome
    assert record.kept("2-4") is None


def test_a_piece_whose_writing_was_cut_short_is_not_there(record: Attempts, tmp_path: Path) -> None:
    record.keep("0-1", Outcome(toy.table(["a"]), toy.Toy("one").process(toy.table([])).rejects))
    next((tmp_path / "one" / FOLDER).rglob("*usage.json")).unlink()

    assert record.kept("0-1") is None


def test_what_is_done_around_rows_is_no_attempt_at_the_part(record: Attempts) -> None:
    for step in ("read", "setup", "publish"):
        record.begin(step)
    record.begin("0-8")

    assert record.total() == 1
    record.clear("setup")
    assert record.tries("setup") == 0


def test_a_published_part_leaves_no_record(record: Attempts, tmp_path: Path) -> None:
    record.begin("0-8")

    record.forget()

    assert storage.names(str(tmp_path / "one" / FOLDER)) == []
