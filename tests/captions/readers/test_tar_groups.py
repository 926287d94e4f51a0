import gzip
from pathlib import Path

import fsspec
import pytest
from captions.tars import tar

from hardneg.captions.fields.records import Broken
from hardneg.captions.files.samples import endings_of
from hardneg.captions.files.sources import Source, format_of
from hardneg.captions.readers.tar_groups import groups
from hardneg.schemas.config import CaptionsConfig

CONFIG = CaptionsConfig()


def source_of(path: Path, *names: str, cut: int = 0) -> Source:
    """Write a tar of small files; the last `cut` bytes of its content are missing."""
    data = tar({name: name.encode().ljust(600) for name in names})
    data = data[: 1536 * len(names) - cut] if cut else data
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return Source(fsspec.filesystem("file"), str(path), path.name, *format_of(path.name))  # type: ignore[arg-type]


def names_of(source: Source) -> list[list[str]]:
    return [[member.name for _, member in group] for group in groups(source, CONFIG, endings_of(CONFIG))]


def test_consecutive_files_of_a_key_are_one_group(tmp_path: Path) -> None:
    assert names_of(source_of(tmp_path / "a.tar", "1.jpg", "1.txt", "2.jpg", "2.txt")) == [["1.jpg", "1.txt"], ["2.jpg", "2.txt"]]


def test_texts_apart_from_their_images_are_joined_by_name(tmp_path: Path) -> None:
    source = source_of(tmp_path / "a.tar", "images/1.jpg", "images/2.jpg", "texts/1.txt", "texts/2.txt")
    assert sorted(map(sorted, names_of(source))) == [["images/1.jpg", "texts/1.txt"], ["images/2.jpg", "texts/2.txt"]]


def test_a_compressed_tar_is_not_searched_for_texts_that_are_apart(tmp_path: Path) -> None:
    source = source_of(tmp_path / "a.tar.gz", "images/1.jpg", "images/2.jpg", "texts/1.txt", "texts/2.txt")
    assert [len(group) for group in names_of(source)] == [1, 1, 1, 1]


@pytest.mark.parametrize("cut", [1000, 1400])
def test_a_sample_that_damage_may_have_truncated_is_not_yielded(tmp_path: Path, cut: int) -> None:
    source = source_of(tmp_path / "a.tar", "1.jpg", "1.txt", "2.jpg", "2.txt", cut=cut)
    found: list[list[str]] = []
    with pytest.raises(Broken, match="the tar ends inside"):
        found.extend([member.name for _, member in group] for group in groups(source, CONFIG, endings_of(CONFIG)))
    assert found == [["1.jpg", "1.txt"]]
