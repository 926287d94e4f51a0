import numpy as np
import pytest
from PIL import Image

from hardneg.scenes.graph import Background, Scene, Thing
from hardneg.scenes.photo.catalogue import Catalogue, of_noun, read_catalogue
from hardneg.scenes.photo.paste import Pictures
from hardneg.scenes.photo.photo_sampling import cutout_of

GROUND = Background("", "slope.png", (0.0, 0.0, 1.0, 0.0))


@pytest.fixture(scope="module")
def catalogue(folders: tuple[str, str]) -> Catalogue:
    return read_catalogue(*folders)


@pytest.fixture(scope="module")
def pictures(folders: tuple[str, str]) -> Pictures:
    return Pictures(*folders)


def thing(catalogue: Catalogue, noun: str, colour: str, x: float, y: float, extent: float = 0.2, layer: int = 0) -> Thing:
    cutout = cutout_of(of_noun(catalogue.pictures, noun)[0], mirrored=False)
    return Thing(noun, colour, "large", "", x, y, extent, cutout._replace(layer=layer))


def scene(catalogue: Catalogue, *things: Thing) -> Scene:
    return Scene(things, GROUND, nouns=catalogue.nouns)


def test_a_thing_fills_its_box_in_its_colour(catalogue: Catalogue, pictures: Pictures) -> None:
    box = thing(catalogue, "box", "green", 0.5, 0.5)
    picture = np.asarray(pictures.render(scene(catalogue, box), 200)).astype(int)
    green = (picture[..., 1] > picture[..., 0] + 40) & (picture[..., 1] > picture[..., 2] + 40)
    rows, columns = np.nonzero(green)
    assert columns.min() == pytest.approx(200 * (0.5 - box.half_width), abs=2)
    assert columns.max() == pytest.approx(200 * (0.5 + box.half_width), abs=2)
    assert rows.min() == pytest.approx(200 * (0.5 - box.half_height), abs=2)


def test_the_higher_layer_is_in_front_whatever_the_order(catalogue: Catalogue, pictures: Pictures) -> None:
    back, front = thing(catalogue, "box", "red", 0.5, 0.5), thing(catalogue, "box", "blue", 0.5, 0.5, 0.1, layer=1)
    for things in ((back, front), (front, back)):
        red, _, blue = pictures.render(scene(catalogue, *things), 100).getpixel((55, 55))
        assert blue > red + 50


def test_only_pixels_of_the_thing_hide(catalogue: Catalogue, pictures: Pictures) -> None:
    back, front = thing(catalogue, "box", "red", 0.5, 0.5), thing(catalogue, "box", "blue", 0.5, 0.5)
    assert pictures.hidden_share(front, back) == pytest.approx(1.0, abs=0.02)
    half = front._replace(x=0.5 + front.half_width)
    assert pictures.hidden_share(half, back) == pytest.approx(0.5, abs=0.05)
    corner = thing(catalogue, "car", "blue", 0.5 + 0.9 * (back.half_width + 0.2), 0.5 + 0.9 * (back.half_height + 0.2))
    assert pictures.hidden_share(corner, back) == 0.0


def test_a_crop_is_the_named_part_and_can_be_mirrored(catalogue: Catalogue, pictures: Pictures) -> None:
    def corners(crop: tuple[float, ...]) -> tuple[int, int, int, int]:
        picture = pictures.render(Scene((), Background("", "gray.jpg", crop), nouns=catalogue.nouns), 100)
        return picture.getpixel((3, 3))[0], picture.getpixel((96, 3))[0], *picture.size

    left, right, width, height = corners((0.2, 0.1, 0.6, 0.0))
    assert (width, height) == (100, 100)
    assert corners((0.2, 0.1, 0.6, 1.0)) == (right, left, 100, 100)


def test_the_file_is_a_jpeg_and_the_same_each_time(catalogue: Catalogue, pictures: Pictures, folders: tuple[str, str]) -> None:
    made = scene(catalogue, thing(catalogue, "dog", "", 0.4, 0.4))
    assert pictures.jpeg(made, 128) == Pictures(*folders).jpeg(made, 128)
    assert pictures.jpeg(made, 128)[:3] == b"\xff\xd8\xff"
    assert isinstance(pictures.render(made, 64), Image.Image)
