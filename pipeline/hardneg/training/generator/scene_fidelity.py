"""Measure how often a drawn scene matches its prompt: the oracle judges the layout, the nearest rendering the decoder."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from hardneg.scenes.graph import ATTRIBUTES, Scene
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import render
from hardneg.scenes.statement import Statement
from hardneg.scenes.text_variants import negatives
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.training.generator.layout_examples import layout_of, scenes_of

EXTENT = {"small": 0.113, "large": 0.186}


class ScenePrompt(NamedTuple):
    """A `ScenePrompt` is a text to draw with the kinds that it counts under."""

    text: str
    kinds: tuple[str, ...]


class FidelityTrial(NamedTuple):
    """A `FidelityTrial` has, for one kind, the number of prompts, the share of true single layouts, and of prompts with one true
    layout of four.
    """

    prompts: int
    single: float
    of_four: float


def captions(seed: int, count: int) -> list[ScenePrompt]:
    """Return captions of the scenes of a seed, by the kinds of their clauses."""
    return [ScenePrompt(sample.caption, ("captions", *_kinds(sample.statement))) for sample in samples(seed, count)]


def changed(seed: int, scenes: int) -> list[ScenePrompt]:
    """Return all negatives of the captions of the scenes of a seed, by family."""
    found = []
    for sample in samples(seed, scenes):
        for pair in negatives(sample.scene, generator_for(seed, sample.id, "generator", "negatives"), sample.statement):
            found.append(ScenePrompt(pair.negative, ("negatives", pair.family.value)))
    return found


def trial(
    pipeline: ScenePipeline, prompts: Sequence[ScenePrompt], attempts: int = 4, steps: int = 20, guidance: float = 2.0
) -> dict[str, FidelityTrial]:
    """Draw the layout of each prompt `attempts` times, and count by kind how many the oracle accepts."""
    texts = [prompt.text for prompt in prompts for _ in range(attempts)]
    generators = [torch.Generator().manual_seed(number) for number in range(len(texts))]
    drawn = scenes_of(pipeline.layouts(texts, generators, steps, guidance))
    right = np.array([is_true(text, scene) is True for text, scene in zip(texts, drawn, strict=True)]).reshape(-1, attempts)
    by_kind: dict[str, list[npt.NDArray[np.bool_]]] = defaultdict(list)
    for prompt, row in zip(prompts, right, strict=True):
        for kind in prompt.kinds:
            by_kind[kind].append(row)
    return {kind: FidelityTrial(len(rows), float(np.mean(rows)), float(np.mean(np.any(rows, axis=1)))) for kind, rows in by_kind.items()}


def read_back(pipeline: ScenePipeline, scenes: Sequence[Scene]) -> dict[str, float]:
    """Return, for each attribute, the share of things whose drawing is nearest to their true value.

    The distance is the squared difference from renderings of the scene with the thing as it is, or with one attribute changed.
    """
    right: dict[str, list[bool]] = defaultdict(list)
    for scene, picture in zip(scenes, pipeline.drawn(layout_of(scenes)), strict=True):
        for attribute, each in as_drawn(picture.permute(1, 2, 0).numpy() * 255, scene).items():
            right[attribute] += each
    return {attribute: float(np.mean(each)) for attribute, each in right.items()}


def as_drawn(pixels: npt.NDArray[np.float32], scene: Scene) -> dict[str, list[bool]]:
    """Return, for each attribute and thing, whether an image (64, 64, 3) of 0 to 255 is nearest to the true rendering."""
    error = _distance(pixels, scene)
    right: dict[str, list[bool]] = defaultdict(list)
    for place, thing in enumerate(scene.things):
        for attribute, values in ATTRIBUTES.items():
            others = [_with(scene, place, attribute, value) for value in values if value != getattr(thing, attribute)]
            right[attribute].append(all(error < _distance(pixels, other) for other in others))
    return right


def _distance(pixels: npt.NDArray[np.float32], scene: Scene) -> float:
    return float(np.square(pixels - np.asarray(render(scene), np.float32)).sum())


def _with(scene: Scene, place: int, attribute: str, value: str) -> Scene:
    changed: dict[str, Any] = {attribute: value}
    thing = scene.things[place]._replace(**changed)
    if attribute == "size":
        thing = thing._replace(extent=EXTENT[value])
    return scene._replace(things=(*scene.things[:place], thing, *scene.things[place + 1 :]))


def _kinds(statement: Statement) -> tuple[str, ...]:
    """Return the kinds of the clauses, `two clauses`, and `count` where something is counted."""
    kinds = dict.fromkeys(clause.relation or clause.kind for clause in statement.clauses)
    if len(statement.clauses) > 1:
        kinds["two clauses"] = None
    if any(phrase.many for clause in statement.clauses for phrase in clause.phrases):
        kinds["count"] = None
    return tuple(kinds)
