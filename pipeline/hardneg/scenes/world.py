"""Enumerate a world: sample k of a seed is always the same scene with the same caption."""

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from PIL import Image

from hardneg.scenes import render, scene_sampling
from hardneg.scenes.edit import DRAWN_ALTERNATIVES, Alternatives
from hardneg.scenes.grammar import compose
from hardneg.scenes.graph import Scene
from hardneg.scenes.statement import Statement
from hardneg.seeding import generator_for


class World(NamedTuple):
    """A `World` is a style of scenes: how they are sampled, rendered and edited.

    `encode` returns the bytes of the file, `revision` is a hash of the pictures that it is made of, and `pixels` the usual side of an
    image.
    """

    style: str
    revision: str
    sample: Callable[[random.Random], Scene]
    render: Callable[[Scene, int], Image.Image]
    encode: Callable[[Scene, int], bytes]
    ending: str
    pixels: int
    alternatives: Alternatives


DRAWN_WORLD = World("drawn", "", scene_sampling.sample, render.render, render.png, "png", 64, DRAWN_ALTERNATIVES)


class SceneSample(NamedTuple):
    """A `SceneSample` is a scene with a true caption, as a statement and as text."""

    id: str
    scene: Scene
    statement: Statement
    caption: str


def sample_at(seed: int, number: int, world: World = DRAWN_WORLD) -> SceneSample:
    """Return sample `number` of the world of a seed."""
    id_ = f"{seed}-{number:06d}"
    scene = world.sample(generator_for(seed, id_, "scenes", "scene"))
    statement = compose(scene, generator_for(seed, id_, "scenes", "caption"))
    return SceneSample(id_, scene, statement, str(statement))


def samples(seed: int, count: int, first: int = 0, world: World = DRAWN_WORLD) -> Iterator[SceneSample]:
    """Yield `count` samples, from number `first` on."""
    for number in range(first, first + count):
        yield sample_at(seed, number, world)
