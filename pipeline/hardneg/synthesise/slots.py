"""Encode layouts as latents of the scene generator: eight slots for shapes, one for the background.

The latents of n images are (n, 30, 3, 3): 30 channels of 9 slots, the shapes' row by row, then the background's. A slot has a channel
for presence (1 or -1), three for position (x, y, extent), and one for each fill, colour and shape; the background has one for each
colour and texture. Channels that do not apply are 0. Of k values the chosen channel is 2 - 2/k and the others are -2/k: their mean is 0.
"""

from itertools import pairwise
from typing import NamedTuple

import torch

THINGS, SIDE = 8, 3
FILLS, COLOURS, SHAPES, GROUNDS, TEXTURES = 4, 8, 6, 5, 3
PLACE = slice(1, 4)
_BOUNDS = (4, 8, 16, 22, 27, 30)
CHOICES = tuple(slice(*bounds) for bounds in pairwise(_BOUNDS))
"""Channels of fill, colour, shape, ground colour, texture."""
CHANNELS = _BOUNDS[-1]
MIDDLE, SCALE = (0.5, 0.5, 0.16), (0.25, 0.25, 0.05)
"""Values of x, y and extent that are 0, and steps that are 1, in the latents, in units of the image's side."""

LARGE = 0.146
"""Shapes of at least this extent are drawn below the others."""
GRID = 32
WAVES = (1, 2)
"""Frequencies of Fourier features of the position inside a shape (Tancik and others 2020)."""
PATTERNS = ((1 / 0.058, 0.0), (0.0, 1 / 0.1009), (1 / 0.099, 1 / 0.099))
"""Cycles per image side, horizontal and vertical, from the centre of a shape: columns of dots, two rows of dots, stripes."""
_LAYER = 1 + 3 + FILLS + COLOURS + SHAPES + 4 * len(WAVES)
CANVAS = 2 * _LAYER + GROUNDS + TEXTURES + 4 + 4 * len(PATTERNS)
"""Channels of the canvas."""


class Layout(NamedTuple):
    """Hold the layouts of n images: presence in 8 slots (bool), x, y and extent (n, 8, 3), and indices of values as in the channels."""

    there: torch.Tensor
    place: torch.Tensor
    fill: torch.Tensor
    colour: torch.Tensor
    shape: torch.Tensor
    ground: torch.Tensor
    texture: torch.Tensor


def encode(layout: Layout) -> torch.Tensor:
    """Return the latents of layouts, float32."""
    there = layout.there.float()
    slots = torch.zeros(len(there), THINGS + 1, CHANNELS)
    slots[:, :THINGS, 0] = 2 * there - 1
    middle, scale = torch.tensor(MIDDLE), torch.tensor(SCALE)
    slots[:, :THINGS, PLACE] = (layout.place - middle) / scale * there[..., None]
    for channels, values in zip(CHOICES[:3], (layout.fill, layout.colour, layout.shape), strict=True):
        slots[:, :THINGS, channels] = _chosen(values, _width(channels)) * there[..., None]
    for channels, values in zip(CHOICES[3:], (layout.ground, layout.texture), strict=True):
        slots[:, THINGS, channels] = _chosen(values, _width(channels))
    return slots.transpose(1, 2).reshape(-1, CHANNELS, SIDE, SIDE)


def decode(latents: torch.Tensor) -> Layout:
    """Return the layouts nearest to latents, within the image."""
    slots = as_slots(latents)
    things, ground = slots[:, :THINGS], slots[:, THINGS]
    place = things[..., PLACE] * torch.tensor(SCALE) + torch.tensor(MIDDLE)
    place = place.clamp(torch.tensor((0.0, 0.0, 0.1)), torch.tensor((1.0, 1.0, 0.26)))
    fill, colour, shape = (things[..., channels].argmax(-1) for channels in CHOICES[:3])
    return Layout(things[..., 0] > 0, place, fill, colour, shape, *(ground[..., channels].argmax(-1) for channels in CHOICES[3:]))


def as_slots(latents: torch.Tensor) -> torch.Tensor:
    """Return latents (n, 30, 3, 3) as slots (n, 9, 30)."""
    return latents.flatten(2).transpose(1, 2)


