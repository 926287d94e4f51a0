"""Draw photograph-like images with known regions: flat things with shading and noise. No test itself."""

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageFilter

Colour = tuple[int, int, int]
GRASS, RED, BLUE, BLACK, SKIN = (96, 140, 60), (190, 35, 40), (45, 85, 180), (32, 32, 34), (224, 172, 145)


def photo(*things: tuple[Colour, tuple[int, int, int, int]], ground: Colour = GRASS, size: tuple[int, int] = (160, 120)) -> PIL.Image.Image:
    """Return things (colour, box) on a ground, with shading from left to right, noise and soft edges."""
    image = PIL.Image.new("RGB", size, ground)
    for colour, box in things:
        image.paste(colour, box)
    shade = np.linspace(0.8, 1.1, size[0])[None, :, None]
    noise = np.random.default_rng(0).normal(0, 3, (size[1], size[0], 3))
    pixels = np.asarray(image.filter(PIL.ImageFilter.GaussianBlur(0.6)), float) * shade + noise
    return PIL.Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def box_mask(box: tuple[int, int, int, int], size: tuple[int, int] = (160, 120)) -> npt.NDArray[np.bool_]:
    """Return the mask of a box."""
    mask = np.zeros(size[::-1], bool)
    left, top, right, bottom = box
    mask[top:bottom, left:right] = True
    return mask


def overlap(one: npt.NDArray[np.bool_], two: npt.NDArray[np.bool_]) -> float:
    """Return intersection over union."""
    return float((one & two).sum() / (one | two).sum())
