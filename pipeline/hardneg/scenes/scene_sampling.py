"""Sample scenes: scattered things, equal ones in a group, one inside another, two that touch, three in a line.

Things with different attributes lie in clear directions from each other and never nearly touch, so that captions are clearly true
or false.
"""

import random

from hardneg.scenes.graph import BACKGROUNDS, COLOURS, FILLS, SHAPES, SIZES, TEXTURES, Background, Scene, Thing
from hardneg.scenes.placement import OVERLAP, Things, added, first_success, is_in_image, place, three_in_line
from hardneg.scenes.space import CONTAINERS, SIDES

EXTENT = {"small": (0.106, 0.12), "large": (0.172, 0.2)}
OUTER = (0.225, 0.25)


def sample(rng: random.Random) -> Scene:
    """Return a scene of one to five things, or of a group of two to six equal ones and up to two others."""
    background = Background(rng.choice(BACKGROUNDS), rng.choice(TEXTURES))
    arrange = rng.choices((_scattered, _grouped, _nested, _touching, _in_line), (38, 26, 13, 11, 12))[0]
    things, group = arrange(rng)
    return Scene(tuple(things), background, group)


def _scattered(rng: random.Random) -> tuple[Things, int]:
    count = rng.choices((1, 2, 3, 4, 5), (10, 28, 28, 20, 14))[0]
    return first_success(lambda: _added([], count, rng)), 0


def _grouped(rng: random.Random) -> tuple[Things, int]:
    size = rng.choices((2, 3, 4, 5, 6), (24, 24, 22, 16, 14))[0]
    others = rng.choices((0, 1, 2), (20, 50, 30) if size < 5 else (40, 60, 0))[0]
    mixed = rng.random() < 0.25  # equal in shape and colour, but not in fill
    return first_success(lambda: _group_and(others, size, mixed, rng)), size


def _group_and(others: int, size: int, mixed: bool, rng: random.Random) -> Things | None:
    look = _attributes(rng, "small" if size > 3 else None)
    things: Things = []
    for _ in range(size):
        each = look._replace(fill=rng.choice(FILLS)) if mixed else look
        if not place(each, things, rng, clear_of=[]):
            return None
    for _ in range(others):
        other = _attributes(rng, "small" if size > 2 else None)
        same = (other.shape, other.colour) == (look.shape, look.colour)
        if same or not place(other, things, rng, clear_of=things[size:] if size > 2 else things):
            return None
    return things


def _nested(rng: random.Random) -> tuple[Things, int]:
    more = rng.choices((0, 1, 2), (30, 40, 30))[0]
    return first_success(lambda: _added(_one_in_another(rng), more, rng)), 0


def _one_in_another(rng: random.Random) -> Things | None:
    outer = _attributes(rng, "large")._replace(shape=rng.choice(CONTAINERS), fill=rng.choice(("solid", "outlined")))
    inner, slack = _attributes(rng, "small"), 0.03
    things: Things = []
    if inner.colour == outer.colour or not place(outer._replace(extent=rng.uniform(*OUTER)), things, rng):
        return None
    x, y = things[0].x + rng.uniform(-slack, slack), things[0].y + rng.uniform(-slack, slack)
    return [*things, inner._replace(x=x, y=y)]


def _touching(rng: random.Random) -> tuple[Things, int]:
    more, upright = rng.choices((0, 1, 2), (35, 40, 25))[0], rng.random() < 0.5
    return first_success(lambda: _added(_two_that_touch(upright, rng), more, rng)), 0


def _two_that_touch(upright: bool, rng: random.Random) -> Things | None:
    first, second = ("b", "t") if upright else ("r", "l")
    a = _attributes(rng)._replace(shape=rng.choice([shape for shape in SHAPES if first in SIDES[shape]]))
    b = _attributes(rng)._replace(shape=rng.choice([shape for shape in SHAPES if second in SIDES[shape]]))
    things: Things = []
    if (a.shape, a.colour) == (b.shape, b.colour) or not place(a, things, rng):
        return None
    a, aside = things[0], rng.uniform(-0.012, 0.012)
    if upright:
        b = b._replace(x=a.x + aside, y=a.y + a.half_height + b.half_height - OVERLAP)
    else:
        b = b._replace(x=a.x + a.half_width + b.half_width - OVERLAP, y=a.y + aside)
    return [a, b] if is_in_image(b) else None


def _in_line(rng: random.Random) -> tuple[Things, int]:
    more, upright = rng.choices((0, 1), (60, 40))[0], rng.random() < 0.4
    return first_success(lambda: _added(three_in_line(lambda size: _attributes(rng, size), upright, rng), more, rng)), 0


def _added(things: Things | None, more: int, rng: random.Random) -> Things | None:
    return added(things, more, lambda size, there: _beside(there, size, rng), rng)


def _beside(things: Things, size: str | None, rng: random.Random) -> Thing:
    """Return a thing that sometimes shares an attribute with another: hard negatives are about such things."""
    look = _attributes(rng, size)
    if things and rng.random() < 0.35:
        shared = rng.choice(("shape", "colour", "fill"))
        look = look._replace(**{shared: getattr(rng.choice(things), shared)})
    return look


def _attributes(rng: random.Random, size: str | None = None) -> Thing:
    size = size or rng.choice(SIZES)
    fill = "solid" if rng.random() < 0.25 else rng.choice(FILLS)
    return Thing(rng.choice(SHAPES), rng.choice(COLOURS), size, fill, 0.0, 0.0, round(rng.uniform(*EXTENT[size]), 4))
