"""Edit a scene minimally and exactly, so that a negative becomes true of it and its caption false.

`render(edited(...))` is an image of the negative, made from the caption's image, as a perfect image editor would draw it.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hardneg.scenes.caption_reading import Noun, read
from hardneg.scenes.graph import ATTRIBUTES, BACKGROUNDS, Background, Scene, Thing
from hardneg.scenes.oracle import fitting, truth_of
from hardneg.scenes.placement import OVERLAP, is_in_image
from hardneg.scenes.scene_sampling import EXTENT
from hardneg.scenes.space import APART, CONTAINERS, direction, gap, inside, nested, touching

Group = tuple[int, ...]
"""The indices of things that are changed together."""

GRID = 13
MAX_ADDED = 6
MAX_THINGS = 7
"""Upper bound of the things in a scene."""


class Alternatives(NamedTuple):
    """An `Alternatives` holds the values of each attribute in a world.

    `changed` returns a thing with another value of an attribute; None where no picture has it.
    """

    values: Mapping[str, tuple[str, ...]]
    changed: Callable[[Thing, str, str], Thing | None]


def with_attribute(thing: Thing, attribute: str, value: str) -> Thing:
    """Return the drawn thing with another attribute; another size changes its extent."""
    if attribute == "size" and value != thing.size:
        return thing._replace(size=value, extent=round(sum(EXTENT[value]) / 2, 4))
    changed: Thing = thing._replace(**{attribute: value})  # type: ignore[arg-type]
    return changed


DRAWN_ALTERNATIVES = Alternatives(ATTRIBUTES, with_attribute)


def edited(scene: Scene, caption: str, negative: str, alternatives: Alternatives = DRAWN_ALTERNATIVES) -> Scene | None:
    """Return the scene with one change after which `negative` is true and `caption` is false; None where none is found.

    Candidates in order: an attribute, the background, exchanged attributes, another count, exchanged places, a moved thing (nearest
    place first). A text outside the language gives None as well.

    Raises:
        ValueError: The scene is of cut-outs, and the alternatives are not those of its world. Its pictures would stay as they are.
    """
    if scene.nouns and alternatives is DRAWN_ALTERNATIVES:
        raise ValueError("a scene of cut-outs needs the alternatives of its world, photo_world(...).alternatives")
    caption_claims, negative_claims = read(caption, scene.nouns), read(negative, scene.nouns)
    if caption_claims is None or negative_claims is None:
        return None

    def is_valid(other: Scene) -> bool:
        return truth_of(negative_claims, other) is True and truth_of(caption_claims, other) is False

    groups = _groups(scene, [noun for claim in caption_claims for noun in claim.nouns])
    for change in CHANGES:
        without_layout = []
        for other in change(scene, groups, alternatives):
            if is_valid(other):
                if has_valid_layout(other, scene):
                    return other
                without_layout.append(other)
        for other in without_layout:
            if (moved := _with_nearest_place(other, scene, is_valid)) is not None:
                return moved
    return None


def _with_nearest_place(scene: Scene, before: Scene, is_valid: Callable[[Scene], bool]) -> Scene | None:
    """Return the scene with one of the changed things moved to the nearest free place where the texts still hold."""
    for i, thing in enumerate(scene.things):
        if thing in before.things:
            continue
        for x, y in _places(thing):
            other = _with(scene, {i: thing._replace(x=x, y=y)})
            if has_valid_layout(other, before) and is_valid(other):
                return other
    return None


def _groups(scene: Scene, nouns: Sequence[Noun]) -> list[Group]:
    """Return the group of things that each noun of the caption denotes, then every single thing."""
    denoted = [tuple(i for i, thing in enumerate(scene.things) if thing in fitting(noun, scene.things)) for noun in nouns]
    return [group for group in dict.fromkeys([*denoted, *((i,) for i in range(len(scene.things)))]) if group]


def _attribute_changes(scene: Scene, groups: Sequence[Group], alternatives: Alternatives) -> Iterator[Scene]:
    for group in groups:
        for attribute, values in alternatives.values.items():
            for value in values:
                if any(getattr(scene.things[i], attribute) != value for i in group):
                    yield from _changed(scene, {i: alternatives.changed(scene.things[i], attribute, value) for i in group})


def _changed(scene: Scene, things: Mapping[int, Thing | None]) -> Iterator[Scene]:
    """Yield the scene with these things, unless one of them has no such look."""
    found = {i: thing for i, thing in things.items() if thing is not None}
    if len(found) == len(things):
        yield _with(scene, found)


def _background_changes(scene: Scene, _: Sequence[Group], __: Alternatives) -> Iterator[Scene]:
    for colour in BACKGROUNDS if not scene.nouns else ():
        if colour != scene.background.colour:
            yield scene._replace(background=Background(colour, scene.background.texture))


def _attribute_exchanges(scene: Scene, groups: Sequence[Group], alternatives: Alternatives) -> Iterator[Scene]:
    for first, second in itertools.combinations(groups, 2):
        if set(first) & set(second):
            continue
        for attribute in alternatives.values:
            value, other_value = (getattr(scene.things[group[0]], attribute) for group in (first, second))
            if value != other_value:
                changed = {i: alternatives.changed(scene.things[i], attribute, other_value) for i in first}
                yield from _changed(scene, changed | {i: alternatives.changed(scene.things[i], attribute, value) for i in second})


def _count_changes(scene: Scene, groups: Sequence[Group], _: Alternatives) -> Iterator[Scene]:
    for count in range(1, MAX_ADDED):
        for group in groups:
            if len(group) > count:
                removed = set(group[-count:])
                yield scene._replace(things=tuple(thing for i, thing in enumerate(scene.things) if i not in removed), group=0)
            more = more_of(scene, scene.things[group[0]], count)
            if more is not None:
                yield more


def more_of(scene: Scene, thing: Thing, count: int) -> Scene | None:
    """Return the scene with `count` more copies of a thing, each in the nearest free place; None where there is no room."""
    things = list(scene.things)
    if len(things) + count > MAX_THINGS:
        return None
    for _ in range(count):
        places = (thing._replace(x=x, y=y) for x, y in _places(thing))
        free = next((each for each in places if is_in_image(each) and all(_are_apart(each, other) for other in things)), None)
        if free is None:
            return None
        things.append(free)
    return scene._replace(things=tuple(things), group=0)


def _place_exchanges(scene: Scene, _: Sequence[Group], __: Alternatives) -> Iterator[Scene]:
    for i, j in itertools.combinations(range(len(scene.things)), 2):
        first, second = scene.things[i], scene.things[j]
        yield _with(scene, {i: first._replace(x=second.x, y=second.y), j: second._replace(x=first.x, y=first.y)})


def _moves(scene: Scene, _: Sequence[Group], __: Alternatives) -> Iterator[Scene]:
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
        if other.cutout is None and other.shape in CONTAINERS and other.extent > thing.extent:
            yield other.x, other.y
        across, along = thing.half_width + other.half_width - OVERLAP, thing.half_height + other.half_height - OVERLAP
        yield from ((other.x, other.y - along), (other.x - across, other.y), (other.x + across, other.y), (other.x, other.y + along))
    for first, second in itertools.combinations(others, 2):
        yield (first.x + second.x) / 2, (first.y + second.y) / 2


def _places(thing: Thing) -> list[tuple[float, float]]:
    """Return the places of a grid over the whole image, nearest first."""
    steps = [round((i + 0.5) / GRID, 4) for i in range(GRID)]
    return sorted(itertools.product(steps, steps), key=lambda place: (place[0] - thing.x) ** 2 + (place[1] - thing.y) ** 2)


CHANGES: tuple[Callable[[Scene, Sequence[Group], Alternatives], Iterator[Scene]], ...] = (
    _attribute_changes,
    _background_changes,
    _attribute_exchanges,
    _count_changes,
    _place_exchanges,
    _moves,
)


def _with(scene: Scene, changed: dict[int, Thing]) -> Scene:
    return scene._replace(things=tuple(changed.get(i, thing) for i, thing in enumerate(scene.things)), group=0)


def has_valid_layout(scene: Scene, before: Scene) -> bool:
    """Return whether the changed things lie inside the image and every pair is apart, nested or touching, as in sampled scenes.

    Pairs that `before` contains in the same drawing order are valid as they are.
    """
    unchanged = set(before.things)
    if not all(thing in unchanged or is_in_image(thing) for thing in scene.things):
        return False
    return all(
        (first in unchanged and second in unchanged and _has_drawing_order(first, second, before))
        or _are_apart(first, second)
        or _are_nested_or_touching(first, second)
        for first, second in itertools.combinations(scene.things, 2)
    )


def _has_drawing_order(first: Thing, second: Thing, scene: Scene) -> bool:
    """Return whether a scene draws the first thing before the second."""
    return scene.things.index(first) < scene.things.index(second)


def _are_apart(first: Thing, second: Thing) -> bool:
    return gap(first, second) >= APART


def _are_nested_or_touching(first: Thing, second: Thing) -> bool:
    """Return whether the second is inside the first, on which it is drawn, or touches it."""
    return inside(second, first) is True or touching(first, second) is True
