import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from pipeline.captions.readers import read
from pipeline.captions.records import Broken, Record
from pipeline.captions.sources import find
from pipeline.errors import UserError
from schemas.config import CaptionsConfig
from schemas.reasons import Reason

SAMPLES = {
    "000.jpg": b"picture 0",
    "000.txt": b"a dog",
    "001.txt": b"a cat",
    "001.webp": b"picture 1",
    "002.json": json.dumps({"caption": "a cow", "width": 3}).encode(),
    "002.png": b"picture 2",
}


def tar(samples: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in samples.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def records(path: Path, **config: object) -> list[Record]:
    return list(read(find(str(path)).sources[0], CaptionsConfig.model_validate(config)))


def test_images_in_a_plain_tar_are_referred_to_by_offset(tmp_path: Path) -> None:
    data = tar(SAMPLES)
    (tmp_path / "a.tar").write_bytes(data)
    found = records(tmp_path / "a.tar")
    assert [(record.key, record.caption) for record in found] == [("000", "a dog"), ("001", "a cat"), ("002", "a cow")]
    for record, name in zip(found, ("000.jpg", "001.webp", "002.png"), strict=True):
        assert (record.image_path, record.image_bytes) == (name, None)
        assert record.image_offset is not None
        assert record.image_size is not None
        assert data[record.image_offset : record.image_offset + record.image_size] == SAMPLES[name]


def test_images_in_a_compressed_tar_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(tar(SAMPLES)))
    assert [record.image_bytes for record in records(tmp_path / "a.tar.gz")] == [b"picture 0", b"picture 1", b"picture 2"]
    assert {record.image_bytes for record in records(tmp_path / "a.tar.gz", images="ignore")} == {None}


def test_a_folder_of_pairs_gives_the_same_captions_and_paths(tmp_path: Path) -> None:
    folder = tmp_path / "pairs"
    (folder / "sub").mkdir(parents=True)
    for name, data in SAMPLES.items():
        (folder / "sub" / name).write_bytes(data)
    assert records(folder)[0] == Record("sub/000", "a dog", "sub/000.jpg")
    assert [record.caption for record in records(folder)] == ["a dog", "a cat", "a cow"]


def test_the_json_is_read_where_a_column_is_set(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar({"0.txt": b"short", "0.json": b'{"long": ["one", "two"]}'}))
    assert [record.caption for record in records(tmp_path / "a.tar")] == ["short"]
    assert [record.key for record in records(tmp_path / "a.tar", caption_column="long")] == ["0#0", "0#1"]
    with pytest.raises(UserError, match="nearest: long"):
        records(tmp_path / "a.tar", caption_column="lang")


def test_bad_samples_are_records_with_defects(tmp_path: Path) -> None:
    samples = {"0.txt": b"a dog", "1.txt": b"\xff", "2.json": b"{", "3.jpg": b"x", "4.json": b"\xff", "5.json": b'"text"', "6.json": b"3"}
    (tmp_path / "a.tar").write_bytes(tar(samples))
    expected = [None, Reason.INVALID_UTF8, Reason.BAD_RECORD, Reason.NO_CAPTION, Reason.INVALID_UTF8, None, Reason.NO_CAPTION]
    found = records(tmp_path / "a.tar")
    assert [record.defect for record in found] == expected
    assert [record.key for record in found] == list("0123456")


@pytest.mark.parametrize("compressed", [False, True])
def test_a_truncated_tar_gives_its_whole_samples(tmp_path: Path, compressed: bool) -> None:
    samples = {f"{i:03}.{ending}": bytes([i]) * 3000 if ending == "jpg" else b"a dog" for i in range(100) for ending in ("txt", "jpg")}
    data = tar(samples)[:200_000]
    path = tmp_path / ("a.tar.gz" if compressed else "a.tar")
    path.write_bytes(gzip.compress(data) if compressed else data)
    found: list[Record] = []
    with pytest.raises(Broken):
        found.extend(read(find(str(path)).sources[0], CaptionsConfig()))
    assert len(found) == 200_000 // (512 + 512 + 512 + 3072)
    assert all(record.image_path for record in found)
