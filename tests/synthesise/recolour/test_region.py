import numpy as np
import PIL.Image
import pytest
from synthesise.recolour.scenes import BLACK, BLUE, GRASS, RED, SKIN, box_mask, overlap, photo

from hardneg.synthesise.recolour.colour_terms import COLOUR_TERMS
from hardneg.synthesise.recolour.oklab import lab_of
from hardneg.synthesise.recolour.region import LOCATED, NoRegion, Region, find_region, limits_of

SHIRT, HAT = (60, 40, 100, 80), (66, 20, 92, 34)


def found(image: PIL.Image.Image, colour: str = "red", plural: bool = False, within: object = None) -> Region | NoRegion:
    limits = limits_of(colour) if within is None else LOCATED
    return find_region(lab_of(image), COLOUR_TERMS[colour], limits, plural, within)  # type: ignore[arg-type]


def why(region: Region | NoRegion) -> tuple[str, bool]:
    assert isinstance(region, NoRegion)
    return region.why, region.several


def test_the_region_is_the_thing_of_the_colour() -> None:
    region = found(photo((RED, SHIRT)))
    assert isinstance(region, Region)
    assert overlap(region.mask, box_mask(SHIRT)) > 0.9


def test_skin_beside_a_pink_shirt_is_not_part_of_it() -> None:
    arm = (100, 40, 120, 80)
    region = found(photo(((226, 110, 170), SHIRT), (SKIN, arm)), "pink")
    assert isinstance(region, Region)
    assert overlap(region.mask, box_mask(SHIRT)) > 0.9
    assert region.mask[arm[1] + 2 : arm[3], arm[0] + 3 : arm[2]].mean() < 0.01


def test_letters_on_a_shirt_keep_their_colour() -> None:
    letters = (75, 55, 85, 65)
    region = found(photo((RED, SHIRT), ((245, 245, 245), letters)))
    assert isinstance(region, Region)
    assert not region.mask[57:63, 77:83].any()


@pytest.mark.parametrize(
    ("image", "colour", "said", "several"),
    [
        (photo((BLUE, SHIRT)), "red", "no pixel has the colour", False),
        (photo((RED, (60, 40, 65, 45))), "red", "the largest place of the colour is 0.", False),
        (photo((RED, SHIRT), (RED, (10, 10, 40, 40))), "red", "the largest place has 6", True),
        (photo(), "green", "of the image, above 22%", True),
        (photo((BLUE, (20, 0, 50, 40))), "blue", "of the upper border", True),
        (photo((BLACK, (20, 90, 90, 120))), "black", "of the image's border", True),
        (photo((BLUE, (0, 60, 160, 72))), "blue", "from the left border to the right", True),
    ],
)
def test_without_one_clear_thing_there_is_no_region(image: PIL.Image.Image, colour: str, said: str, several: bool) -> None:
    reason, places = why(found(image, colour))
    assert said in reason
    assert places == several


def test_scattered_pixels_are_no_thing() -> None:
    pixels = np.full((120, 160, 3), GRASS, np.uint8)
    rows, columns = np.nonzero(np.random.default_rng(1).random((60, 80)) < 0.2)
    pixels[rows * 1 + 30, columns + 40] = BLACK
    reason, several = why(found(PIL.Image.fromarray(pixels), "black"))
    assert several
    assert "outline" in reason or "the largest place has" in reason


def test_a_shadow_without_an_edge_is_no_thing() -> None:
    pixels = np.full((120, 160, 3), GRASS, float)
    y, x = np.ogrid[:120, :160]
    pixels[:] = 30 + 1.3 * np.hypot(x - 80, y - 60)[..., None]
    reason, several = why(found(PIL.Image.fromarray(pixels.astype(np.uint8)), "black"))
    assert several
    assert "nearly its colour" in reason


def test_plural_things_are_one_region_in_pieces() -> None:
    both = photo((RED, SHIRT), (RED, (10, 30, 45, 65)))
    region = found(both, plural=True)
    assert isinstance(region, Region)
    assert overlap(region.mask, box_mask(SHIRT) | box_mask((10, 30, 45, 65))) > 0.9


def test_a_box_says_which_of_several_things_is_meant_and_lets_it_be_large() -> None:
    both = photo((RED, SHIRT), (RED, (5, 5, 55, 115)))
    region = found(both, within=box_mask((55, 35, 105, 85)))
    assert isinstance(region, Region)
    assert overlap(region.mask, box_mask(SHIRT)) > 0.9
    assert why(found(both, within=box_mask((110, 5, 150, 30))))[0] == "no pixel has the colour"


def test_of_a_common_colour_one_thing_is_recoloured_or_none() -> None:
    reason, several = why(found(photo((BLACK, SHIRT), (BLACK, (10, 30, 45, 65))), "black", plural=True))
    assert several
    assert "the largest place has" in reason


def test_skin_beside_a_white_shirt_is_not_part_of_it() -> None:
    arm = (100, 40, 120, 80)
    region = found(photo(((244, 244, 246), SHIRT), (SKIN, arm)), "white")
    assert isinstance(region, Region)
    assert region.mask[arm[1] + 2 : arm[3], arm[0] + 3 : arm[2]].mean() < 0.01
