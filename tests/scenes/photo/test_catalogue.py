from pathlib import Path

import pytest
from cutouts import draw_thing
from PIL import Image

from hardneg.errors import UserError
from hardneg.scenes.language import COLOUR_WORDS
from hardneg.scenes.photo.catalogue import opened, read_catalogue
from hardneg.scenes.photo.tint import TINTS


def test_a_folder_is_a_noun_and_its_files_are_pictures_of_it(folders: tuple[str, str]) -> None:
    catalogue = read_catalogue(*folders)
    assert catalogue.nouns == ("box", "car", "dog", "lemon", "sheep", "umbrella")
    assert [picture.file for picture in catalogue.pictures if picture.noun == "dog"] == ["dog/a.png", "dog/b.png"]
    assert catalogue.backgrounds == ("gray.jpg", "slope.png")


def test_what_is_not_known_of_a_colour_is_doubtful(folders: tuple[str, str]) -> None:
    by_file = {picture.file: picture for picture in read_catalogue(*folders).pictures}
    assert by_file["dog/a.png"].doubtful == ("brown", "orange")
    assert by_file["dog/b.png"].doubtful == COLOUR_WORDS
    assert (by_file["lemon/a.png"].colour, by_file["lemon/a.png"].doubtful) == ("yellow", ("green",))
    assert by_file["car/a.png"].colours == tuple(TINTS)


def test_boxes_have_the_form_of_the_thing_and_long_ones_are_smaller(folders: tuple[str, str]) -> None:
    by_noun = {picture.noun: picture for picture in read_catalogue(*folders).pictures}
    assert by_noun["box"].half_width / by_noun["box"].half_height == pytest.approx(120 / 90, rel=0.01)
    assert by_noun["umbrella"].half_height == 1.25


def test_things_stand_on_flat_tops_alone(folders: tuple[str, str]) -> None:
    assert [picture.noun for picture in read_catalogue(*folders).pictures if picture.flat] == ["box"]


def test_the_revision_follows_the_pixels_and_what_is_known_of_them(tmp_path: Path, folders: tuple[str, str]) -> None:
    draw_thing(tmp_path / "dog" / "1.png", (50, 40), "ellipse", (1, 2, 3))
    draw_thing(tmp_path / "hot_air_balloon" / "1.png", (50, 40), "ellipse", (1, 2, 3))
    catalogue = read_catalogue(str(tmp_path), folders[1])
    first = catalogue.revision
    assert catalogue.nouns == ("dog", "hot air balloon")
    (tmp_path / "cutouts.yaml").write_text("dog/1.png: {colour: brown}")
    second = read_catalogue(str(tmp_path), folders[1]).revision
    draw_thing(tmp_path / "dog" / "1.png", (50, 40), "ellipse", (1, 2, 4))
    third = read_catalogue(str(tmp_path), folders[1]).revision
    assert len({first, second, third}) == 3


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("dog/9.png: {colour: red}", "there is no file dog/9.png"),
        ("dog/1.png: {colour: crimson}", "no colour 'crimson'"),
        ("dog/1.png: {tint: red}", "not a table"),
        ("[", "not a table"),
    ],
)
def test_a_wrong_table_of_colours_is_named_in_one_line(tmp_path: Path, folders: tuple[str, str], yaml: str, said: str) -> None:
    draw_thing(tmp_path / "dog" / "1.png", (50, 40), "ellipse", (1, 2, 3))
    (tmp_path / "cutouts.yaml").write_text(yaml)
    with pytest.raises(UserError, match=said) as raised:
        read_catalogue(str(tmp_path), folders[1])
    assert "\n" not in str(raised.value)


def test_what_is_missing_is_named(tmp_path: Path, folders: tuple[str, str]) -> None:
    with pytest.raises(UserError, match="no such folder"):
        read_catalogue(str(tmp_path / "none"), folders[1])
    with pytest.raises(UserError, match=r"--cutouts .*has no pictures"):
        read_catalogue(str(tmp_path), folders[1])
    draw_thing(tmp_path / "dog" / "1.png", (50, 40), "ellipse", (1, 2, 3))
    with pytest.raises(UserError, match="two nouns or more"):
        read_catalogue(str(tmp_path), folders[1])


def test_a_picture_that_is_no_cutout_is_named(tmp_path: Path) -> None:
    whole, empty, broken = tmp_path / "dog" / "whole.png", tmp_path / "empty.png", tmp_path / "broken.png"
    whole.parent.mkdir()
    Image.new("RGB", (20, 20)).save(whole)
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(empty)
    broken.write_bytes(b"no picture")
    with pytest.raises(UserError, match=r"whole\.png: has no transparent pixel"):
        read_catalogue(str(tmp_path), str(tmp_path))
    with pytest.raises(UserError, match="transparent everywhere"):
        opened(str(empty))
    with pytest.raises(UserError, match="cannot be read as a picture"):
        opened(str(broken))


@pytest.mark.parametrize(
    ("noun", "said"),
    [("dogs", "the plural of dog"), ("orange", "noun 'orange' cannot be read"), ("picture", "cannot be read"), ("dog2", "cannot be read")],
)
def test_a_folder_that_captions_cannot_name_is_refused(tmp_path: Path, folders: tuple[str, str], noun: str, said: str) -> None:
    for folder in ("dog", noun):
        draw_thing(tmp_path / folder / "1.png", (50, 40), "ellipse", (1, 2, 3))
    with pytest.raises(UserError, match=said):
        read_catalogue(str(tmp_path), folders[1])
