import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.export.destination import SUMMARY, Delimited, Destination, destination, text
from hardneg.export.pictures import Picture


def put(place: Destination, name: str, data: bytes) -> None:
    with place.open(name) as file:
        file.write(data)


def put_and_stop(place: Destination) -> None:
    put(place, "a.txt", b"1")
    raise UserError("stop")


def test_files_appear_together_at_the_end_and_not_before(tmp_path: Path) -> None:
    dest = tmp_path / "deep" / "er"
    with destination(str(dest), force=False) as place:
        put(place, "a/b.txt", b"1")
        assert place.final == str(dest)
        assert not dest.exists()
    assert (dest / "a/b.txt").read_bytes() == b"1"
    assert [path.name for path in dest.parent.iterdir()] == ["er"]


@pytest.mark.parametrize("url", [False, True])
def test_after_an_error_nothing_is_left(tmp_path: Path, url: bool) -> None:
    dest = "memory://destination/failed" if url else str(tmp_path / "failed")
    with pytest.raises(UserError, match="stop"), destination(dest, force=False) as place:
        put_and_stop(place)
    assert (storage.names(dest) if url else list(tmp_path.iterdir())) == []


def test_force_replaces_an_export_whole_and_an_error_keeps_the_earlier_one(tmp_path: Path) -> None:
    dest = tmp_path / "to"
    with destination(str(dest), force=False) as place:
        put(place, SUMMARY, b"{}")
        put(place, "old.txt", b"1")
    with pytest.raises(UserError, match="stop"), destination(str(dest), force=True) as place:
        put_and_stop(place)
    assert (dest / "old.txt").exists()
    with destination(str(dest), force=True) as place:
        put(place, SUMMARY, b"{}")
    assert sorted(path.name for path in tmp_path.rglob("*")) == [SUMMARY, "to"]


def test_a_file_in_the_place_of_the_folder_is_kept(tmp_path: Path) -> None:
    (tmp_path / "to").write_text("mine")
    for force, said in ((False, "exists and is not empty"), (True, "no earlier export")):
        with pytest.raises(UserError, match=said), destination(str(tmp_path / "to"), force):
            pass
    assert (tmp_path / "to").read_text() == "mine"


@pytest.mark.parametrize("url", [False, True])
def test_equal_images_are_stored_once_under_a_name_of_their_bytes(tmp_path: Path, url: bool) -> None:
    place = "memory://destination/images" if url else str(tmp_path)
    files = Destination(place, place)
    first, again, other = (files.add_image(Picture(data, "png", 1, 1)) for data in (b"one", b"one", b"two"))
    assert first == again != other
    assert first.startswith("images/")
    assert first.endswith(".png")
    assert storage.read(storage.join(place, first)) == b"one"


FIELDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=3), min_size=1, max_size=4), st.sampled_from(",\t"))
def test_fields_are_read_back_as_they_were(rows: list[list[str]], delimiter: str) -> None:
    stream = io.BytesIO()
    table = Delimited(text(stream), delimiter)
    for row in rows:
        table.writerow(row)
    assert list(csv.reader(io.StringIO(stream.getvalue().decode(), newline=""), delimiter=delimiter)) == rows
