from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem

from hardneg.captions.files.folders import folder
from hardneg.captions.files.sources import Input
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig


def found(root: Path, *names: str) -> Input:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    return folder(LocalFileSystem(), str(root), CaptionsConfig(), str(root))


def test_tables_are_read_and_what_describes_the_data_set_is_not(tmp_path: Path) -> None:
    there = found(tmp_path, "a.csv", "b.jsonl", "dataset_infos.json", "README.md")
    assert [source.name for source in there.sources] == ["a.csv", "b.jsonl"]


def test_pairs_of_image_and_text_are_one_source(tmp_path: Path) -> None:
    there = found(tmp_path, "1.jpg", "1.txt", "2.jpg", "2.txt")
    assert [source.format for source in there.sources] == ["webdataset"]


def test_pairs_are_held_where_a_table_is_read_instead(tmp_path: Path) -> None:
    there = found(tmp_path, "1.jpg", "1.txt", "captions.csv")
    assert [source.name for source in there.sources] == ["captions.csv"]
    assert there.held is not None


def test_texts_alone_are_read_without_notes_about_them(tmp_path: Path) -> None:
    there = found(tmp_path, "captions.txt", "LICENSE.txt")
    assert [source.name for source in there.sources] == ["captions.txt"]


def test_hidden_files_are_not_read(tmp_path: Path) -> None:
    there = found(tmp_path, "a.csv", ".cache/b.csv")
    assert [source.name for source in there.sources] == ["a.csv"]


def test_an_unsupported_format_is_reported_beside_the_files_that_are_read(tmp_path: Path) -> None:
    there = found(tmp_path, "a.csv", "b.mat")
    assert any("MATLAB" in why for _, why in there.skipped)


def test_a_folder_without_captions_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"2 \.npy"):
        found(tmp_path, "a.npy", "b.npy")
