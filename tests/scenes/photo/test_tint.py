import numpy as np
import pytest
from PIL import Image

from hardneg.scenes.photo.tint import TINTS, tinted


def half_and_half(left: tuple[int, int, int], right: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGBA", (20, 10), (*left, 255))
    picture.paste((*right, 255), (10, 0, 20, 10))
    return picture


@pytest.mark.parametrize("colour", TINTS)
def test_the_dominant_hue_becomes_the_colour_and_gray_parts_stay(colour: str) -> None:
    made = np.asarray(tinted(half_and_half((200, 30, 30), (90, 90, 90)), colour))
    assert np.abs(made[5, 2, :3].astype(int) - TINTS[colour]).max() < 60
    assert made[5, 15, :3].tolist() == [90, 90, 90]


def test_a_gray_thing_is_tinted_as_a_whole_and_keeps_its_shading() -> None:
    made = np.asarray(tinted(half_and_half((200, 200, 200), (120, 120, 120)), "blue")).astype(int)
    for pixel in (made[5, 2], made[5, 15]):
        assert pixel[2] > pixel[0] + 40
    assert made[5, 2, 2] > made[5, 15, 2]


def test_transparency_stays() -> None:
    picture = half_and_half((200, 30, 30), (90, 90, 90))
    picture.putalpha(200)
    assert np.asarray(tinted(picture, "green"))[..., 3].tolist() == np.full((10, 20), 200).tolist()
