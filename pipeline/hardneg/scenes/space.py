"""Decide spatial relations between things: True, False, or None where people would disagree.

Directions are cones. Seen from b, a is left of it if the line between their centres is within 35 degrees of the horizontal, and not
left of it beyond 55 degrees. Between the two it is undecided; sampled scenes avoid that for things with different attributes. A
thing inside another has no direction to it. In this flat world nothing is in front of or behind a thing that it does not overlap.

Cut-outs of photographs overlap where one is in front of the other. Then nothing else is decided of the two, and of things that do not
overlap, a lower one may seem to be in front.
"""

import math

from hardneg.scenes.graph import BOXES, Thing

Truth = bool | None

CLEAR = math.tan(math.radians(35))
"""The largest ratio of the smaller to the larger offset at which a direction is clear."""

NEAR, NOT_NEAR = 0.11, 0.24
FAR, NOT_FAR = 0.42, 0.22
CONTACT, APART = 0.012, 0.035

HIDES = 0.15
"""The smallest share of a cut-out's box that the box of one in front of it covers."""

# The sides whose midpoint lies on the box, so that contact is visible there.
SIDES = {"circle": "lrtb", "square": "lrtb", "cross": "lrtb", "triangle": "tb", "star": "t", "heart": "b"}
# The shapes that have room for a thing inside.
CONTAINERS = ("circle", "square")


def both(*truths: Truth) -> Truth:
    """Return Kleene's conjunction."""
    return False if False in truths else None if None in truths else True


def gap(a: Thing, b: Thing) -> float:
    """Return the gap between the two boxes along the axis where it is larger; negative where they overlap."""
    if a.cutout is not None or b.cutout is not None:
        return max(abs(a.x - b.x) - a.half_width - b.half_width, abs(a.y - b.y) - a.half_height - b.half_height)
    (width, height), (other_width, other_height) = BOXES[a.shape], BOXES[b.shape]
    across = abs(a.x - b.x) - a.extent * width - b.extent * other_width
    along = abs(a.y - b.y) - a.extent * height - b.extent * other_height
    return across if across > along else along


def inside(a: Thing, b: Thing) -> Truth:
    """Return whether `a` lies wholly inside `b`."""
    if gap(a, b) > -CONTACT:
        return False
    if b.cutout is not None:
        return None
    if a.extent >= b.extent or b.shape not in CONTAINERS:
        return False if a.extent >= b.extent else None
    fits = abs(a.x - b.x) + a.half_width <= b.half_width * 0.98 and abs(a.y - b.y) + a.half_height <= b.half_height * 0.98
    return True if fits else None


def nested(a: Thing, b: Thing) -> bool:
    """Return whether the boxes overlap; in sampled scenes this means that one is inside the other."""
    return gap(a, b) < -CONTACT


def direction(a: Thing, b: Thing) -> str | None:
    """Return `left`, `right`, `above` or `below`: where `a` is, seen from `b`; None for a diagonal, or one inside the other."""
    if nested(a, b):
        return None
    dx, dy = a.x - b.x, a.y - b.y
    if abs(dy) <= CLEAR * abs(dx):
        return "left" if dx < 0 else "right"
    if abs(dx) <= CLEAR * abs(dy):
        return "above" if dy < 0 else "below"
    return None


def towards(a: Thing, b: Thing, side: str) -> Truth:
    """Return whether `a` is on the named side of `b`."""
    if nested(a, b):
        return False
    found = direction(a, b)
    if found is not None:
        return found == side
    forward = {"left": b.x - a.x, "right": a.x - b.x, "above": b.y - a.y, "below": a.y - b.y}[side]
    return None if forward > 0 else False


def touching(a: Thing, b: Thing) -> Truth:
    """Return whether their outlines meet at the midpoint of a side of each; None for one inside the other."""
    space = gap(a, b)
    if space >= APART:
        return False
    side = direction(a, b)
    if side is None or abs(space) > CONTACT:
        return None
    here, there = {"left": ("r", "l"), "right": ("l", "r"), "above": ("b", "t"), "below": ("t", "b")}[side]
    aligned = min(abs(a.x - b.x), abs(a.y - b.y)) <= 0.02
    return True if aligned and here in sides_of(a) and there in sides_of(b) and not _overhangs(a, b) else None