def expected(output: torch.Tensor, noisy: torch.Tensor, signal: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """Return the expected clean latents, given the transformer's output.

    For categorical channels the output holds logits (Dieleman and others 2022, arXiv 2211.15089). For positions it holds the velocity
    (Salimans and Ho 2022, arXiv 2202.00512). Both can be predicted at all noise levels.

    Args:
        output: Of the transformer, (n, 30, 3, 3).
        noisy: Its input, signal * clean + noise * a standard normal.
        signal: The factor of the clean latents, which fits (n, 1, 1).
        noise: The factor of the noise.
    """
    out, given = as_slots(output), as_slots(noisy)
    there = torch.sigmoid(out[:, :THINGS, :1])
    clean = torch.zeros_like(given)
    clean[:, :THINGS, :1] = 2 * there - 1
    clean[:, :THINGS, PLACE] = (signal * given - noise * out)[:, :THINGS, PLACE]
    for channels in CHOICES[:3]:
        clean[:, :THINGS, channels] = there * _likely(out[:, :THINGS, channels])
    for channels in CHOICES[3:]:
        clean[:, THINGS, channels] = _likely(out[:, THINGS, channels])
    return clean.transpose(1, 2).reshape(noisy.shape)


def canvas(layout: Layout) -> torch.Tensor:
    """Return the decoder's input (n, channels, 32, 32): for each cell the nearest shape, and the cell's position in it.

    Large and small shapes have separate channels, because a small one may lie inside a large one.
    """
    at = (torch.arange(GRID) + 0.5) / GRID
    large = layout.place[..., 2] >= LARGE
    layers, patterns = zip(*(_layer(layout, at, layout.there & chosen) for chosen in (large, ~large)), strict=True)
    count = len(layout.there)
    ground = torch.cat([_chosen(layout.ground, GROUNDS), _chosen(layout.texture, TEXTURES)], 1)
    across, along = at[None, :].expand(GRID, GRID), at[:, None].expand(GRID, GRID)
    turns = torch.stack([across * 2 - 1, along * 2 - 1, torch.sin(across * torch.pi * 16), torch.sin(along * torch.pi * 16)])
    flat = ground[..., None, None].expand(-1, -1, GRID, GRID)
    return torch.cat([*layers, flat, turns.expand(count, -1, -1, -1), *patterns], 1)


def occupied(canvas: torch.Tensor) -> torch.Tensor:
    """Return where a canvas has a shape or its edge: bool (n, 32, 32)."""
    return (canvas[:, 0] > 0) | (canvas[:, _LAYER] > 0)


def _layer(layout: Layout, at: torch.Tensor, drawn: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return channels of the shapes in `drawn`: nearness, position (2), extent, looks, waves; and those of `PATTERNS`."""
    x, y, extent = layout.place.unbind(-1)
    u = (at[None, None, None, :] - x[..., None, None]) / extent[..., None, None]
    v = (at[None, None, :, None] - y[..., None, None]) / extent[..., None, None]
    u, v = torch.broadcast_tensors(u, v)
    reach = torch.maximum(u.abs(), v.abs()).masked_fill(~drawn[..., None, None], 99.0)
    nearest, which = reach.min(1, keepdim=True)
    inside = (nearest < 1.0 + 2.5 / GRID / 0.11).float()
    looks = (layout.fill, FILLS), (layout.colour, COLOURS), (layout.shape, SHAPES)
    what = torch.cat([_chosen(values, width) for values, width in looks], -1)
    size = ((extent - MIDDLE[2]) / SCALE[2])[..., None]
    each = torch.cat([size, what], -1).transpose(1, 2)
    index = which.flatten(2).expand(-1, each.shape[1], -1)
    told = each.gather(2, index).unflatten(2, (GRID, GRID))
    where = torch.cat([u.gather(1, which), v.gather(1, which)], 1)
    waves = [wave(torch.pi * times * where) for times in WAVES for wave in (torch.sin, torch.cos)]
    offset = where * (told[:, :1] * SCALE[2] + MIDDLE[2])
    turns = [2 * torch.pi * (across * offset[:, :1] + along * offset[:, 1:]) for across, along in PATTERNS]
    patterns = torch.cat([wave(turn) for turn in turns for wave in (torch.sin, torch.cos)], 1)
    return torch.cat([2 - nearest.clamp(max=2), where, told, *waves], 1) * inside, patterns * inside


def _chosen(values: torch.Tensor, width: int) -> torch.Tensor:
    return 2 * torch.nn.functional.one_hot(values, width).float() - 2 / width


def _likely(logits: torch.Tensor) -> torch.Tensor:
    return 2 * logits.softmax(-1) - 2 / logits.shape[-1]


def _width(channels: slice) -> int:
    return int(channels.stop - channels.start)
