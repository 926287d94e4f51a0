from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem

from hardneg.captions.files.sources import Source
from hardneg.captions.readers.dialect import Dialect, recognise
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig


def dialect(path: Path, text: str, **config: object) -> Dialect | None:
    path.write_text(text)
    return recognise(
        Source(LocalFileSystem(), str(path), path.name, path.suffix[1:]), CaptionsConfig.model_validate({"encoding": None, **config})
    )


ROWS = [("1.jpg", "a goat on a hill"), ("2.jpg", "a hen in the barn"), ("3.jpg", "a cart on the road")]


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", ","])
def test_the_delimiter_is_recognised(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in [("image", "caption"), *ROWS])
    found = dialect(tmp_path / "a.csv", text)
    assert found is not None
    assert (found.shape.delimiter, found.header, found.columns.captions, found.columns.image) == (delimiter, True, ("caption",), "image")


def test_a_file_without_a_header_is_recognised_by_its_files(tmp_path: Path) -> None:
    found = dialect(tmp_path / "a.tsv", "\n".join("\t".join(row) for row in ROWS))
    assert found is not None
    assert (found.header, found.columns.captions, found.columns.image) == (False, ("1",), "0")


def test_a_first_line_that_looks_like_data_is_refused_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"captions\.header=false"):
        dialect(tmp_path / "a.csv", "a goat stands on a hill,7 kg\na hen sits in the barn,2 kg\n")


def test_the_line_that_excel_writes_before_the_header_is_skipped(tmp_path: Path) -> None:
    found = dialect(tmp_path / "a.csv", "sep=;\nimage;caption\n1.jpg;a goat on a hill\n")
    assert found is not None
    assert found.skipped
    assert found.shape.delimiter == ";"


def test_two_columns_of_the_same_name_are_distinguished(tmp_path: Path) -> None:
    found = dialect(tmp_path / "a.csv", "image,caption,caption\n1.jpg,a goat on a hill,a goat\n")
    assert found is not None
    assert found.names == ["image", "caption", "caption_2"]


def test_images_with_the_number_of_their_caption_are_keys(tmp_path: Path) -> None:
    found = dialect(tmp_path / "a.tsv", "1.jpg#0\ta goat on a hill\n1.jpg#1\ta goat in the grass\n")
    assert found is not None
    assert found.numbered
    assert found.columns.key == found.columns.image == "0"


def test_an_empty_file_has_no_dialect(tmp_path: Path) -> None:
    assert dialect(tmp_path / "a.csv", "\n\n") is None
