import gzip
import tracemalloc
from pathlib import Path

import pytest
import zstandard
from fsspec import AbstractFileSystem
from fsspec.spec import AbstractBufferedFile

from hardneg.captions.fields.records import Broken
from hardneg.captions.files import streams
from hardneg.captions.files.inputs import find
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import lines

TEXT = b"".join(b"line %d of some text\n" % i for i in range(20_000))


def read(path: Path) -> list[bytes | None]:
    return [line for _, line in lines(find(str(path)).sources[0])]


def test_gz_and_zst_are_read_whatever_their_frames(tmp_path: Path) -> None:
    half = len(TEXT) // 2
    for name, compress in (("a.txt.gz", gzip.compress), ("a.txt.zst", zstandard.compress)):
        (tmp_path / name).write_bytes(compress(TEXT[:half]) + compress(TEXT[half:]))
        assert read(tmp_path / name) == TEXT.splitlines(keepends=True)


@pytest.mark.parametrize(("name", "compress"), [("a.txt.gz", gzip.compress), ("a.txt.zst", zstandard.compress)])
def test_data_before_a_damage_is_read(tmp_path: Path, name: str, compress: object) -> None:
    whole = compress(TEXT)  # type: ignore[operator]
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    found: list[bytes | None] = []
    with pytest.raises(Broken):
        found.extend(line for _, line in lines(find(str(tmp_path / name)).sources[0]))
    assert found == TEXT.splitlines(keepends=True)[: len(found)]
    if name.endswith("gz"):
        assert len(found) > 5000


@pytest.mark.parametrize("name", ["a.txt.gz", "a.txt.zst"])
def test_a_file_that_is_not_compressed_is_broken(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no compression here, only text")
    with pytest.raises(Broken):
        read(tmp_path / name)


def test_blank_lines_and_byte_order_mark_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\n\n  \ntwo")
    assert list(lines(find(str(tmp_path / "a.txt")).sources[0])) == [(1, b"one\r\n"), (4, b"two")]


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_LINE", 16)
    (tmp_path / "a.txt").write_bytes(b"one\n" + b"x" * 100 + b"\ntwo\n" + b"y" * 100)
    assert list(lines(find(str(tmp_path / "a.txt")).sources[0])) == [(1, b"one\n"), (2, None), (3, b"two\n"), (4, None)]


class Remote(AbstractFileSystem):
    """Files as s3 and others give them: fetched by range."""

    def info(self, path: str, **_: object) -> dict[str, object]:
        return {"name": path, "size": len(TEXT), "type": "file"}

    def _open(self, path: str, mode: str = "rb", **_: object) -> AbstractBufferedFile:
        return RemoteFile(self, path, mode, block_size=5000)


class RemoteFile(AbstractBufferedFile):
    def _fetch_range(self, start: int, end: int) -> bytes:
        return TEXT[start:end]


def test_remote_files_are_read_by_lines_too() -> None:
    source = Source(Remote(), "bucket/a.txt", "a.txt", "text")
    assert [line for _, line in lines(source)] == TEXT.splitlines(keepends=True)


@pytest.mark.slow
def test_a_zstd_bomb_is_decompressed_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress((b"x" * 1023 + b"\n") * 300_000))
    tracemalloc.start()
    assert sum(1 for _ in lines(find(str(tmp_path / "a.jsonl.zst")).sources[0])) == 300_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150_000_000
