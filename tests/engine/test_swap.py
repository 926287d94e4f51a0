import fcntl
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hardneg.engine import storage
from hardneg.engine import swap as swap_module
from hardneg.engine.swap import swap


@pytest.fixture(params=["local", "memory"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "out" / "file") if request.param == "local" else f"memory://{uuid.uuid4().hex}/out/file"


def test_a_file_that_is_still_the_same_is_replaced_or_removed(path: str) -> None:
    storage.write(path, b"a")

    assert swap(path, b"a", b"b")
    assert storage.read(path) == b"b"
    assert swap(path, b"b", None)
    assert not storage.exists(path)


@pytest.mark.parametrize("new", [b"b", None])
def test_a_file_that_is_another_by_now_stays(path: str, new: bytes | None) -> None:
    storage.write(path, b"other")

    assert not swap(path, b"a", new)
    assert storage.read(path) == b"other"


def test_a_file_that_is_gone_stays_gone(path: str) -> None:
    assert not swap(path, b"a", b"b")
    assert not storage.exists(path)


def test_of_many_that_have_read_the_same_file_one_replaces_it(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    for number in range(20):
        storage.write(path, b"old")
        all_ready = threading.Barrier(8)

        def take(name: bytes, ready: threading.Barrier = all_ready) -> bool:
            ready.wait()
            return swap(path, b"old", name)

        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(take, [b"%d" % each for each in range(8)]))

        assert (number, sum(done)) == (number, 1)
        assert storage.read(path) == b"%d" % done.index(True)


def test_what_another_writer_has_locked_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap_module, "LOCK_S", 0.2)
    path = tmp_path / "file"
    path.write_bytes(b"a")
    with path.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)

        assert not swap(str(path), b"a", b"b")

    assert swap(str(path), b"a", b"b")


def test_a_file_system_without_locks_compares_before_it_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(file: object, kind: int) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    path = str(tmp_path / "file")
    storage.write(path, b"a")

    assert not swap(path, b"x", b"b")
    assert swap(path, b"a", b"b")
