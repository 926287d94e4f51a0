"""Give the pixels of a region another colour; their shading stays."""

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
_STEEPEST = 1.6
"""Largest factor on the contrast inside a region: more would show the noise of dark pixels."""


def repainted(image: PIL.Image.Image, mask: Mask, source: ColourTerm, target: ColourTerm) -> PIL.Image.Image:
    """Return the image with the region in the target colour. Pixels outside the region and its soft border are unchanged.

    Lightness is moved as little as the target allows; chroma and hue are replaced, or scaled where the source colour has a hue too.

    Args:
        image: RGB.
        mask: Pixels of the region, bool (height, width). It may have been enlarged from that of a smaller image.
        source: The colour of the region.
        target: The colour that it is given.
    """
    lab = lab_of(image)
    mask = refined(lab, mask, source)
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
    alpha = softened(mask)[..., None]
    made = image_of((lab + (changed - lab) * alpha).astype(np.float32))
    return PIL.Image.composite(made, image, PIL.Image.fromarray((alpha[..., 0] > 0.01).astype(np.uint8) * 255))


def refined(lab: Floats, mask: Mask, source: ColourTerm) -> Mask:
    """Return a region whose edge follows the pixels, where the region was found in a smaller image."""
    coarse = max(mask.shape) / SIDE
    if coarse <= 1:
        return mask
    smooth = ndimage.gaussian_filter(mask.astype(np.float32), coarse)
    near = nearly(lab, source, mask & (membership(lab, source) > SURE))
    return np.asarray((smooth > 0.95) | ((smooth > 0.05) & near))


def softened(mask: Mask) -> Floats:
    """Return the share of the new colour in each pixel: 1 inside a region, 0 outside, and between them on its border."""
    return np.asarray(ndimage.gaussian_filter(mask.astype(np.float32), max(0.6, _EDGE * min(mask.shape))), np.float32)


def shows(image: PIL.Image.Image, mask: Mask, term: ColourTerm) -> float:
    """Return the share of the pixels of a region that have a colour."""
    return float((membership(lab_of(image)[mask], term) > 0.5).mean())


def lift(image: PIL.Image.Image, mask: Mask, term: ColourTerm) -> float:
    """Return how much lighter, of 1, a region has to become for a colour; 0 where it need not."""
    mean = float(lab_of(image)[mask][:, 0].mean())
    return max(0.0, term.given_lightness[0] - mean)
