"""Add things to a scene so that a caption stays true, and its negative becomes true as well or stays false.

A negative of a run is invalid because of something else in the image: *a blue car* for *a red car*, where there are both. Scenes seldom
have that by chance. Here a thing is added that makes the negative true; in the other half of the scenes one is added that does not. So
neither the texts nor the number of things tells which is which.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from hardneg.scenes.caption_reading import Noun, read
from hardneg.scenes.edit import DRAWN_ALTERNATIVES, MAX_THINGS, Alternatives
from hardneg.scenes.grammar import compose
from hardneg.scenes.graph import Scene, Thing
from hardneg.scenes.oracle import fitting, truth_of
from hardneg.scenes.placement import are_apart, is_in_image
from hardneg.scenes.statement import Statement
from hardneg.scenes.text_variants import SceneNegative, negatives
from hardneg.schemas.family import Family

PLACES = 30
"""Random places that are tried for an added thing."""
FIRST = 6
"""Scenes with one added thing to which a second is added, if one is not enough."""
CAPTIONS = 8
"""Captions of a scene that are tried until each family has a pair."""


class AddedPair(NamedTuple):
    """Hold a caption with a negative and a scene of which the caption is true; the negative is false of it where `valid`."""

    texts: SceneNegative
    scene: Scene
    valid: bool


def added_pairs(
    scene: Scene, rng: random.Random, statement: Statement | None = None, alternatives: Alternatives = DRAWN_ALTERNATIVES
) -> list[AddedPair]:
    """Return at most one pair of each family, valid or invalid with equal probability, of `statement` and further captions of the scene.

    A family is absent if things can be added to make a pair invalid but not to keep it valid, or the reverse.
    """
    found: dict[Family, AddedPair] = {}
    for turn in range(CAPTIONS):
        one = statement if statement is not None and turn == 0 else compose(scene, rng)
        for texts in negatives(scene, rng, one):
            if texts.family not in found and (scenes := with_additions(scene, texts, rng, alternatives)) is not None:
                valid = rng.random() < 0.5
                found[texts.family] = AddedPair(texts, scenes[not valid], valid)
    return [found[family] for family in Family if family in found]


def with_additions(
    scene: Scene, texts: SceneNegative, rng: random.Random, alternatives: Alternatives = DRAWN_ALTERNATIVES
) -> tuple[Scene, Scene] | None:
    """Return the scene with equally many things added such that the negative stays false, and such that it is true; the caption stays true.

    None where no such things are found: a count or a unique thing may exclude them, and there may be no room or no picture.
    """
    claims, others = read(texts.caption, scene.nouns), read(texts.negative, scene.nouns)
    if claims is None or others is None:
        return None
    nouns = [noun for claim in (*others, *claims) for noun in claim.nouns]
    described = [look for noun in nouns if (look := _look(noun, scene, alternatives)) is not None]
    looks = list(dict.fromkeys([*described, *scene.things]))

    def is_true(other: Scene) -> bool:
        return truth_of(claims, other) is True

    def pair(candidates: Iterator[Scene]) -> tuple[Scene, Scene] | None:
        made: dict[bool, Scene] = {}
        for other in candidates:
            truth = truth_of(others, other)
            if truth is not None and truth not in made and is_true(other):
                made[truth] = other
            if len(made) == 2:
                return made[False], made[True]
        return None

    return pair(_with_one(scene, looks, rng)) or pair(_with_two(scene, looks, rng, is_true))


def _with_two(scene: Scene, looks: Sequence[Thing], rng: random.Random, keep: Callable[[Scene], bool]) -> Iterator[Scene]:
    for first in islice(filter(keep, _with_one(scene, looks, rng)), FIRST):
        yield from _with_one(first, looks, rng)


def _with_one(scene: Scene, looks: Sequence[Thing], rng: random.Random) -> Iterator[Scene]:
    """Yield the scene with one of the things at random places where there is room."""
    if len(scene.things) >= MAX_THINGS:
        return
    for _ in range(PLACES):
        x, y = round(rng.random(), 4), round(rng.random(), 4)
        for look in rng.sample(looks, len(looks)):
            thing = look._replace(x=x, y=y)
            if is_in_image(thing) and are_apart(thing, scene.things):
                yield scene._replace(things=(*scene.things, thing), group=0)


def _look(noun: Noun, scene: Scene, alternatives: Alternatives) -> Thing | None:
    """Return a thing that the noun phrase describes: the one of the scene that needs the fewest changes; None where no picture has it."""
    wanted = sorted(noun.required, key=lambda each: each[0] != "shape")  # another picture may have another colour
    if any(value not in alternatives.values.get(attribute, ()) for attribute, value in wanted):
        return None

    def lacking(thing: Thing) -> int:
        return sum(getattr(thing, attribute) != value for attribute, value in wanted)

    for thing in sorted(scene.things, key=lacking):
        made: Thing | None = thing
        for attribute, value in wanted:
            if made is not None and getattr(made, attribute) != value:
                made = alternatives.changed(made, attribute, value)
        if made is not None and fitting(noun, [made]):
            return made
    return None
