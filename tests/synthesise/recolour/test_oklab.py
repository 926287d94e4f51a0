import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.synthesise.recolour.oklab import chroma_and_hue, image_of, lab_of

BYTE = st.integers(0, 255)


@given(pixel=st.tuples(BYTE, BYTE, BYTE))
def test_an_image_returns_unchanged(pixel: tuple[int, int, int]) -> None:
    image = PIL.Image.new("RGB", (2, 1), pixel)
    assert np.abs(np.asarray(image_of(lab_of(image)), int) - np.asarray(image, int)).max() <= 1


def test_white_is_light_and_red_has_the_hue_of_the_paper() -> None:
    white, red = lab_of(PIL.Image.new("RGB", (1, 1), "white"))[0, 0], lab_of(PIL.Image.new("RGB", (1, 1), (255, 0, 0)))[0, 0]
    assert white[0] == pytest.approx(1.0, abs=1e-3)
    assert chroma_and_hue(white)[0] < 1e-3
    assert red[0] == pytest.approx(0.628, abs=1e-3)
    assert chroma_and_hue(red)[1] == pytest.approx(29.2, abs=0.1)


def test_a_colour_that_srgb_cannot_show_keeps_its_lightness_and_hue() -> None:
    wanted = np.array([[[0.5, 0.4, 0.1]]], np.float32)
    shown = lab_of(image_of(wanted))
    assert shown[0, 0, 0] == pytest.approx(0.5, abs=0.01)
    assert chroma_and_hue(shown)[1][0, 0] == pytest.approx(float(chroma_and_hue(wanted)[1][0, 0]), abs=1.5)
    assert chroma_and_hue(shown)[0][0, 0] < 0.3
