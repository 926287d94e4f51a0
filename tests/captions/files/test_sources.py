import pytest
from fsspec.implementations.memory import MemoryFileSystem

from hardneg.captions.files.sources import file, format_of
from hardneg.errors import UserError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jsonl", ("jsonl", None)),
        ("a.JSON.GZ", ("json", "gz")),
        ("a.tgz", ("webdataset", "gz")),
        ("a.tar.zst", ("webdataset", "zst")),
        ("a.parquet", ("parquet", None)),
        ("a.parquet.gz", (None, "gz")),
        ("results_20130124.token", ("tsv", None)),
        ("a.bin", (None, None)),
    ],
)
def test_a_name_indicates_format_and_compression(name: str, expected: tuple[str | None, str | None]) -> None:
    assert format_of(name) == expected


def test_a_configured_format_overrides_the_name() -> None:
    source = file(MemoryFileSystem(), "/a.dat.gz", "a.dat.gz", "jsonl")
    assert (source.format, source.compression) == ("jsonl", "gz")


def test_an_unknown_format_names_the_known_ones_and_the_setting() -> None:
    with pytest.raises(UserError, match=r"/a\.bin: unknown format; known by name: .*csv.*captions\.format"):
        file(MemoryFileSystem(), "/a.bin", "a.bin", "auto")


def test_a_format_that_is_not_supported_is_refused_with_its_conversion() -> None:
    with pytest.raises(UserError, match=r"/a\.xlsx cannot be read: an Excel workbook: save the sheet as CSV"):
        file(MemoryFileSystem(), "/a.xlsx", "a.xlsx", "auto")
