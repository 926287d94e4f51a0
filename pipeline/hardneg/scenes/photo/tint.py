"""Give a cut-out another colour: its shading stays, and so do the parts of other hues."""

import numpy as np
import numpy.typing as npt
from PIL import Image

TINTS: dict[str, tuple[int, int, int]] = {
    "red": (205, 28, 34),
    "yellow": (245, 208, 36),
    "green": (40, 150, 58),
    "blue": (34, 84, 205),
    "purple": (128, 50, 172),
    "pink": (248, 138, 190),
    "brown": (118, 70, 36),
    "black": (34, 34, 36),
    "white": (238, 238, 236),
}

Pixels = npt.NDArray[np.float32]

GRAY = 0.12
"""The mean saturation below which a picture has no hue, so that all of it is tinted."""


def tinted(picture: Image.Image, colour: str) -> Image.Image:
    """Return an RGBA picture whose parts of its dominant hue have the colour; a gray picture is tinted as a whole."""
    pixels: Pixels = np.asarray(picture, np.float32) / np.float32(255)
    rgb, alpha = pixels[..., :3], pixels[..., 3:]
    light: Pixels = rgb @ np.array([0.299, 0.587, 0.114], np.float32)
    part = _part(rgb, alpha[..., 0] > 0.5)
    usual = float(np.average(light, weights=part * alpha[..., 0] + 1e-6))
    target = np.array(TINTS[colour], np.float32) / 255
    shade = (light / max(usual, 0.05))[..., None]
    dark = target * np.clip(0.25 + 0.75 * shade, 0, 1)
    bright = target + (1 - target) * np.clip((shade - 1.15) * 0.45, 0, 0.7)
    mixed = part[..., None] * np.where(shade <= 1, dark, bright) + (1 - part[..., None]) * rgb
    made = np.concatenate([np.clip(mixed, 0, 1), alpha], axis=-1)
    return Image.fromarray((made * 255).round().astype(np.uint8), "RGBA")


def _part(rgb: Pixels, solid: npt.NDArray[np.bool_]) -> Pixels:
    """Return how much of each pixel is tinted, from 0 to 1."""
    high, low = rgb.max(axis=-1), rgb.min(axis=-1)
    saturation = (high - low) / np.maximum(high, 1e-3)
    if float(saturation[solid].mean()) < GRAY:
        return np.ones_like(high)
    angle = np.arctan2(3**0.5 * (rgb[..., 1] - rgb[..., 2]), 2 * rgb[..., 0] - rgb[..., 1] - rgb[..., 2])
    weight = (high - low) * solid
    mean = np.arctan2((weight * np.sin(angle)).sum(), (weight * np.cos(angle)).sum())
    away = np.abs((angle - mean + np.pi) % (2 * np.pi) - np.pi)
    near: Pixels = np.clip((1.1 - away) / 0.3, 0, 1) * np.clip((saturation - 0.12) / 0.18, 0, 1)
    return near.astype(np.float32)
