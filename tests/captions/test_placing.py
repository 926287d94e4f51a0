from pathlib import Path

import pytest

from hardneg.captions.files.inputs import find
from hardneg.captions.files.sources import Source
from hardneg.captions.placing import first_records, locate_images
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

CONFIG = CaptionsConfig()


def write(root: Path, table: str, *images: str) -> None:
    for name in images:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"\xff\xd8")
    path = root / table
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("image,caption\n1.jpg,a goat on a hill\n2.jpg,a hen in the barn\n")


def placed(root: Path) -> tuple[dict[str, Source], list[tuple[str, str]]]:
    found = find(str(root), CONFIG)
    (source,) = found.sources
    return locate_images(found, [([source], first_records(source, CONFIG))], CONFIG)


def test_images_in_the_one_folder_that_holds_them_all_are_found(tmp_path: Path) -> None:
    write(tmp_path, "captions.csv", "photos/1.jpg", "photos/2.jpg", "others/1.jpg")
    sources, notes = placed(tmp_path)
    assert [source.images for source in sources.values()] == ["photos"]
    assert "captions.image_root" in notes[0][1]


def test_images_in_two_folders_are_not_guessed_between(tmp_path: Path) -> None:
    write(tmp_path, "captions.csv", "a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg")
    sources, notes = placed(tmp_path)
    assert sources == {}
    assert "not found" in notes[0][1]


def test_images_beside_their_table_need_no_folder(tmp_path: Path) -> None:
    write(tmp_path, "captions.csv", "1.jpg", "2.jpg")
    assert placed(tmp_path) == ({}, [])


def test_a_pointer_of_git_lfs_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\n")
    (source,) = find(str(tmp_path / "a.csv"), CONFIG).sources
    with pytest.raises(UserError, match="git lfs pull"):
        first_records(source, CONFIG)
