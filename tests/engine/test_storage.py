import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from fsspec.registry import _registry
from hypothesis import given
from hypothesis import strategies as st

from hardneg.engine import storage
from hardneg.errors import UserError


@pytest.fixture(params=["local", "memory"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "out") if request.param == "local" else f"memory://{uuid.uuid4().hex}/out"


def test_what_was_written_is_read_listed_and_removed(base: str) -> None:
    path = storage.join(base, "stage", "a.bin")

    sha256 = storage.write(path, b"abc")

    assert sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert storage.read(path) == b"abc"
    assert storage.names(storage.join(base, "stage")) == ["a.bin"]
    assert storage.names(base) == ["stage"]
    assert storage.exists(path)
    storage.remove(storage.join(base, "stage"))
    assert not storage.exists(path)
    assert storage.names(storage.join(base, "stage")) == []


def test_a_file_is_replaced_as_a_whole(base: str) -> None:
    path = storage.join(base, "a.bin")
    storage.write(path, b"a long old text")

    storage.write(path, b"new")

    assert storage.read(path) == b"new"


def test_an_unknown_protocol_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UserError, match=r"foo://x: cannot be reached \(Protocol not known: foo\); the protocols are .*\bs3\b"):
        storage.exists("foo://x")


def test_a_missing_library_of_s3_is_named_with_the_extra_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARDNEG_MAKE", raising=False)
    monkeypatch.delitem(_registry, "s3", raising=False)
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UserError, match=r"s3://b/x: .*Install s3fs.*: run `pip install 'hardneg\[s3\]'`"):
        storage.exists("s3://b/x")


def test_a_missing_library_of_another_storage_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(_registry, "gs", raising=False)
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(UserError, match=r"gs://b/x: .*install gcsfs"):
        storage.exists("gs://b/x")


def test_removing_what_is_gone_is_fine(base: str) -> None:
    storage.remove(storage.join(base, "none"))


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "a.bin")
    storage.write(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.write(path, b"new")

    assert storage.read(path) == b"old"
    assert storage.names(str(tmp_path)) == ["a.bin"]


@given(st.lists(st.text(max_size=8), max_size=30), st.integers(0, 30))
def test_parquet_bytes_do_not_depend_on_how_the_table_is_chunked(words: list[str], cut: int) -> None:
    whole = pa.table({"word": pa.array(words, pa.string()), "letters": pa.array([list(word) for word in words], pa.list_(pa.string()))})
    chunked = pa.concat_tables([whole.slice(0, cut), whole.slice(cut)]).replace_schema_metadata({"when": "now"})

    assert bytes(storage.parquet(chunked)) == bytes(storage.parquet(whole))


def test_parquet_comes_back_as_it_went(base: str) -> None:
    table = pa.table({"a": [1, 2], "b": [["x"], []]})
    path = storage.join(base, "t.parquet")

    storage.write(path, storage.parquet(table))

    assert storage.read_parquet(storage.read(path)).equals(table)
    assert storage.read_parquet(storage.read(path), ["b"]).column_names == ["b"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_reading_leaves_no_thread_that_could_hold_the_bytes_when_python_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(storage.parquet(pa.table({"a": range(1000), "b": ["x"] * 1000})))
    program = """if True:
        import os, sys
        from hardneg.engine import storage
        data = open(sys.argv[1], "rb").read()
        before = len(os.listdir("/proc/self/task"))
        storage.read_parquet(data)
        sys.exit(len(os.listdir("/proc/self/task")) - before)
    """
    assert subprocess.run([sys.executable, "-c", program, str(path)], check=False).returncode == 0


def test_a_file_that_is_there_is_not_created_again(base: str) -> None:
    path = storage.join(base, "a.bin")

    assert [storage.create(path, b"a"), storage.create(path, b"b")] == [True, False]
    assert storage.read(path) == b"a"


def test_of_many_that_create_a_file_at_the_same_time_one_succeeds(tmp_path: Path) -> None:
    base = str(tmp_path)
    path = storage.join(base, "a.bin")

    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(lambda number: storage.create(path, b"%d" % number), range(8)))

    assert sum(created) == 1
    assert storage.read(path) == b"%d" % created.index(True)
    assert storage.names(base) == ["a.bin"]


def test_a_filesystem_without_hard_links_creates_a_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = str(tmp_path / "a.bin")

    assert storage.create(path, b"a")
    assert not storage.create(path, b"b")
    assert (storage.read(path), storage.names(str(tmp_path))) == (b"a", ["a.bin"])


def test_an_empty_folder_is_removed_and_one_with_a_file_is_not(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("")
    (tmp_path / "empty").mkdir()

    for name in ("full", "empty"):
        storage.remove_empty(str(tmp_path / name))

    assert storage.names(str(tmp_path)) == ["full"]
