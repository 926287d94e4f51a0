"""Measure how different two colours look: CIEDE2000 of mean colours in CIELAB.

Sharma and others 2005, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data, and mathematical
observations". A difference of 1 can just be seen when two patches lie side by side.
"""

import math

import numpy as np
import PIL.Image

from hardneg.synthesise.recolour.oklab import Floats, linear_of
from hardneg.synthesise.recolour.region import Mask

Lab = tuple[float, float, float]

_TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
_WHITE = np.array([0.95047, 1.0, 1.08883])
_FAR = 25.0**7


def difference(one: PIL.Image.Image, two: PIL.Image.Image, mask: Mask) -> float:
    """Return CIEDE2000 between the mean colours that a region, bool (height, width), has in two images."""
    return ciede2000(_mean(one, mask), _mean(two, mask))


def _mean(image: PIL.Image.Image, mask: Mask) -> Lab:
    pixels: Floats = np.asarray(image.convert("RGB"))[mask].astype(np.float32)
    scaled = linear_of(pixels / 255.0).astype(np.float64) @ _TO_XYZ.T / _WHITE
    curved = np.where(scaled > 216 / 24389, np.cbrt(scaled), (24389 / 27 * scaled + 16) / 116)
    x, y, z = curved.mean(0).tolist()
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Lab, two: Lab) -> float:
    """Return the difference of two colours in CIELAB."""
    chroma = (math.hypot(*one[1:]) + math.hypot(*two[1:])) / 2
    grey = 1.5 - 0.5 * math.sqrt(chroma**7 / (chroma**7 + _FAR))
    (a1, b1), (a2, b2) = (one[1] * grey, one[2]), (two[1] * grey, two[2])
    chroma1, chroma2 = math.hypot(a1, b1), math.hypot(a2, b2)
    hue1, hue2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    coloured = chroma1 * chroma2 > 0
    turn = (hue2 - hue1 + 180) % 360 - 180 if coloured else 0.0
    across = 2 * math.sqrt(chroma1 * chroma2) * math.sin(math.radians(turn / 2))
    light, mean = (one[0] + two[0]) / 2, (chroma1 + chroma2) / 2
    hue = (hue1 + turn / 2) % 360 if coloured else hue1 + hue2
    weight = (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )
    by_light = (two[0] - one[0]) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * mean)
    by_hue = across / (1 + 0.015 * mean * weight)
    rotation = -2 * math.sqrt(mean**7 / (mean**7 + _FAR)) * math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    return math.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)
