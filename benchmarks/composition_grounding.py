"""Train a head on compositions with losses on what is where, which the graphs of the scenes tell.

* From the cell with the centre of a thing a layer has to read its noun, colour and size.
* In the first round of grounding, the first head of the token of a noun has to attend to the cells with the centres of the things that
  the noun phrase describes, and to no others. A text may describe what is not there; then it has to attend to nothing. The sum of the
  attention is then the number of things, and its centre their place. A loss of its own is on the sum.
* Of two nouns in succession that describe one thing each, the second has to say halfway through the rounds on which side of its thing the
  other lies.
* Each noun has to say there too how many things it describes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from hardneg.matching.features_network import EncodedImages, EncodedTexts, Grounding
from hardneg.scenes.caption_reading import Noun, nouns
from hardneg.scenes.graph import Scene, Thing, from_dict
from hardneg.scenes.language import language_of
from hardneg.scenes.oracle import fitting
from hardneg.scenes.space import direction
from hardneg.training.contrastive_losses import TextBatch, matching_loss
from hardneg.training.matcher.pairs_task import PairsTask, batch_of, laid_out

LOOKS, WHERE, SUM, SIDE, COUNT = 1.0, 1.0, 0.5, 0.5, 0.5
"""Weights of the losses on what things look like, on the cells of a noun, summed over the cells, on their sum, on sides and on numbers."""

MOST = 7
"""The largest number of things that is told from larger ones."""

ATTRIBUTES = ("shape", "colour", "size")
SIDES = ("left", "right", "above", "below")


class Ground(NamedTuple):
    """Hold a noun of a text: its last token, the cells of its things, and where in `SIDES` the thing before lies, or -1."""

    token: int
    cells: tuple[int, ...]
    side: int


class Grounds(NamedTuple):
    """Hold K nouns of a batch: the text of each (K,), its token (K,), 1 for the cells of its things, else 0, (K, P), and sides (K,)."""

    text: Tensor
    token: Tensor
    cells: Tensor
    side: Tensor


class Looks(NamedTuple):
    """Hold the things of a batch: the image, the cell of the centre, and the number of the noun, the colour (-1: doubtful) and the size."""

    image: Tensor
    cell: Tensor
    shape: Tensor
    colour: Tensor
    size: Tensor


class GroundedBatch(NamedTuple):
    """Hold a `PairsBatch` with its things and the places of its nouns."""

    pixels: Tensor
    texts: TextBatch
    looks: Looks
    grounds: Grounds


@dataclass(frozen=True)
class GroundedTask(PairsTask):
    """Train as `PairsTask`, with losses on what is where, and on how many.

    `scenes` is the folder with the graphs of the examples.
    """

    scenes: str = ""
    name: str = "grounded"

    def model(self) -> Any:
        """Return the network with its initial weights, and layers that read looks from cells and sides from words, which are not saved."""
        made = super().model()
        width = made.net.cross.words.out_features
        made.sides, made.numbers = nn.Linear(width, len(SIDES)), nn.Linear(width, MOST + 1)
        values = language_of(next(iter(scenes_of(self.scenes).values())).nouns).values
        made.looks = nn.ModuleDict({name: nn.Linear(width, len(values[name])) for name in ATTRIBUTES})
        return made

    def batch(self, step: int, rank: int, world: int) -> Any:
        """Return the examples of a step with the places of their nouns."""
        examples, pictures = self.drawn(step, rank, world)
        learner: Any = self.learner()
        written, image, _ = laid_out(examples)
        texts, side, known = learner.stored.text_encoder.texts, learner.config.side, scenes_of(self.scenes)
        found = [
            (text, ground)
            for text, (words, at) in enumerate(zip(written, image, strict=True))
            for ground in grounds_of(words, known[examples[at].id], texts, side)
        ]
        wanted = torch.zeros(len(found), side**2)
        for row, (_, ground) in zip(wanted, found, strict=True):
            row[list(ground.cells)] = 1.0
        seen = [known[example.id] for example in examples]
        looks = [(image, *look) for image, scene in enumerate(seen) for look in looks_of(scene, side)]
        of = [torch.tensor(each) for each in ([text for text, _ in found], *([g[i] for _, g in found] for i in (0, 2)))]
        things = Looks(*torch.tensor(looks).T)
        return GroundedBatch(*batch_of(learner, examples, pictures), things, Grounds(of[0], of[1], wanted, of[2]))

    def loss(self, model: Any, batch: Any) -> tuple[Tensor, Mapping[str, float]]:
        """Return the sum of the contrastive loss, the matching loss, and those on looks, places, sums, sides and numbers."""
        cross, heard = model.net.cross, list[Tensor]()
        sight, reading = model.net.see(batch.pixels), model.read(batch.texts)
        hook = cross.fusion[(len(cross.fusion) - 1) // 2].register_forward_hook(lambda _, __, words: heard.append(words))
        own, wrong, contrast = model.matched(sight, reading, batch.texts)
        hook.remove()
        match = matching_loss(own, wrong, batch.texts)
        ground, total = grounding_loss(cross.grounding[0], sight, reading, batch.texts.image, batch.grounds)
        side = side_loss(model.sides, heard[0], batch.grounds)  # the first words are those of the texts with their own images
        looks = looks_loss(model.looks, cross, batch.pixels, batch.looks)
        count = number_loss(model.numbers, heard[0], batch.grounds)
        figures = {"contrast": contrast, "match": match, "looks": looks, "ground": ground, "sum": total, "side": side, "count": count}
        whole = contrast + match + LOOKS * looks + WHERE * ground + SUM * total + SIDE * side + COUNT * count
        return whole, {name: each.item() for name, each in figures.items()}


def looks_loss(layers: Any, cross: Any, pixels: Tensor, looks: Looks) -> Tensor:
    """Return the mean over noun, colour and size of the loss of what `layers` read from the cells of things."""
    cells = cross.cells(cross.drop(cross.image_norm(pixels[looks.image, 1 + looks.cell])))
    wanted = looks._asdict()
    losses = [F.cross_entropy(layers[name](cells), wanted[name], ignore_index=-1, reduction="sum") / len(cells) for name in ATTRIBUTES]
    return torch.stack(losses).mean()


def grounding_loss(layer: Grounding, sight: EncodedImages, reading: EncodedTexts, image: Tensor, grounds: Grounds) -> tuple[Tensor, Tensor]:
    """Return the binary loss of the attention of each noun to each cell, summed over the cells, and the loss of its sum."""
    words = reading.words[grounds.text, grounds.token]
    width = words.shape[-1] // layer.heads
    query = layer.query(layer.norm(words))[:, :width]
    keys = sight.cells[image[grounds.text], 0, 0, 0]
    logits = (keys @ query[:, :, None])[..., 0] * width**-0.5 + layer.offset[0, 0]
    each = F.binary_cross_entropy_with_logits(logits, grounds.cells, reduction="sum") / len(words)
    return each, F.smooth_l1_loss(logits.sigmoid().sum(1), grounds.cells.sum(1))


def side_loss(layer: nn.Module, words: Tensor, grounds: Grounds) -> Tensor:
    """Return the loss of the sides that `layer` reads from words (N, L, d) of nouns; 0 where no noun has one."""
    known = grounds.side >= 0
    if not known.any():
        return words.sum() * 0
    return F.cross_entropy(layer(words[grounds.text[known], grounds.token[known]]), grounds.side[known])


def number_loss(layer: nn.Module, words: Tensor, grounds: Grounds) -> Tensor:
    """Return the loss of the numbers of things that `layer` reads from words (N, L, d) of nouns."""
    number = grounds.cells.sum(1).long().clamp(max=MOST)
    return F.cross_entropy(layer(words[grounds.text, grounds.token]), number)


@cache
def scenes_of(folder: str) -> Mapping[str, Scene]:
    """Return the scenes of a folder by the id of the example."""
    lines = (Path(folder) / "graphs.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: from_dict(row["scene"]) for row in map(json.loads, lines)}


@cache
def looks_of(scene: Scene, side: int) -> Sequence[tuple[int, ...]]:
    """Return the cell of the centre of each thing, and the numbers of its noun, its colour and its size; -1 for a doubtful colour."""
    values = language_of(scene.nouns).values
    return [
        (_cell(each, side), *(values[name].index(getattr(each, name)) if getattr(each, name) else -1 for name in ATTRIBUTES))
        for each in scene.things
    ]


@cache
def grounds_of(text: str, scene: Scene, texts: Any, side: int) -> Sequence[Ground]:
    """Return the nouns of a text with the cells of the centres of the things that their phrases describe.

    `texts` tokenizes as the text encoder does. Nouns are skipped if a doubtful colour decides what they describe, and so are all nouns
    of a text that cannot be read.
    """
    phrases = nouns(text, scene.nouns)
    spans = list(_pattern(scene.nouns).finditer(text.lower()))
    if phrases is None or len(phrases) != len(spans):
        return ()
    read = texts.tokenizer(text, truncation=True, max_length=texts.limit)
    found: list[Ground] = []
    before: list[Thing] = []
    for phrase, span in zip(phrases, spans, strict=True):
        token = read.char_to_token(span.end() - 1)
        if token is not None and not any(_is_doubtful(phrase, thing) for thing in scene.things):
            things = fitting(phrase, scene.things)
            found.append(Ground(token, tuple(_cell(thing, side) for thing in things), _side(before, things)))
            before = things
    return tuple(found)


@cache
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted(language_of(known).nouns, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def _is_doubtful(phrase: Noun, thing: Thing) -> bool:
    """Return whether some would use a colour of the phrase for the thing, and nothing else in the phrase excludes it."""
    doubtful = thing.cutout.doubtful if thing.cutout is not None else ()
    colours = [value for attribute, value in phrase.required if attribute == "colour"]
    others = phrase._replace(required=tuple(each for each in phrase.required if each[0] != "colour"))
    return any(colour in doubtful for colour in colours) and bool(fitting(others, [thing]))


def _side(before: Sequence[Thing], things: Sequence[Thing]) -> int:
    """Return where the one thing lies, seen from the other; -1 where there are several, or none, or no clear side."""
    found = direction(before[0], things[0]) if len(before) == len(things) == 1 and before[0] is not things[0] else None
    return SIDES.index(found) if found is not None else -1


def _cell(thing: Thing, side: int) -> int:
    column, row = (min(side - 1, max(0, int(at * side))) for at in (thing.x, thing.y))
    return row * side + column
