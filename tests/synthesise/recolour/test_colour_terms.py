import PIL.Image
import pytest

from hardneg.synthesise.recolour.colour_terms import COLOUR_TERMS, membership, term_of
from hardneg.synthesise.recolour.oklab import image_of, lab_of

TYPICAL = {
    "red": (200, 30, 40),
    "orange": (240, 130, 30),
    "yellow": (250, 220, 50),
    "green": (40, 140, 60),
    "blue": (40, 80, 190),
    "purple": (120, 60, 160),
    "pink": (240, 150, 180),
    "brown": (110, 70, 40),
    "tan": (200, 165, 120),
    "white": (240, 240, 242),
    "grey": (130, 130, 130),
    "black": (30, 30, 32),
}


def degree(colour: tuple[int, int, int], name: str) -> float:
    return float(membership(lab_of(PIL.Image.new("RGB", (1, 1), colour)), COLOUR_TERMS[name])[0, 0])


@pytest.mark.parametrize("name", TYPICAL)
def test_a_typical_pixel_has_its_own_colour_and_no_other(name: str) -> None:
    assert degree(TYPICAL[name], name) == 1.0
    assert [other for other in TYPICAL if degree(TYPICAL[name], other) > 0.5] == [name]


@pytest.mark.parametrize("name", COLOUR_TERMS)
def test_what_a_thing_is_given_has_the_colour(name: str) -> None:
    import numpy as np

    term = COLOUR_TERMS[name]
    angle = np.radians(term.given_hue)
    for lightness in term.given_lightness:
        given = np.array([[[lightness, term.given_chroma * np.cos(angle), term.given_chroma * np.sin(angle)]]], np.float32)
        assert membership(lab_of(image_of(given)), term)[0, 0] > 0.5


def test_membership_falls_off_outside_the_ranges_and_hue_keeps_its_limits() -> None:
    shadow, skin = (60, 8, 14), (224, 172, 145)
    lab = lab_of(PIL.Image.new("RGB", (1, 1), shadow))
    assert membership(lab, COLOUR_TERMS["red"])[0, 0] < 1.0
    assert membership(lab, COLOUR_TERMS["red"], 2.5)[0, 0] > membership(lab, COLOUR_TERMS["red"])[0, 0]
    assert membership(lab_of(PIL.Image.new("RGB", (1, 1), skin)), COLOUR_TERMS["pink"], 2.5)[0, 0] == 0.0


def test_spellings_are_one_colour_and_other_words_none() -> None:
    assert (term_of("Gray"), term_of("grey"), term_of("burgundy"), term_of("spotted")) == ("grey", "grey", "maroon", None)