def sides_of(thing: Thing) -> str:
    """Return the sides at which others can meet the thing."""
    return SIDES[thing.shape] if thing.cutout is None else thing.cutout.sides


def _overhangs(a: Thing, b: Thing) -> bool:
    """Return whether the upper of two cut-outs is wider than the lower, so that its feet may be in the air."""
    upper, lower = (a, b) if a.y < b.y else (b, a)
    return upper.cutout is not None and upper.half_width > lower.half_width


def on_top(a: Thing, b: Thing) -> Truth:
    """Return whether `a` stands on `b`: above it and touching."""
    above = towards(a, b, "above")
    if above is False:
        return None if inside(a, b) is not False else False
    return True if above and touching(a, b) else None


def near(a: Thing, b: Thing) -> Truth:
    """Return whether the gap between them is small."""
    space = gap(a, b)
    return None if nested(a, b) else True if space <= NEAR else False if space >= NOT_NEAR else None


def beside(a: Thing, b: Thing) -> Truth:
    """Return whether they are near and at the same height; None for one above the other, False for one inside the other."""
    if nested(a, b):
        return False
    close = near(a, b)
    return close if close is False or direction(a, b) in ("left", "right") else None


def far(a: Thing, b: Thing) -> Truth:
    """Return whether the gap between them is large."""
    space = gap(a, b)
    return True if space >= FAR else False if space <= NOT_FAR else None


def outside(a: Thing, b: Thing) -> Truth:
    """Return whether no part of `a` is inside `b`."""
    if not nested(a, b):
        return True
    return False if inside(a, b) else None


def in_front(a: Thing, b: Thing) -> Truth:
    """Return whether `a` hides some of `b`; None where it is drawn on it, because people would disagree."""
    if a.cutout is None or b.cutout is None:
        return None if nested(a, b) else False
    if not nested(a, b):
        return False if a.y + a.half_height <= b.y + b.half_height + CONTACT else None
    if a.cutout.layer == b.cutout.layer:
        return None
    front, back = (a, b) if a.cutout.layer > b.cutout.layer else (b, a)
    width = min(front.x + front.half_width, back.x + back.half_width) - max(front.x - front.half_width, back.x - back.half_width)
    height = min(front.y + front.half_height, back.y + back.half_height) - max(front.y - front.half_height, back.y - back.half_height)
    return front is a if width * height >= HIDES * 4 * back.half_width * back.half_height else None


def behind(a: Thing, b: Thing) -> Truth:
    """Return whether `b` hides some of `a`; drawn shapes are never behind each other."""
    return in_front(b, a) if a.cutout is not None else in_front(a, b)


def between(a: Thing, b: Thing, c: Thing) -> Truth:
    """Return whether `a` lies between the two others, roughly on one line."""
    first = direction(b, a)
    if first is not None and first == direction(a, c):
        return True
    if nested(a, b) or nested(a, c):
        return False if a.cutout is None else None
    along = math.hypot(c.x - b.x, c.y - b.y)
    if along == 0.0:
        return False
    share = ((a.x - b.x) * (c.x - b.x) + (a.y - b.y) * (c.y - b.y)) / along**2
    offset = abs((a.x - b.x) * (c.y - b.y) - (a.y - b.y) * (c.x - b.x)) / along
    return False if share < 0.05 or share > 0.95 or offset > 0.6 * along else None


def holds(relation: str, a: Thing, b: Thing) -> Truth:
    """Return whether the named relation of two things holds."""
    if a.cutout is not None and relation not in ("in_front", "behind", "contains") and nested(a, b):
        return False if relation == "far" else None
    if relation in ("left", "right", "above", "below"):
        return towards(a, b, relation)
    if relation == "contains":
        return inside(b, a)
    return _BINARY[relation](a, b)


_BINARY = {
    "inside": inside,
    "outside": outside,
    "touching": touching,
    "on_top": on_top,
    "beside": beside,
    "near": near,
    "far": far,
    "in_front": in_front,
    "behind": behind,
}
