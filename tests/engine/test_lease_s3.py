"""Hold a lease on a folder of an S3 server. Skipped where `s3fs` or `moto[server]` is not installed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hardneg.engine import storage
from hardneg.engine import swap as swap_module
from hardneg.engine.lease import FILE, Lease, held, read_lease
from hardneg.engine.process import Process, this_process
from hardneg.engine.swap import swap
from hardneg.errors import UserError


def test_of_many_that_create_an_object_at_the_same_time_one_succeeds(bucket: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(lambda number: storage.create(f"{bucket}/many/a", b"%d" % number), range(8)))

    assert sum(created) == 1
    assert storage.read(f"{bucket}/many/a") == b"%d" % created.index(True)


def test_of_many_that_replace_the_same_object_one_succeeds(bucket: str) -> None:
    path = f"{bucket}/many/b"
    storage.write(path, b"old")
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda number: swap(path, b"old", b"%d" % number), range(8)))

    assert sum(done) == 1
    assert storage.read(path) == b"%d" % done.index(True)


def test_an_object_that_changes_after_it_was_compared_is_not_replaced(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"{bucket}/many/c"
    storage.write(path, b"old")

    def late(path: str) -> bytes:
        data = storage.read(path)
        storage.write(path, b"other")
        return data

    monkeypatch.setattr(swap_module, "_bytes", late)

    assert not swap(path, b"old", b"mine")
    assert storage.read(path) == b"other"


def test_a_server_without_conditional_puts_gets_plain_ones(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    put = s3fs.S3FileSystem.pipe_file

    def unconditional(self: object, path: str, data: bytes, **options: str) -> None:
        if options:
            raise OSError("NotImplemented: a header you provided implies functionality that is not implemented")
        put(self, path, data)

    path = f"{bucket}/many/d"
    storage.write(path, b"old")
    monkeypatch.setattr(s3fs.S3FileSystem, "pipe_file", unconditional)

    assert swap(path, b"old", b"new")
    assert storage.read(path) == b"new"


def test_a_second_holder_is_refused_and_nothing_is_left(bucket: str) -> None:
    with held(f"{bucket}/one"), pytest.raises(UserError, match="has been writing here since"), held(f"{bucket}/one"):
        pass

    assert storage.names(f"{bucket}/one") == []


def test_a_silent_lease_of_another_host_is_taken_over(bucket: str) -> None:
    left = Lease(token="other", holder=Process(host="far", user="ada", pid=7), started="s", renewed="s", ttl_s=0.4)
    storage.write(f"{bucket}/two/{FILE}", left.model_dump_json().encode())

    with held(f"{bucket}/two"):
        found = read_lease(f"{bucket}/two")

    assert found is not None
    assert found.holder == this_process()
