from pathlib import Path

import fsspec
import pytest

from hardneg.captions.files.inputs import find, root_of
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")


def told(input: object, format: str = "auto") -> list[tuple[str, str, str | None]]:
    return [
        (source.name, source.format, source.compression)
        for source in find(str(input), CaptionsConfig.model_validate({"format": format})).sources
    ]


@pytest.mark.parametrize(
    ("name", "format", "compression"),
    [
        ("a.jsonl", "jsonl", None),
        ("a.ndjson.gz", "jsonl", "gz"),
        ("A.CSV", "csv", None),
        ("a.tsv.zst", "tsv", "zst"),
        ("a.parquet", "parquet", None),
        ("a.tar", "webdataset", None),
        ("a.tgz", "webdataset", "gz"),
        ("a.txt", "text", None),
        ("a.arrow", "huggingface", None),
    ],
)
def test_formats_are_recognised_by_name(tmp_path: Path, name: str, format: str, compression: str | None) -> None:
    touch(tmp_path, name)
    assert told(tmp_path / name) == [(name, format, compression)]


def test_a_format_that_is_set_needs_no_name(tmp_path: Path) -> None:
    touch(tmp_path, "captions.data")
    assert told(tmp_path / "captions.data", "jsonl") == [("captions.data", "jsonl", None)]


@pytest.mark.parametrize("name", ["a.xyz", "a.parquet.gz", "noending"])
def test_an_unknown_format_must_be_configured(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name)
    with pytest.raises(UserError, match=r"unknown format; known by name: jsonl.*set captions\.format"):
        find(str(tmp_path / name))


@pytest.mark.parametrize("name", ["nothing.jsonl", "*.jsonl", "nowhere://x/y.jsonl"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        find(name if "://" in name else str(tmp_path / name))


def test_a_glob_gives_its_files_in_order_named_from_its_fixed_folder(tmp_path: Path) -> None:
    touch(tmp_path, "b/2.jsonl", "a/1.jsonl", "a/0.csv", "c/3.txt")
    assert [name for name, _, _ in told(tmp_path / "*" / "*.jsonl")] == ["a/1.jsonl", "b/2.jsonl"]
    assert root_of(str(tmp_path / "*" / "*.jsonl")) == f"file://{tmp_path}"


def test_a_name_with_brackets_is_no_glob_where_it_exists(tmp_path: Path) -> None:
    touch(tmp_path, "a[1].jsonl")
    assert told(tmp_path / "a[1].jsonl") == [("a[1].jsonl", "jsonl", None)]


def test_a_folder_gives_its_tables_and_not_the_images_or_notes_beside_them(tmp_path: Path) -> None:
    touch(tmp_path, "x/b.parquet", "a.jsonl", "images/1.jpg", "README.txt", ".hidden/c.jsonl")
    assert told(tmp_path) == [("a.jsonl", "jsonl", None), ("x/b.parquet", "parquet", None)]
    assert told(tmp_path, "text") == [("README.txt", "text", None)]


def test_a_folder_of_pairs_is_one_source(tmp_path: Path) -> None:
    touch(tmp_path, "s/1.jpg", "s/1.txt")
    assert told(tmp_path / "s") == [("s", "webdataset", None)]


def test_a_folder_of_text_files_is_read_as_text(tmp_path: Path) -> None:
    touch(tmp_path, "1.txt", "2.txt.gz")
    assert [format for _, format, _ in told(tmp_path)] == ["text", "text"]


@pytest.mark.parametrize("format", ["auto", "huggingface", "csv"])
def test_a_folder_with_nothing_known_is_an_error(tmp_path: Path, format: str) -> None:
    touch(tmp_path, "a.xyz")
    with pytest.raises(UserError):
        find(str(tmp_path), CaptionsConfig.model_validate({"format": format}))


def test_any_file_system_is_read() -> None:
    with fsspec.open("memory://sources/a.jsonl", "wb") as file:
        file.write(b"{}")
    assert told("memory://sources/a.jsonl") == [("a.jsonl", "jsonl", None)]
    assert told("memory://sources") == [("a.jsonl", "jsonl", None)]
    assert told("memory://sources/*.jsonl") == [("a.jsonl", "jsonl", None)]


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_not_the_current_folder(name: str) -> None:
    with pytest.raises(UserError, match="empty"):
        find(name)


def test_a_file_whose_name_is_not_utf8_is_one_clear_line(tmp_path: Path) -> None:
    touch(tmp_path, "a\udcff.jsonl")
    with pytest.raises(UserError, match=r"a\\udcff\.jsonl: its name is not UTF-8; rename it"):
        find(str(tmp_path / "a\udcff.jsonl"))
