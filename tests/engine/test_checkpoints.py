from collections.abc import Callable
from pathlib import Path

import pytest

from hardneg.engine import storage
from hardneg.engine.attempts import FOLDER, Attempts
from hardneg.engine.checkpoints import kept_beside, once


@pytest.fixture
def record(tmp_path: Path) -> Attempts:
    return Attempts(str(tmp_path), "one", 3, "f" * 64, "s1")


def made(text: bytes, calls: list[bytes]) -> bytes:
    calls.append(text)
    return text


def test_a_piece_is_made_once_over_all_attempts_and_sessions(record: Attempts) -> None:
    calls: list[bytes] = []
    with kept_beside(record):
        first = once("a", lambda: made(b"made", calls))
    with kept_beside(record._replace(session="s2")):
        again = once("a", lambda: made(b"other", calls))
        other = once("b", lambda: made(b"other", calls))

    assert (first, again, other) == (b"made", b"made", b"other")
    assert calls == [b"made", b"other"]


def test_a_piece_of_another_fingerprint_is_none(record: Attempts) -> None:
    with kept_beside(record):
        once("a", lambda: b"made")
    with kept_beside(record._replace(wanted="g" * 64)):
        assert once("a", lambda: b"other") == b"other"


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: data[:-6] + b"x" + data[-5:], lambda _: b""])
def test_a_damaged_piece_is_made_again(record: Attempts, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    with kept_beside(record):
        once("a", lambda: b"made" * 100)
        (path,) = (tmp_path / "one" / FOLDER).rglob("*piece")
        path.write_bytes(damage(path.read_bytes()))
        assert once("a", lambda: b"again") == b"again"
        assert once("a", lambda: b"third") == b"again"


def test_storage_that_fails_costs_the_piece_alone(record: Attempts, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise OSError("no space left on device")

    with kept_beside(record):
        monkeypatch.setattr(storage, "write", fail)
        monkeypatch.setattr(storage, "read", fail)
        assert once("a", lambda: b"made") == b"made"


def test_an_error_of_the_work_itself_is_raised_and_keeps_nothing(record: Attempts) -> None:
    def fail() -> bytes:
        raise ValueError("no such word")

    with kept_beside(record):
        with pytest.raises(ValueError, match="no such word"):
            once("a", fail)
        assert record.piece("a") is None


def test_pieces_leave_with_the_attempts_and_are_no_attempts(record: Attempts) -> None:
    with kept_beside(record):
        once("a", lambda: b"made")
    assert record.total() == 0

    record.forget()

    assert record.piece("a") is None


def test_nothing_is_kept_outside_a_part(tmp_path: Path) -> None:
    calls: list[bytes] = []
    for _ in range(2):
        once("a", lambda: made(b"made", calls))

    assert len(calls) == 2
    assert storage.names(str(tmp_path)) == []
