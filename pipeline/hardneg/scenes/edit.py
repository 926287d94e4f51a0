"""Edit a scene minimally and exactly, so that a negative becomes true of it and its caption false.

`render(edited(...))` is an image of the negative, made from the caption's image, as a perfect image editor would draw it.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence

from hardneg.scenes.caption_reading import CaptionClaim, Noun, read
from hardneg.scenes.graph import ATTRIBUTES, BACKGROUNDS, Background, Scene, Thing
from hardneg.scenes.oracle import fitting, judge
from hardneg.scenes.scene_sampling import BORDER, EXTENT, OVERLAP
from hardneg.scenes.space import APART, CONTAINERS, Truth, both, direction, gap, inside, nested, touching

Group = tuple[int, ...]
"""The indices of things that are changed together."""

GRID = 13
MOST_ADDED = 6
MOST_THINGS = 7
"""The largest number of things in a scene of this world."""


def edited(scene: Scene, caption: str, negative: str) -> Scene | None:
    """Return the scene with one change after which `negative` is true and `caption` is false; None where none is found.

    Candidates in order: an attribute, the background, exchanged attributes, another count, exchanged places, a moved thing (nearest
    place first). A text outside the language gives None as well.
    """
    said, wanted = read(caption), read(negative)
    if said is None or wanted is None:
        return None

    def is_valid(other: Scene) -> bool:
        return _judged(wanted, other) is True and _judged(said, other) is False

    groups = _groups(scene, [noun for claim in said for noun in claim.nouns])
    for change in CHANGES:
        crowded = []
        for other in change(scene, groups):
            if is_valid(other):
                if is_placed_as_sampled(other, scene):
                    return other
                crowded.append(other)
        for other in crowded:
            if (settled := _nearest_valid(other, scene, is_valid)) is not None:
                return settled
    return None


def _nearest_valid(scene: Scene, before: Scene, is_valid: Callable[[Scene], bool]) -> Scene | None:
    """Return the scene with one of the changed things moved to the nearest free place where the texts still hold."""
    for i, thing in enumerate(scene.things):
        if thing in before.things:
            continue
        for x, y in _places(thing):
            other = _with(scene, {i: thing._replace(x=x, y=y)})
            if is_placed_as_sampled(other, before) and is_valid(other):
                return other
    return None


def _judged(claims: Sequence[CaptionClaim], scene: Scene) -> Truth:
    return both(*(judge(claim, scene) for claim in claims))


def _groups(scene: Scene, nouns: Sequence[Noun]) -> list[Group]:
    """Yield the things that a noun of the caption denotes, then every single thing."""
    named = [tuple(i for i, thing in enumerate(scene.things) if thing in fitting(noun, scene.things)) for noun in nouns]
    return [group for group in dict.fromkeys([*named, *((i,) for i in range(len(scene.things)))]) if group]


def _attribute_changes(scene: Scene, groups: Sequence[Group]) -> Iterator[Scene]:
    for group in groups:
        for attribute, values in ATTRIBUTES.items():
            for value in values:
                if any(getattr(scene.things[i], attribute) != value for i in group):
                    yield _with(scene, {i: with_attribute(scene.things[i], attribute, value) for i in group})


def _background_changes(scene: Scene, _: Sequence[Group]) -> Iterator[Scene]:
    for colour in BACKGROUNDS:
        if colour != scene.background.colour:
            yield scene._replace(background=Background(colour, scene.background.texture))


def _attribute_exchanges(scene: Scene, groups: Sequence[Group]) -> Iterator[Scene]:
    for one, two in itertools.combinations(groups, 2):
        if set(one) & set(two):
            continue
        first, second = scene.things[one[0]], scene.things[two[0]]
        for attribute in ATTRIBUTES:
            ours, theirs = getattr(first, attribute), getattr(second, attribute)
            if ours != theirs:
                changed = {i: with_attribute(scene.things[i], attribute, theirs) for i in one}
                yield _with(scene, changed | {i: with_attribute(scene.things[i], attribute, ours) for i in two})


def _count_changes(scene: Scene, groups: Sequence[Group]) -> Iterator[Scene]:
    for count in range(1, MOST_ADDED):
        for group in groups:
            if len(group) > count:
                gone = set(group[-count:])
                yield scene._replace(things=tuple(thing for i, thing in enumerate(scene.things) if i not in gone), group=0)
            more = more_of(scene, scene.things[group[0]], count)
            if more is not None:
                yield more


def more_of(scene: Scene, thing: Thing, count: int) -> Scene | None:
    """Return the scene with `count` more copies of a thing, each in the nearest free place; None where there is no room."""
    things = list(scene.things)
    if len(things) + count > MOST_THINGS:
        return None
    for _ in range(count):
        places = (thing._replace(x=x, y=y) for x, y in _places(thing))
        free = next((each for each in places if _in_picture(each) and all(_apart(each, other) for other in things)), None)
        if free is None:
            return None
        things.append(free)
    return scene._replace(things=tuple(things), group=0)


def _place_exchanges(scene: Scene, _: Sequence[Group]) -> Iterator[Scene]:
    for i, j in itertools.combinations(range(len(scene.things)), 2):
        one, two = scene.things[i], scene.things[j]
        yield _with(scene, {i: one._replace(x=two.x, y=two.y), j: two._replace(x=one.x, y=one.y)})


def _moves(scene: Scene, _: Sequence[Group]) -> Iterator[Scene]:
    """Yield scenes with a thing moved, first to places in a clear direction from all others, as in sampled scenes."""
    unclear = []
    for i, thing in enumerate(scene.things):
        others = [other for j, other in enumerate(scene.things) if j != i]
        for x, y in itertools.chain(_places_beside(thing, others), _places(thing)):
            moved = thing._replace(x=x, y=y)
            other = scene._replace(things=(*others, moved), group=0)
            if all(nested(moved, each) or direction(moved, each) is not None for each in others):
                yield other
            else:
                unclear.append(other)
    yield from unclear


def _places_beside(thing: Thing, others: Sequence[Thing]) -> Iterator[tuple[float, float]]:
    """Yield places inside, touching and between other things."""
    for other in others:
        if other.shape in CONTAINERS and other.extent > thing.extent:
            yield other.x, other.y
        across, along = thing.half_width + other.half_width - OVERLAP, thing.half_height + other.half_height - OVERLAP
        yield from ((other.x, other.y - along), (other.x - across, other.y), (other.x + across, other.y), (other.x, other.y + along))
    for one, two in itertools.combinations(others, 2):
        yield (one.x + two.x) / 2, (one.y + two.y) / 2


def _places(thing: Thing) -> list[tuple[float, float]]:
    """Yield places over the whole image, nearest first."""
    steps = [round((i + 0.5) / GRID, 4) for i in range(GRID)]
    return sorted(itertools.product(steps, steps), key=lambda place: (place[0] - thing.x) ** 2 + (place[1] - thing.y) ** 2)


CHANGES: tuple[Callable[[Scene, Sequence[Group]], Iterator[Scene]], ...] = (
    _attribute_changes,
    _background_changes,
    _attribute_exchanges,
    _count_changes,
    _place_exchanges,
    _moves,
)


def with_attribute(thing: Thing, attribute: str, value: str) -> Thing:
    """Return the thing with another attribute; another size changes its extent."""
    if attribute == "size" and value != thing.size:
        return thing._replace(size=value, extent=round(sum(EXTENT[value]) / 2, 4))
    changed: Thing = thing._replace(**{attribute: value})  # type: ignore[arg-type]
    return changed


def _with(scene: Scene, changed: dict[int, Thing]) -> Scene:
    return scene._replace(things=tuple(changed.get(i, thing) for i, thing in enumerate(scene.things)), group=0)


def is_placed_as_sampled(scene: Scene, before: Scene) -> bool:
    """Return whether things are placed as in sampled scenes: apart, one wholly inside another, or clearly touching."""
    old = set(before.things)
    if not all(thing in old or _in_picture(thing) for thing in scene.things):
        return False
    pairs = itertools.combinations(scene.things, 2)
    return all(
        (one in old and two in old and _were_placed(one, two, before)) or _apart(one, two) or _joined(one, two) for one, two in pairs
    )


def _were_placed(one: Thing, two: Thing, before: Scene) -> bool:
    """Return whether both were in the scene before, in the same drawing order."""
    return before.things.index(one) < before.things.index(two)


def _apart(one: Thing, two: Thing) -> bool:
    return gap(one, two) >= APART


def _joined(one: Thing, two: Thing) -> bool:
    """Return whether the second is inside the first, on which it is drawn, or touches it."""
    return inside(two, one) is True or touching(one, two) is True


def _in_picture(thing: Thing) -> bool:
    width, height = thing.half_width + BORDER, thing.half_height + BORDER
    return width <= thing.x <= 1 - width and height <= thing.y <= 1 - height
