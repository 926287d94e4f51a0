"""Render series as in SPEC: images of one scene that differ in one value, each with a caption that is false of all others.

Peng et al. 2024, "Synthesize, Diagnose, and Optimize: Towards Fine-Grained Vision-Language Understanding", have series of size, position,
existence and count. Here the renderer draws them, so only the value differs.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import yaml
from pydantic import Field, ValidationError

from hardneg.errors import UserError
from hardneg.scenes.edit import MAX_THINGS, has_valid_layout, more_of, with_attribute
from hardneg.scenes.graph import Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import png
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.scene_words import NUMBERS, plural
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family
from hardneg.schemas.section import Section
from hardneg.seeding import generator_for
from hardneg.synthesise.pack_pairs import Packing, pack
from hardneg.synthesise.pairs import EditPair

Kind = Literal["count", "size", "position", "existence"]
KINDS: tuple[Kind, ...] = ("count", "size", "position", "existence")
FAMILIES = {"count": Family.COUNT, "size": Family.ATTRIBUTE, "position": Family.RELATION, "existence": Family.OBJECT}
TRIES = 5_000
"""Scenes sampled for a series. About one in 27 has room for a count of six, and one in 140 for a count of seven."""


class Recipe(Section):
    """Configure the series to render: `configs/recipes/series.yaml`."""

    kinds: list[Kind] = list(KINDS)
    n: int = Field(100, ge=1, description="series of each kind")
    values: int = Field(6, ge=2, le=MAX_THINGS, description="maximum number of values of one series; counts go from one to this")
    pixels: int = Field(64, ge=16, le=1024, description="of an image's side")
    seed: int = 0


class Step(NamedTuple):
    """Hold one value of a series: its name, its scene, and a caption that is true of this scene alone."""

    value: str
    scene: Scene
    caption: str


class Series(NamedTuple):
    """Hold a sequence of scenes that differ in one value."""

    id: str
    kind: Kind
    steps: tuple[Step, ...]


def read_recipe(path: str) -> Recipe:
    """Return the recipe in a YAML file.

    Raises:
        UserError: There is no such file, or it is no recipe.
    """
    try:
        return Recipe.model_validate(yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {})
    except (OSError, yaml.YAMLError) as error:
        raise UserError(f"--recipe {path}: cannot be read ({type(error).__name__})") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(f"--recipe {path}: {'.'.join(map(str, first['loc'])) or 'recipe'}: {first['msg']}") from None


def series_of(recipe: Recipe) -> Iterator[Series]:
    """Yield all series of a recipe; series k of a seed and kind does not depend on the others."""
    for kind in recipe.kinds:
        for number in range(recipe.n):
            yield series_at(recipe, kind, number)


def series_at(recipe: Recipe, kind: Kind, number: int) -> Series:
    """Return one series. Scenes are sampled until one has room for all values.

    Raises:
        UserError: None of `TRIES` has.
    """
    name = f"{kind}-{recipe.seed}-{number:05d}"
    rng = generator_for(recipe.seed, name, "series", kind)
    for _ in range(TRIES):
        steps = MAKERS[kind](sample(rng), recipe.values, rng)
        if len(steps) > 1 and _captions_distinguish(steps):
            return Series(name, kind, tuple(steps))
    raise UserError(f"no series {name} in {TRIES} scenes: lower `values` ({recipe.values}) of the recipe, or change its seed")


def write(recipe: Recipe, out: str) -> Packing:
    """Write shards of a recipe: each two images of a series give two rows, in which one is the other's negative."""
    return pack(_pairs(recipe), out, Config(), recipe.model_dump(mode="json"), both=True)


def _pairs(recipe: Recipe) -> Iterator[EditPair]:
    for series in series_of(recipe):
        images = [png(step.scene, recipe.pixels) for step in series.steps]
        fixed = {"family": FAMILIES[series.kind], "kind": series.kind, "method": "series", "group": series.id}
        for i, one in enumerate(series.steps):
            for j in range(i + 1, len(series.steps)):
                other = series.steps[j]
                shown = {
                    "source_image": images[i],
                    "source_caption": one.caption,
                    "edited_image": images[j],
                    "edited_caption": other.caption,
                }
                yield EditPair("series", f"{series.id}-{one.value}-{other.value}", shown | fixed)


def _captions_distinguish(steps: list[Step]) -> bool:
    """Return whether each caption is true of its own scene and false of all others."""
    return all(is_true(one.caption, other.scene) is (one is other) for one in steps for other in steps)


def _counts(scene: Scene, values: int, _: random.Random) -> list[Step]:
    """Vary the count from one to `values`; each image adds one shape and keeps the others in place."""
    thing, name = scene.things[0], _named(scene.things[0])
    whole = more_of(scene, thing, values - 1) if scene.things.count(thing) == 1 else None
    if whole is None:
        return []
    first = len(scene.things)
    texts = [f"{NUMBERS[count]} {name if count == 1 else plural(name)}" for count in range(1, values + 1)]
    scenes = [whole._replace(things=whole.things[: first + count]) for count in range(values)]
    return [Step(NUMBERS[count + 1], scenes[count], f"The picture shows {texts[count]}.") for count in range(values)]


def _sizes(scene: Scene, _: int, __: random.Random) -> list[Step]:
    thing = scene.things[-1]
    steps = []
    for size in ("small", "large"):
        other = scene._replace(things=(*scene.things[:-1], with_attribute(thing, "size", size)), group=0)
        if not has_valid_layout(other, scene):
            return []
        steps.append(Step(size, other, f"The picture shows a {size} {_named(thing)}."))
    return steps


def _positions(scene: Scene, _: int, rng: random.Random) -> list[Step]:
    """Place a shape on each of the four sides of another in the centre."""
    if len(scene.things) < 2:
        return []
    moved, fixed = scene.things[0], scene.things[1]._replace(x=0.5, y=0.5)
    away = rng.uniform(0.32, 0.36)
    places = {"left of": (0.5 - away, 0.5), "right of": (0.5 + away, 0.5), "above": (0.5, 0.5 - away), "below": (0.5, 0.5 + away)}
    steps = []
    for relation, (x, y) in places.items():
        other = scene._replace(things=(fixed, moved._replace(x=x, y=y)), group=0)
        if not has_valid_layout(other, scene):
            return []
        steps.append(Step(relation.removesuffix(" of"), other, f"The picture shows a {_named(moved)} {relation} a {_named(fixed)}."))
    return steps


def _existence(scene: Scene, _: int, __: random.Random) -> list[Step]:
    if len(scene.things) < 2:
        return []
    thing, without = scene.things[-1], scene._replace(things=scene.things[:-1], group=0)
    return [
        Step("there", scene, f"The picture shows a {_named(thing)}."),
        Step("absent", without, f"The picture shows no {_named(thing)}."),
    ]


MAKERS: dict[Kind, Callable[[Scene, int, random.Random], list[Step]]] = {
    "count": _counts,
    "size": _sizes,
    "position": _positions,
    "existence": _existence,
}


def _named(thing: Thing) -> str:
    return f"{thing.colour} {thing.shape}"
