"""Give the pixels of a region another colour; their shading stays."""

import math

import numpy as np
import PIL.Image
from scipy import ndimage

from hardneg.synthesise.recolour.colour_terms import ColourTerm, membership
from hardneg.synthesise.recolour.oklab import Floats, chroma_and_hue, image_of, lab_of
from hardneg.synthesise.recolour.region import SURE, Mask, nearly

SIDE = 320
"""Pixels of the longer side of the image in which regions are searched; larger images are recoloured as they are."""
_EDGE = 0.004
"""Width of the soft border of a region, as a share of the image's shorter side."""
_REACH = 4.0
"""Standard deviations at which scipy cuts a Gaussian filter off."""
_STEEPEST = 1.6
"""Largest factor on the contrast inside a region: more would show the noise of dark pixels."""


def repainted(image: PIL.Image.Image, mask: Mask, source: ColourTerm, target: ColourTerm) -> PIL.Image.Image:
    """Return the image with the region in the target colour. Its size and the pixels outside the region and its soft border are unchanged.

    Lightness moves as little as the target allows; chroma and hue are replaced, or scaled where the source colour has a hue too.
    Only the box around the region is converted, so memory grows with the region.

    Args:
        image: RGB.
        mask: Pixels of the region, bool (height, width). It may have been enlarged from that of a smaller image.
        source: The colour of the region.
        target: The colour that it is given.
    """
    box = _box_around(mask)
    if box is None:
        return image
    left, top, right, bottom = box
    changed = _repainted(image.crop(box), mask[top:bottom, left:right], mask.shape, source, target)
    made = image.copy()
    made.paste(changed, (left, top))
    return made


def _box_around(mask: Mask) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom of a region with the width of its filters around it; None where it is empty."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    room = 2 + math.ceil(_REACH * (_coarseness(mask.shape) + _edge_width(mask.shape)))
    height, width = mask.shape
    return (
        max(0, int(columns[0]) - room),
        max(0, int(rows[0]) - room),
        min(width, int(columns[-1]) + 1 + room),
        min(height, int(rows[-1]) + 1 + room),
    )


def _repainted(image: PIL.Image.Image, mask: Mask, whole: tuple[int, ...], source: ColourTerm, target: ColourTerm) -> PIL.Image.Image:
    """Return a part of an image repainted; `whole` is height and width of the whole, which set the widths of the filters."""
    lab = lab_of(image)
    mask = refined(lab, mask, source, _coarseness(whole))
    if not mask.any():
        return image
    chroma, _ = chroma_and_hue(lab)
    inside = lab[mask]
    mean, spread = float(inside[:, 0].mean()), float(inside[:, 0].std())
    wanted = float(np.clip(mean, *target.given_lightness))
    gain = min(_STEEPEST, max(1.0, wanted / max(mean, 0.05)) if wanted > mean else wanted / mean, 0.14 / max(spread, 0.01))
    lightness = wanted + (lab[..., 0] - mean) * gain
    if target.is_chromatic:
        own = float(np.median(chroma[mask]))
        shade = chroma / max(own, 0.02) if source.is_chromatic else np.ones_like(chroma)
        given = target.given_chroma * np.clip(shade, 0.0, 1.3)
        given = given * np.clip(1.0 - np.maximum(lightness - 0.85, 0.0) / 0.15, 0.0, 1.0) if wanted < 0.8 else given
    else:
        given = np.full_like(chroma, target.given_chroma)
    angle = np.radians(target.given_hue)
    changed = np.stack([np.clip(lightness, 0.0, 1.0), given * np.cos(angle), given * np.sin(angle)], axis=-1).astype(np.float32)
    alpha = softened(mask, _edge_width(whole))[..., None]
    made = image_of((lab + (changed - lab) * alpha).astype(np.float32))
    return PIL.Image.composite(made, image, PIL.Image.fromarray((alpha[..., 0] > 0.01).astype(np.uint8) * 255))


def refined(lab: Floats, mask: Mask, source: ColourTerm, coarse: float) -> Mask:
    """Return a region whose edge follows the pixels, where the region was found in an image `coarse` times smaller."""
    if coarse <= 1:
        return mask
    smooth = ndimage.gaussian_filter(mask.astype(np.float32), coarse)
    near = nearly(lab, source, mask & (membership(lab, source) > SURE))
    return np.asarray((smooth > 0.95) | ((smooth > 0.05) & near))


def softened(mask: Mask, width: float) -> Floats:
    """Return the share of the new colour in each pixel: 1 inside a region, 0 outside, and between them on a border of this width."""
    return np.asarray(ndimage.gaussian_filter(mask.astype(np.float32), width), np.float32)


def _coarseness(whole: tuple[int, ...]) -> float:
    return max(whole) / SIDE


def _edge_width(whole: tuple[int, ...]) -> float:
    return max(0.6, _EDGE * min(whole))


def shows(image: PIL.Image.Image, mask: Mask, term: ColourTerm) -> float:
    """Return the share of the pixels of a region that have a colour."""
    return float((membership(lab_of(image)[mask], term) > 0.5).mean())


def lift(image: PIL.Image.Image, mask: Mask, term: ColourTerm) -> float:
    """Return how much lighter, of 1, a region has to become for a colour; 0 where it need not."""
    mean = float(lab_of(image)[mask][:, 0].mean())
    return max(0.0, term.given_lightness[0] - mean)
