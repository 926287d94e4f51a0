"""Find the region of a photograph that has the colour a caption names: connected, in one place, and no background."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from hardneg.synthesise.recolour.colour_terms import ColourTerm, membership
from hardneg.synthesise.recolour.oklab import Floats, chroma_and_hue

Mask = npt.NDArray[np.bool_]

SURE, PERHAPS = 0.75, 0.25
"""Membership of the pixels that start a region, and of those that are connected to them."""


class Limits(NamedTuple):
    """Hold what a region may be.

    Attributes:
        least: Smallest area, as a share of the image.
        most: Largest area.
        dominant: Smallest share of all pixels of the colour; with less, another thing may be meant.
        border: Largest share of the image's border that it touches: grass and walls touch more.
        top: Largest share of the upper border that it touches: sky touches more.
        solid: Smallest share of its outline, gaps filled, that it fills: foliage and shadows fill less.
        blurred: Largest share of the pixels around it that have nearly its colour: shadows and skin have no clear edge.
        in_pieces: Whether several things may be several regions: of a common colour, one of them is often another thing.
    """

    least: float
    most: float
    dominant: float
    border: float
    top: float
    solid: float
    blurred: float
    in_pieces: bool


RARE = Limits(0.005, 0.30, 0.75, 0.10, 0.20, 0.5, 0.35, True)
"""Limits for colours that backgrounds rarely have."""
COMMON = Limits(0.010, 0.22, 0.85, 0.05, 0.05, 0.6, 0.25, False)
"""Limits for colours that ground, shadows, sky, walls or skin have too."""
LOCATED = Limits(0.003, 1.0, 0.6, 1.0, 1.0, 0.4, 0.5, True)
"""Limits inside a box, or where the matcher sees the words."""

_RARE = frozenset({"red", "orange", "yellow", "pink", "purple", "turquoise", "teal", "maroon", "gold"})
_GAP = 0.015
"""Gaps in a thing that are bridged, as a share of the image's shorter side: straps, folds, letters."""
_GROWTH = 1.4
"""Largest factor by which folds and shadows may enlarge a region."""
_PIECE = 0.15
"""Smallest piece of a region in pieces, as a share of the largest."""
_HUE_AWAY = 22.0
"""Degrees between hues of one thing."""
_FAINTEST = 0.55
"""Smallest saturation of a pixel, as a share of the median of its thing."""
_EIGHT = np.ones((3, 3), bool)


def limits_of(colour: str) -> Limits:
    """Return what a region of a colour (a name in `COLOUR_TERMS`) may be where nothing else says where the thing is."""
    if colour == "blue":
        return COMMON._replace(border=RARE.border)
    return RARE if colour in _RARE else COMMON


class Region(NamedTuple):
    """Hold the pixels to recolour, bool (height, width)."""

    mask: Mask


class NoRegion(NamedTuple):
    """Say why there is no region; `several` is set where too many places have the colour rather than none."""

    why: str
    several: bool


def find_region(lab: Floats, term: ColourTerm, limits: Limits, plural: bool = False, within: Mask | None = None) -> Region | NoRegion:
    """Return the region of a colour.

    Args:
        lab: The image in OKLab, float32 (height, width, 3).
        term: The colour that the caption names.
        limits: What the region may be.
        plural: Whether the caption speaks of several things, so that the region may be in pieces.
        within: Where the thing is, as a box or the matcher's map says, bool (height, width); None where it is not known.
    """
    part = membership(lab, term)
    if within is not None:
        part = np.where(within, part, 0.0)
    gap = _GAP * min(part.shape)
    labels, count = ndimage.label(_closed(part > PERHAPS, gap), _EIGHT)
    strong = np.bincount(labels.ravel(), np.where(part > SURE, part, 0.0).ravel(), count + 1)[1:]
    if not strong.any():
        return NoRegion("no pixel has the colour", False)
    pieces = plural and limits.in_pieces
    chosen = np.flatnonzero(strong >= (_PIECE if pieces else 1.0) * strong.max())
    joined = np.isin(labels, chosen + 1)
    outline = filled(joined & (part > PERHAPS), 2 * gap)
    core = joined & (part > PERHAPS)
    near = nearly(lab, term, joined & (part > SURE))
    if term.is_chromatic:
        core &= near
    mask = core | (outline & near)
    if mask.sum() > _GROWTH * core.sum():
        mask = core
    if not mask.any():
        return NoRegion("no pixel has the colour", False)
    why = _objection(mask, outline, float(part[mask].sum() / part.sum()), near, limits)
    return Region(mask) if why is None else why


