from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem

from hardneg.captions.files.foreign import conversion, counted_by_ending, first_of, lfs_pointer, unsupported


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("shard.00000.mds.zstd", "MosaicML"),
        ("train.tfrecord-00000-of-00010", "TFRecord"),
        ("A/SHEET.XLSX", "Excel"),
        ("list.pkl", "pickle"),
    ],
)
def test_a_well_known_format_is_named_with_what_to_do(name: str, what: str) -> None:
    assert what in str(conversion(name))


def test_a_format_that_is_read_needs_no_conversion() -> None:
    assert conversion("captions.jsonl") is None


def test_a_git_lfs_pointer_is_distinguished_from_the_file(tmp_path: Path) -> None:
    fs = LocalFileSystem()
    (tmp_path / "left.csv").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n")
    (tmp_path / "there.csv").write_text("caption\na goat on a hill\n")
    assert "git lfs pull" in str(lfs_pointer(fs, str(tmp_path / "left.csv")))
    assert lfs_pointer(fs, str(tmp_path / "there.csv")) is None


def test_files_are_counted_by_ending_the_most_frequent_first() -> None:
    assert counted_by_ending(["b.npy", "a.NPY", "c.bin", "notes"]) == "2 .npy, 1 .bin, 1 without an ending"
    assert counted_by_ending([]) == "no files"
    assert counted_by_ending([f"a.{i}" for i in range(10)]).endswith(" and 2 more kinds")


def test_unsupported_files_are_reported_once_per_kind_and_settings_are_not() -> None:
    (note,) = unsupported(["a.mat", "b.mat", "config.yaml", "weights.pt", "captions.csv"])
    assert note[0] == "a.mat and 1 more"
    assert note[1].startswith("not read: a MATLAB file")


def test_several_names_are_the_first_and_how_many_more() -> None:
    assert first_of(["a"]) == "a"
    assert first_of(["a"] * 1200) == "a and 1,199 more"
