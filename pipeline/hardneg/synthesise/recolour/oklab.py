"""Convert between sRGB and OKLab (Ottosson 2020), in which equal steps of lightness, chroma and hue look about equal."""

import numpy as np
import numpy.typing as npt
import PIL.Image

Floats = npt.NDArray[np.float32]

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_FROM_LAB, _FROM_CONES = np.linalg.inv(_TO_LAB.astype(float)), np.linalg.inv(_TO_CONES.astype(float))
_ROWS = 256
"""Rows that are converted at once: temporary arrays of a whole photograph would take gigabytes."""
_HALVINGS = 12
"""Steps of the search for the largest chroma that sRGB can show."""


def lab_of(image: PIL.Image.Image) -> Floats:
    """Return lightness (0 to 1), a and b of an RGB image: float32 (height, width, 3)."""
    pixels = np.asarray(image.convert("RGB"))
    lab = np.empty(pixels.shape, np.float32)
    for start in range(0, len(pixels), _ROWS):
        linear = linear_of(pixels[start : start + _ROWS].astype(np.float32) / 255.0)
        lab[start : start + _ROWS] = np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T
    return lab


def linear_of(srgb: Floats) -> Floats:
    """Return linear light of sRGB values of 0 to 1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def image_of(lab: Floats) -> PIL.Image.Image:
    """Return the RGB image of OKLab values. Where sRGB cannot show a colour its chroma is reduced; lightness and hue stay."""
    made = np.empty(lab.shape, np.uint8)
    for start in range(0, len(lab), _ROWS):
        made[start : start + _ROWS] = _srgb(lab[start : start + _ROWS])
    return PIL.Image.fromarray(made)


def _srgb(lab: Floats) -> npt.NDArray[np.uint8]:
    flat = lab.reshape(-1, 3).astype(np.float64)
    flat[:, 0] = flat[:, 0].clip(0.0, 1.0)
    linear = _linear(flat)
    outside = np.flatnonzero(((linear < -1e-4) | (linear > 1 + 1e-4)).any(1))
    if len(outside):
        some = flat[outside]
        low, high = np.zeros(len(some)), np.ones(len(some))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            shown = _linear(np.column_stack([some[:, 0], some[:, 1:] * middle[:, None]]))
            fits = ((shown >= -1e-4) & (shown <= 1 + 1e-4)).all(1)
            low, high = np.where(fits, middle, low), np.where(fits, high, middle)
        linear[outside] = _linear(np.column_stack([some[:, 0], some[:, 1:] * low[:, None]]))
    linear = linear.clip(0.0, 1.0)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray((srgb.reshape(lab.shape) * 255.0).round().astype(np.uint8))


def chroma_and_hue(lab: Floats) -> tuple[Floats, Floats]:
    """Return the chroma and the hue in degrees (0 to 360) of OKLab values, each of shape (...)."""
    return np.hypot(lab[..., 1], lab[..., 2]), np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360


def _linear(lab: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray((lab @ _FROM_LAB.T) ** 3 @ _FROM_CONES.T)
