import gzip
import json
from pathlib import Path

import pytest
from captions.tars import tar

from hardneg.captions.fields.records import Broken, Record
from hardneg.captions.files.inputs import find
from hardneg.captions.readers import read, understand
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

SAMPLES = {
    "000.jpg": b"picture 0",
    "000.txt": b"a dog",
    "001.txt": b"a cat",
    "001.webp": b"picture 1",
    "002.json": json.dumps({"caption": "a cow", "width": 3}).encode(),
    "002.png": b"picture 2",
}


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


def test_images_in_a_compressed_tar_are_read(tmp_path: Path) -> None:
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


def test_names_with_dots_in_a_tar_are_samples_of_their_own(tmp_path: Path) -> None:
    files = {f"take 1.{i} wide.{ending}": f"{i}".encode() for i in range(3) for ending in ("jpg", "txt")}
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(tar(files)))
    found = records(tmp_path / "a.tar.gz")
    assert [(record.key, record.caption, record.image_bytes) for record in found] == [
        (f"take 1.{i} wide", f"{i}", f"{i}".encode()) for i in range(3)
    ]


def test_several_texts_or_lines_share_the_images_id(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(
        tar({"7.jpg": b"x", "7.0.txt": b"a dog runs", "7.1.txt": b"a dog on a road\na dog runs on a long road"})
    )
    found = records(tmp_path / "a.tar")
    assert [(record.key, record.caption, record.image_id) for record in found] == [
        ("7#0", "a dog runs", "7"),
        ("7#1", "a dog on a road", "7"),
        ("7#2", "a dog runs on a long road", "7"),
    ]
    assert len({record.image_offset for record in found}) == 1


def test_a_second_file_of_the_same_name_and_a_text_that_may_be_none_are_rejects(tmp_path: Path) -> None:
    files = (("1.jpg", b"x"), ("1.txt", b"a dog runs"), ("1.txt", b"a cat runs"), ("1.ocr.txt", b"STOP"))
    (tmp_path / "a.tar").write_bytes(tar(files))
    found = records(tmp_path / "a.tar")
    assert [(record.caption, record.defect) for record in found] == [
        ("a dog runs", None),
        (None, Reason.BAD_RECORD),
        (None, Reason.BAD_RECORD),
    ]
    assert "1.txt occurs more than once" in (found[1].detail or "")
    assert "captions.text_extensions=[.ocr.txt]" in (found[2].detail or "")


def test_texts_may_be_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(
        tar({"1.txt": "a café".encode("utf-16"), "2.txt": "a café".encode("cp1252"), "3.txt": "\ufeffa café".encode()})
    )
    found = records(tmp_path / "a.tar")
    assert [record.caption for record in found if record.defect is None] == ["a café", "a café"]
    assert "captions.encoding" in (found[1].detail or "")
    assert records(tmp_path / "a.tar", encoding="cp1252")[1].caption == "a café"


def test_the_layout_says_what_is_read_and_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar({"1.rgb.jpg": b"x", "1.seg.png": b"x", "1.json": b'{"caption": "a dog runs", "width": 3}'}))
    layout = understand(find(str(tmp_path / "a.tar")).sources[0], CaptionsConfig())
    assert (layout.format, layout.captions, layout.image) == ("webdataset (tar)", (".json: caption",), ".jpg")
    assert ".seg.png" in layout.notes[0]
    (tmp_path / "b.tar.gz").write_bytes(gzip.compress(tar({"1.jpg": b"x", "2.jpg": b"x", "1.txt": b"a dog runs", "2.txt": b"a cat"})))
    assert "sort the tar" in understand(find(str(tmp_path / "b.tar.gz")).sources[0], CaptionsConfig()).notes[0]


@pytest.mark.parametrize(
    ("images", "texts"),
    [("{}.jpg", "{}.txt"), ("images/{}.jpg", "captions/{}.txt"), ("jpg/{}.jpg", "text/class_1/{}.txt"), ("./a/{}.jpg", "./a/{}.txt")],
)
@pytest.mark.parametrize("count", [3, 120])
def test_texts_of_an_uncompressed_tar_may_be_apart_from_the_images(tmp_path: Path, images: str, texts: str, count: int) -> None:
    pictures = {images.format(f"{i:03}"): b"jpeg %d" % i for i in range(count)}
    captions = {texts.format(f"{i:03}"): b"A dog runs past gate %d." % i for i in range(count)}
    for name, content in (("a.tar", {**pictures, **captions}), ("b.tar", {**captions, **pictures})):
        data = tar(content)
        (tmp_path / name).write_bytes(data)
        found = records(tmp_path / name)
        assert [record.caption for record in found] == [f"A dog runs past gate {i}." for i in range(count)]
        stored = [data[record.image_offset or 0 :][: record.image_size] for record in found]
        assert stored == list(pictures.values())


def test_a_damaged_tar_with_separate_texts_yields_the_samples_before_the_damage(tmp_path: Path) -> None:
    data = tar({"1.jpg": b"x", "2.jpg": b"y", "1.txt": b"A dog runs past a gate.", "2.txt": b"A cat sleeps."})
    (tmp_path / "a.tar").write_bytes(data[:3500])
    found = read(find(str(tmp_path / "a.tar")).sources[0], CaptionsConfig())
    assert next(found)[1:3] == ("A dog runs past a gate.", "1.jpg")
    with pytest.raises(Broken):
        next(found)
