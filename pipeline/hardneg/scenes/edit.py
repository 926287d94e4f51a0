"""The exact editor: changes a scene so that a negative becomes true of it and its caption false, by as little as will do.

What a perfect model for editing would draw: `render(edited(...))` is an image of the negative, made of the caption's.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence

from hardneg.scenes.graph import ATTRIBUTES, BACKGROUNDS, Background, Scene, Thing
from hardneg.scenes.oracle import fitting, judge
from hardneg.scenes.reading import Claim, Noun, read
from hardneg.scenes.sampling import BORDER, EXTENT, OVERLAP
from hardneg.scenes.space import APART, CONTAINERS, Truth, both, direction, gap, inside, nested, touching

Group = tuple[int, ...]
"""Indices of things that are changed alike."""

GRID = 13
MOST_ADDED = 6
MOST_THINGS = 7
"""In a scene of this world."""


def edited(scene: Scene, caption: str, negative: str) -> Scene | None:
    """The scene with one change after which `negative` is true and `caption` false; None where none is found, or a text is not understood.

    Tried in this order: a look, the background, looks exchanged, things more or fewer, places exchanged, a thing moved, the nearest first.
    """
    said, wanted = read(caption), read(negative)
    if said is None or wanted is None:
        return None

    def right(other: Scene) -> bool:
        return _judged(wanted, other) is True and _judged(said, other) is False

    groups = _groups(scene, [noun for claim in said for noun in claim.nouns])
    for change in CHANGES:
        crowded = []
        for other in change(scene, groups):
            if right(other):
                if sound(other, scene):
                    return other
                crowded.append(other)
        for other in crowded:
            if (settled := _settled(other, scene, right)) is not None:
                return settled
    return None


def _settled(scene: Scene, before: Scene, right: Callable[[Scene], bool]) -> Scene | None:
    """The scene with one of the things that were changed brought to the nearest place where there is room and the texts still hold."""
    for i, thing in enumerate(scene.things):
        if thing in before.things:
            continue
        for x, y in _places(thing):
            other = _with(scene, {i: thing._replace(x=x, y=y)})
            if sound(other, before) and right(other):
                return other
    return None


def _judged(claims: Sequence[Claim], scene: Scene) -> Truth:
    return both(*(judge(claim, scene) for claim in claims))


def _groups(scene: Scene, nouns: Sequence[Noun]) -> list[Group]:
    """Those that a noun of the caption names, then every thing by itself."""
    named = [tuple(i for i, thing in enumerate(scene.things) if thing in fitting(noun, scene.things)) for noun in nouns]
    return [group for group in dict.fromkeys([*named, *((i,) for i in range(len(scene.things)))]) if group]


def _looks(scene: Scene, groups: Sequence[Group]) -> Iterator[Scene]:
    for group in groups:
        for attribute, values in ATTRIBUTES.items():
            for value in values:
                if any(getattr(scene.things[i], attribute) != value for i in group):
                    yield _with(scene, {i: looking(scene.things[i], attribute, value) for i in group})


def _backgrounds(scene: Scene, _: Sequence[Group]) -> Iterator[Scene]:
    for colour in BACKGROUNDS:
        if colour != scene.background.colour:
            yield scene._replace(background=Background(colour, scene.background.texture))


def _looks_exchanged(scene: Scene, groups: Sequence[Group]) -> Iterator[Scene]:
    for one, two in itertools.combinations(groups, 2):
        if set(one) & set(two):
            continue
        first, second = scene.things[one[0]], scene.things[two[0]]
        for attribute in ATTRIBUTES:
            ours, theirs = getattr(first, attribute), getattr(second, attribute)
            if ours != theirs:
                changed = {i: looking(scene.things[i], attribute, theirs) for i in one}
                yield _with(scene, changed | {i: looking(scene.things[i], attribute, ours) for i in two})


def _counted(scene: Scene, groups: Sequence[Group]) -> Iterator[Scene]:
    for count in range(1, MOST_ADDED):
        for group in groups:
            if len(group) > count:
                gone = set(group[-count:])
                yield scene._replace(things=tuple(thing for i, thing in enumerate(scene.things) if i not in gone), group=0)
            more = more_of(scene, scene.things[group[0]], count)
            if more is not None:
                yield more


def more_of(scene: Scene, thing: Thing, count: int) -> Scene | None:
    """With so many more of a thing, each in the nearest free place; None where there is no room, or they would be more than a scene has."""
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


def _places_exchanged(scene: Scene, _: Sequence[Group]) -> Iterator[Scene]:
    for i, j in itertools.combinations(range(len(scene.things)), 2):
        one, two = scene.things[i], scene.things[j]
        yield _with(scene, {i: one._replace(x=two.x, y=two.y), j: two._replace(x=one.x, y=one.y)})


def _moved(scene: Scene, _: Sequence[Group]) -> Iterator[Scene]:
    """First to where it lies in a clear direction from all others, as in scenes that are made."""
    unclear = []
    for i, thing in enumerate(scene.things):
        others = [other for j, other in enumerate(scene.things) if j != i]
        for x, y in itertools.chain(_beside(thing, others), _places(thing)):
            moved = thing._replace(x=x, y=y)
            other = scene._replace(things=(*others, moved), group=0)
            if all(nested(moved, each) or direction(moved, each) is not None for each in others):
                yield other
            else:
                unclear.append(other)
    yield from unclear


def _beside(thing: Thing, others: Sequence[Thing]) -> Iterator[tuple[float, float]]:
    """Places in, at and between others."""
    for other in others:
        if other.shape in CONTAINERS and other.extent > thing.extent:
            yield other.x, other.y
        across, along = thing.half_width + other.half_width - OVERLAP, thing.half_height + other.half_height - OVERLAP
        yield from ((other.x, other.y - along), (other.x - across, other.y), (other.x + across, other.y), (other.x, other.y + along))
    for one, two in itertools.combinations(others, 2):
        yield (one.x + two.x) / 2, (one.y + two.y) / 2


def _places(thing: Thing) -> list[tuple[float, float]]:
    """Places all over the picture, the nearest first."""
    steps = [round((i + 0.5) / GRID, 4) for i in range(GRID)]
    return sorted(itertools.product(steps, steps), key=lambda place: (place[0] - thing.x) ** 2 + (place[1] - thing.y) ** 2)


CHANGES: tuple[Callable[[Scene, Sequence[Group]], Iterator[Scene]], ...] = (
    _looks,
    _backgrounds,
    _looks_exchanged,
    _counted,
    _places_exchanged,
    _moved,
)


def looking(thing: Thing, attribute: str, value: str) -> Thing:
    """The thing with another look; another size is another extent."""
    if attribute == "size" and value != thing.size:
        return thing._replace(size=value, extent=round(sum(EXTENT[value]) / 2, 4))
    changed: Thing = thing._replace(**{attribute: value})  # type: ignore[arg-type]
    return changed


def _with(scene: Scene, changed: dict[int, Thing]) -> Scene:
    return scene._replace(things=tuple(changed.get(i, thing) for i, thing in enumerate(scene.things)), group=0)


def sound(scene: Scene, before: Scene) -> bool:
    """Whether things lie as they do in scenes that are made: apart, or one wholly in another, or clearly touching."""
    old = set(before.things)
    if not all(thing in old or _in_picture(thing) for thing in scene.things):
        return False
    pairs = itertools.combinations(scene.things, 2)
    return all((one in old and two in old and _stood_so(one, two, before)) or _apart(one, two) or _joined(one, two) for one, two in pairs)


def _stood_so(one: Thing, two: Thing, before: Scene) -> bool:
    """Whether both stood there, the one drawn before the other."""
    return before.things.index(one) < before.things.index(two)


def _apart(one: Thing, two: Thing) -> bool:
    return gap(one, two) >= APART


def _joined(one: Thing, two: Thing) -> bool:
    """Whether the second is in the first, upon which it is drawn, or they touch."""
    return inside(two, one) is True or touching(one, two) is True


def _in_picture(thing: Thing) -> bool:
    width, height = thing.half_width + BORDER, thing.half_height + BORDER
    return width <= thing.x <= 1 - width and height <= thing.y <= 1 - height
