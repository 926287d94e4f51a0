"""How often a drawn scene is what its prompt says: the oracle judges the layout, the nearest rendering what the decoder made of it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from hardneg.scenes.disturb import negatives
from hardneg.scenes.graph import ATTRIBUTES, Scene
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import render
from hardneg.scenes.statement import Statement
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.training.generator.layout_examples import layout_of, scenes_of

EXTENT = {"small": 0.113, "large": 0.186}


class Prompt(NamedTuple):
    """A text to draw and the kinds that it is counted under."""

    text: str
    kinds: tuple[str, ...]


class Trial(NamedTuple):
    """Of one kind: prompts, the share of single layouts that are true of theirs, and that of prompts of which one of four is."""

    prompts: int
    single: float
    of_four: float


def captions(seed: int, count: int) -> list[Prompt]:
    """Captions of the scenes of a seed, counted under the kinds of their clauses."""
    return [Prompt(sample.caption, ("captions", *_kinds(sample.statement))) for sample in samples(seed, count)]


def changed(seed: int, scenes: int) -> list[Prompt]:
    """All negatives of the captions of the scenes of a seed, counted under their families."""
    found = []
    for sample in samples(seed, scenes):
        for pair in negatives(sample.scene, generator_for(seed, sample.id, "generator", "negatives"), sample.statement):
            found.append(Prompt(pair.negative, ("negatives", pair.family.value)))
    return found


def trial(
    pipeline: ScenePipeline, prompts: Sequence[Prompt], attempts: int = 4, steps: int = 20, guidance: float = 2.0
) -> dict[str, Trial]:
    """Draw the layout of each prompt `attempts` times, and let the oracle judge. By kind."""
    texts = [prompt.text for prompt in prompts for _ in range(attempts)]
    generators = [torch.Generator().manual_seed(number) for number in range(len(texts))]
    drawn = scenes_of(pipeline.layouts(texts, generators, steps, guidance))
    right = np.array([is_true(text, scene) is True for text, scene in zip(texts, drawn, strict=True)]).reshape(-1, attempts)
    by_kind: dict[str, list[npt.NDArray[np.bool_]]] = defaultdict(list)
    for prompt, row in zip(prompts, right, strict=True):
        for kind in prompt.kinds:
            by_kind[kind].append(row)
    return {kind: Trial(len(rows), float(np.mean(rows)), float(np.mean(np.any(rows, axis=1)))) for kind, rows in by_kind.items()}


def read_back(pipeline: ScenePipeline, scenes: Sequence[Scene]) -> dict[str, float]:
    """For each attribute the share of things that the decoder draws nearer to what they are than to anything else they could be.

    Nearness is the squared difference from renderings of the scene with that thing as it is, and with one attribute of it changed.
    """
    right: dict[str, list[bool]] = defaultdict(list)
    for scene, picture in zip(scenes, pipeline.drawn(layout_of(scenes)), strict=True):
        for attribute, each in as_told(picture.permute(1, 2, 0).numpy() * 255, scene).items():
            right[attribute] += each
    return {attribute: float(np.mean(each)) for attribute, each in right.items()}


def as_told(pixels: npt.NDArray[np.float32], scene: Scene) -> dict[str, list[bool]]:
    """For each attribute and thing of the scene, whether a picture (64, 64, 3) of 0 to 255 shows it as it is rather than otherwise."""
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
    """Kinds of the clauses, `two clauses`, and `count` where something is counted."""
    kinds = dict.fromkeys(clause.relation or clause.kind for clause in statement.clauses)
    if len(statement.clauses) > 1:
        kinds["two clauses"] = None
    if any(phrase.many for clause in statement.clauses for phrase in clause.phrases):
        kinds["count"] = None
    return tuple(kinds)
