import numpy as np
import pytest
from synthesise.recolour.scenes import BLACK, RED, box_mask, photo

from hardneg.synthesise.recolour.colour_terms import COLOUR_TERMS
from hardneg.synthesise.recolour.oklab import lab_of
from hardneg.synthesise.recolour.repaint import repainted, shows, softened

SHIRT = (60, 40, 100, 80)
INSIDE = np.s_[44:76, 64:96]


@pytest.mark.parametrize("target", ["blue", "green", "yellow", "white", "black", "brown", "pink", "grey", "orange", "purple", "tan"])
def test_the_region_has_the_new_colour_and_the_rest_is_unchanged(target: str) -> None:
    image, mask = photo((RED, SHIRT)), box_mask(SHIRT)
    made = repainted(image, mask, COLOUR_TERMS["red"], COLOUR_TERMS[target])
    assert shows(made, mask, COLOUR_TERMS[target]) > 0.8
    assert shows(image, mask, COLOUR_TERMS[target]) < 0.1
    outside = ~box_mask((56, 36, 104, 84))
    assert (np.asarray(made)[outside] == np.asarray(image)[outside]).all()


def test_shading_stays() -> None:
    image, mask = photo((RED, SHIRT)), box_mask(SHIRT)
    before = lab_of(image)[INSIDE][..., 0].mean(0)
    after = lab_of(repainted(image, mask, COLOUR_TERMS["red"], COLOUR_TERMS["blue"]))[INSIDE][..., 0].mean(0)
    assert np.corrcoef(before, after)[0, 1] > 0.95
    assert after[-1] > after[0]


def test_the_noise_of_dark_pixels_is_not_multiplied() -> None:
    image, mask = photo((BLACK, SHIRT)), box_mask(SHIRT)
    before = lab_of(image)[INSIDE][..., 0].std()
    after = lab_of(repainted(image, mask, COLOUR_TERMS["black"], COLOUR_TERMS["white"]))[INSIDE][..., 0].std()
    assert after <= 1.7 * before


def test_the_edge_is_soft() -> None:
    mask = box_mask(SHIRT)
    alpha = softened(mask, 0.6)[60]
    assert alpha[70] == pytest.approx(1.0, abs=1e-3)
    assert ((alpha[97:103] > 0.05) & (alpha[97:103] < 0.95)).sum() >= 2
    assert alpha[110] == 0.0


def test_a_region_found_in_a_smaller_image_follows_the_pixels_of_the_large_one() -> None:
    large = photo((RED, (480, 320, 800, 640)), size=(1280, 960))
    coarse = box_mask((476, 316, 804, 644), (1280, 960))  # a pixel of an image of a fourth of the size too wide
    made = np.asarray(repainted(large, coarse, COLOUR_TERMS["red"], COLOUR_TERMS["blue"]), int)
    changed = np.abs(made - np.asarray(large, int)).sum(-1) > 60
    assert changed[324:636, 484:796].mean() > 0.99
    assert changed[:, :474].mean() < 1e-4
    assert changed[320:640, 803:].mean() < 1e-3


def test_the_same_pixels_come_out_again() -> None:
    image, mask = photo((RED, SHIRT)), box_mask(SHIRT)
    first, second = (repainted(image, mask, COLOUR_TERMS["red"], COLOUR_TERMS["blue"]) for _ in range(2))
    assert first.tobytes() == second.tobytes()
