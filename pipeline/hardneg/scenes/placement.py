"""Place things of a sampled scene: inside the image, apart from each other, and in clear directions."""

import random
from collections.abc import Callable, Sequence

from hardneg.scenes.graph import Thing
from hardneg.scenes.space import direction, gap

Things = list[Thing]

BORDER, SPACE, OVERLAP = 0.015, 0.045, 0.006
"""The least distance to the border of the image and between two things, and the overlap of two that touch, in units of the side."""

_TRIES = 40


def first_success(make: Callable[[], Things | None]) -> Things:
    """Return the first scene that `make` finds room for."""
    while True:
        made = make()
        if made is not None:
            return made


def place(look: Thing, things: Things, rng: random.Random, clear_of: Sequence[Thing] | None = None) -> bool:
    """Add the thing apart from all others and in a clear direction from some (default: all); return False where there is no such place."""
    clear_of = things if clear_of is None else clear_of
    width, height = look.half_width + BORDER, look.half_height + BORDER
    for _ in range(_TRIES):
        thing = look._replace(x=round(rng.uniform(width, 1 - width), 4), y=round(rng.uniform(height, 1 - height), 4))
        if are_apart(thing, things) and has_clear_directions(thing, clear_of):
            things.append(thing)
            return True
    return False


def three_in_line(make: Callable[[str | None], Thing], upright: bool, rng: random.Random, digits: int | None = None) -> Things | None:
    """Return three things in a row, or in a column where `upright`, in any order; None where they have no room.

    `make` returns a thing of a size, or of any where that is None. Places are rounded to `digits`: those of cut-outs are, those of drawn
    shapes are not, and what is drawn from a seed must not change.
    """
    level = rng.uniform(0.22, 0.78)
    things: Things = []
    for middle in (0.17, 0.5, 0.83):
        along, across = middle + rng.uniform(-0.035, 0.035), level + rng.uniform(-0.05, 0.05)
        thing = make("small" if rng.random() < 0.7 else None)
        if digits is not None:
            along, across = round(along, digits), round(across, digits)
        thing = thing._replace(x=across, y=along) if upright else thing._replace(x=along, y=across)
        if not (is_in_image(thing) and are_apart(thing, things) and has_clear_directions(thing, things)):
            return None
        things.append(thing)
    rng.shuffle(things)
    return things


def added(things: Things | None, more: int, make: Callable[[str | None, Things], Thing], rng: random.Random) -> Things | None:
    """Return `things` with that many others, of which not too many are large; None where there is no room.

    `make` returns a thing of a size, or of any where that is None, beside those that are there.
    """
    if things is None:
        return None
    for i in range(more):
        crowded = sum(thing.size == "large" for thing in things) >= 2 or more - i + len(things) > 4
        if not place(make("small" if crowded else None, things), things, rng):
            return None
    return things


def are_apart(thing: Thing, things: Sequence[Thing]) -> bool:
    """Return whether the thing keeps the least distance from all others."""
    return all(gap(thing, other) >= SPACE for other in things)


def has_clear_directions(thing: Thing, things: Sequence[Thing]) -> bool:
    """Return whether the thing is not diagonal to any other."""
    return all(direction(thing, other) is not None for other in things)


def is_in_image(thing: Thing) -> bool:
    """Return whether the thing keeps the least distance from the border."""
    width, height = thing.half_width + BORDER, thing.half_height + BORDER
    return width <= thing.x <= 1 - width and height <= thing.y <= 1 - height
