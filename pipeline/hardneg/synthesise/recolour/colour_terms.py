"""Define how the colours that captions name look in a photograph, as ranges of OKLab lightness, chroma and hue."""

from typing import NamedTuple

import numpy as np

from hardneg.synthesise.recolour.oklab import Floats, chroma_and_hue

_SOFT_LIGHTNESS, _SOFT_CHROMA, _SOFT_HUE = 0.08, 0.025, 12.0
"""Distances outside a range at which membership reaches 0."""

_SOFT_GREY = 0.012
"""The same for the chroma of white, grey and black: skin in the light has little more."""

Range = tuple[float, float]


class ColourTerm(NamedTuple):
    """Describe a colour by ranges: those of its pixels in a photograph, and those of the mean of a thing that is given this colour.

    Attributes:
        lightness: Of its pixels, shadows and highlights included.
        chroma: Of its pixels.
        hue: Of its pixels, in degrees; it may pass 360. None for white, grey and black.
        given_lightness: Of the mean of a thing that is recoloured.
        given_chroma: Likewise.
        given_hue: Likewise, one number.
    """

    lightness: Range
    chroma: Range
    hue: Range | None
    given_lightness: Range
    given_chroma: float
    given_hue: float

    @property
    def is_chromatic(self) -> bool:
        """Return whether the colour has a hue."""
        return self.hue is not None


_RED = ColourTerm((0.25, 0.72), (0.10, 0.4), (8, 36), (0.42, 0.58), 0.19, 26)
_BROWN = ColourTerm((0.18, 0.62), (0.025, 0.12), (35, 88), (0.34, 0.46), 0.07, 58)
_TAN = ColourTerm((0.55, 0.93), (0.025, 0.11), (50, 95), (0.70, 0.82), 0.065, 74)
_GREY = ColourTerm((0.32, 0.80), (0.0, 0.022), None, (0.48, 0.66), 0.0, 0)
_PINK = ColourTerm((0.50, 0.95), (0.06, 0.30), (328, 374), (0.70, 0.80), 0.13, 358)
_PURPLE = ColourTerm((0.20, 0.75), (0.05, 0.32), (292, 330), (0.42, 0.58), 0.15, 308)
_YELLOW = ColourTerm((0.60, 0.98), (0.09, 0.25), (82, 116), (0.80, 0.90), 0.16, 97)

COLOUR_TERMS = {
    "red": _RED,
    "orange": ColourTerm((0.45, 0.85), (0.12, 0.3), (36, 70), (0.66, 0.75), 0.17, 54),
    "yellow": _YELLOW,
    "green": ColourTerm((0.22, 0.90), (0.05, 0.3), (116, 178), (0.46, 0.62), 0.13, 146),
    "teal": ColourTerm((0.25, 0.85), (0.05, 0.2), (178, 215), (0.54, 0.66), 0.095, 195),
    "turquoise": ColourTerm((0.35, 0.92), (0.05, 0.2), (175, 222), (0.66, 0.78), 0.11, 197),
    "blue": ColourTerm((0.18, 0.85), (0.055, 0.35), (222, 292), (0.42, 0.60), 0.15, 262),
    "purple": _PURPLE,
    "pink": _PINK,
    "brown": _BROWN,
    "tan": _TAN,
    "beige": _TAN._replace(chroma=(0.015, 0.08), given_lightness=(0.78, 0.86), given_chroma=0.045),
    "maroon": _RED._replace(lightness=(0.15, 0.5), given_lightness=(0.30, 0.37), given_chroma=0.12),
    "gold": _YELLOW._replace(lightness=(0.45, 0.9), hue=(72, 105), given_lightness=(0.68, 0.76), given_chroma=0.125, given_hue=86),
    "white": ColourTerm((0.78, 1.0), (0.0, 0.03), None, (0.86, 0.94), 0.0, 0),
    "grey": _GREY,
    "black": ColourTerm((0.0, 0.36), (0.0, 0.035), None, (0.18, 0.28), 0.0, 0),
}
"""Colours by name. Names of materials and of patterns (golden, spotted) say too little about their pixels."""

SPELLINGS = {"gray": "grey", "violet": "purple", "burgundy": "maroon", "crimson": "red", "scarlet": "red", "khaki": "tan", "silver": "grey"}


def term_of(word: str) -> str | None:
    """Return the name in `COLOUR_TERMS` of a colour word, or None."""
    word = word.lower()
    word = SPELLINGS.get(word, word)
    return word if word in COLOUR_TERMS else None


def membership(lab: Floats, term: ColourTerm, tolerance: float = 1.0) -> Floats:
    """Return how far each pixel has a colour, 0 to 1: 1 inside its ranges, less near them.

    Args:
        lab: OKLab values, float32 (..., 3).
        term: The colour.
        tolerance: Factor on the distance from the ranges of lightness and chroma at which membership reaches 0. A fold has the hue of its
            cloth, and grey of no chroma does not become skin in the light.
    """
    chroma, hue = chroma_and_hue(lab)
    faint = _SOFT_CHROMA * tolerance if term.is_chromatic else _SOFT_GREY
    found = _inside(lab[..., 0], term.lightness, _SOFT_LIGHTNESS * tolerance) * _inside(chroma, term.chroma, faint)
    if term.hue is not None:
        middle, half = sum(term.hue) / 2, (term.hue[1] - term.hue[0]) / 2
        away = np.abs((hue - middle + 180) % 360 - 180)
        found = found * _inside(away, (-1.0, half), _SOFT_HUE)
    return np.asarray(found, np.float32)


def _inside(values: Floats, bounds: Range, soft: float) -> Floats:
    outside = np.maximum(bounds[0] - values, values - bounds[1])
    return np.asarray(np.clip(1.0 - np.maximum(outside, 0.0) / soft, 0.0, 1.0), np.float32)