def nearly(lab: Floats, term: ColourTerm, sure: Mask) -> Mask:
    """Return the pixels that have the colour or nearly, such as folds, and the hue and saturation of the sure pixels, or nearly.

    Skin beside a pink shirt is less saturated. Saturation is chroma by lightness, which shading changes little.
    """
    near = membership(lab, term, 2.5) > PERHAPS
    if not term.is_chromatic or not sure.any():
        return near
    chroma, hue = chroma_and_hue(lab)
    saturation = chroma / np.maximum(lab[..., 0], 0.05)
    centre = np.degrees(np.arctan2(np.median(lab[sure][:, 2]), np.median(lab[sure][:, 1]))) % 360
    away = np.abs((hue - centre + 180) % 360 - 180)
    return np.asarray(near & (away < _HUE_AWAY) & (saturation > _FAINTEST * np.median(saturation[sure])))


def filled(mask: Mask, gap: float) -> Mask:
    """Return a mask with its gaps and holes filled."""
    return np.asarray(ndimage.binary_fill_holes(_closed(mask, gap)))


def _closed(mask: Mask, gap: float) -> Mask:
    """Return a mask with its gaps bridged, also at the border of the image."""
    disc = _disc(gap)
    size = len(disc)
    return np.asarray(ndimage.binary_closing(np.pad(mask, size), disc)[size:-size, size:-size])


def _objection(mask: Mask, outline: Mask, held: float, near: Mask, limits: Limits) -> NoRegion | None:
    """Return why a region is not taken for the thing, or None."""
    area = float(mask.mean())
    if area < limits.least:
        return NoRegion(f"the largest place of the colour is {area:.2%} of the image, below {limits.least:.1%}", False)
    if area > limits.most:
        return NoRegion(f"the place of the colour is {area:.0%} of the image, above {limits.most:.0%}", True)
    if held < limits.dominant:
        return NoRegion(f"the largest place has {held:.0%} of the colour, below {limits.dominant:.0%}", True)
    border = float(np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean())
    if border > limits.border:
        return NoRegion(f"the place of the colour is {border:.0%} of the image's border, above {limits.border:.0%}", True)
    top = float(mask[0].mean())
    if top > limits.top:
        return NoRegion(f"the place of the colour is {top:.0%} of the upper border, above {limits.top:.0%}", True)
    if mask[:, 0].any() and mask[:, -1].any() and limits is not LOCATED:
        return NoRegion("the place of the colour reaches from the left border to the right", True)
    solid = float(mask.sum() / outline.sum())
    if solid < limits.solid:
        return NoRegion(f"the place of the colour fills {solid:.0%} of its outline, below {limits.solid:.0%}", True)
    size = max(1, round(_GAP * min(mask.shape)))
    ring = ndimage.binary_dilation(mask, _EIGHT, 2 * size) & ~ndimage.binary_dilation(outline | mask, _EIGHT, size)
    blurred = float(near[ring].mean()) if ring.any() else 0.0
    if blurred > limits.blurred:
        return NoRegion(f"{blurred:.0%} of what is around it has nearly its colour, above {limits.blurred:.0%}", True)
    return None


def _disc(radius: float) -> Mask:
    size = max(1, round(radius))
    y, x = np.ogrid[-size : size + 1, -size : size + 1]
    return np.asarray(x * x + y * y <= size * size + 1)
