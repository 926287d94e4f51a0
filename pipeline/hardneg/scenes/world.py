"""Enumerate the world: sample k of a seed is always the same scene with the same caption."""

from collections.abc import Iterator
from typing import NamedTuple

from hardneg.scenes.grammar import compose
from hardneg.scenes.graph import Scene
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.statement import Statement
from hardneg.seeding import generator_for


class SceneSample(NamedTuple):
    """A `SceneSample` is a scene with a true caption, as a statement and as text."""

    id: str
    scene: Scene
    statement: Statement
    caption: str


def sample_at(seed: int, number: int) -> SceneSample:
    """Return sample `number` of the world of a seed."""
    id_ = f"{seed}-{number:06d}"
    scene = sample(generator_for(seed, id_, "scenes", "scene"))
    statement = compose(scene, generator_for(seed, id_, "scenes", "caption"))
    return SceneSample(id_, scene, statement, str(statement))


def samples(seed: int, count: int, first: int = 0) -> Iterator[SceneSample]:
    """Yield `count` samples, from number `first` on."""
    for number in range(first, first + count):
        yield sample_at(seed, number)
