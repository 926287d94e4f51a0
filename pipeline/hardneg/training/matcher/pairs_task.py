"""Fine-tune on a user's captions, each with its image, its own hard negatives and its positives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from hardneg.captions.cleaning.clean import Rejected
from hardneg.errors import UserError
from hardneg.matching.image_reading import ImageLocation
from hardneg.seeding import generator_for
from hardneg.training.contrastive_losses import CAPTION, NEGATIVE, POSITIVE, TextBatch, matching_loss
from hardneg.training.matcher.example_order import ExampleOrder
from hardneg.training.matcher.learners import Learner, learner_of
from hardneg.training.matcher.run_examples import Data, RunExample, read_examples

TRIES = 20
"""The number of consecutive unreadable images after which training stops with an error."""
COUNTED = 20
"""Held-out pairs that a family needs to count for the score; a family of one pair would choose the weights by chance."""


class PairsBatch(NamedTuple):
    """A `PairsBatch` holds the input tensor of images and their texts."""

    pixels: Tensor
    texts: TextBatch


@dataclass(frozen=True)
class PairsTask:
    """Train `model` on the examples of `read_examples(data)` with a contrastive and a matching loss.

    A `share` of the images is held out by a hash of their names; at most `max_held_out` of their captions are evaluated. The share
    `calibration` is kept for `calibrate-matcher`, and is not used at all. `features` is the folder with the features of frozen encoders.
    `revision` is that of the data: with other data in the same folder a training does not continue, it begins anew.
    """

    data: str
    model_name: str
    images: int = 16
    negatives: int = 4
    positives: int = 1
    share: float = 0.1
    max_held_out: int = 400
    image_root: str | None = None
    seed: int = 0
    calibration: float = 0.0
    features: str | None = None
    revision: str = ""
    name: str = "pairs"

    def check(self) -> None:
        """Read the first batch, to report a user's mistakes before workers start.

        Raises:
            UserError: The model does not exist, there is nothing to train or evaluate on, or no image can be read.
        """
        order = self._examples()
        self.learner().prepare(order.used(), order.data.places)
        self.batch(0, 0, 1)
        _order.cache_clear()
        _learner.cache_clear()

    def model(self) -> Any:
        """Return the network with its initial weights."""
        return learner_of(self.model_name, self.features).net()

    def batch(self, step: int, rank: int, world: int) -> PairsBatch:
        """Return the examples of a step; each epoch has its own random order (`ExampleOrder`)."""
        return batch_of(self.learner(), *self.drawn(step, rank, world))

    def drawn(self, step: int, rank: int, world: int) -> tuple[list[RunExample], Sequence[Any]]:
        """Return the examples of a step, with their images as the learner opens them."""
        order, learner = self._examples(), self.learner()
        places = range(step * self.images + rank, (step + 1) * self.images, world)
        examples, pictures = zip(*(_readable(learner, order.data, order.at, place) for place in places), strict=True)
        return [self._some(example, step) for example in examples], pictures

    def learner(self) -> Learner:
        """Return the learner of the model, which a process makes once."""
        return _learner(self.model_name, self.features)

    def _examples(self) -> ExampleOrder:
        return _order(self.data, self.image_root, self.share, self.max_held_out, self.seed, self.calibration)

    def _some(self, example: RunExample, step: int) -> RunExample:
        """Return the example with the negatives and positives of one step, sampled for each step."""
        rng = generator_for(self.seed, example.id, "train-matcher", str(step))
        negatives = rng.sample(example.negatives, min(self.negatives, len(example.negatives)))
        positives = rng.sample(example.positives, min(self.positives, len(example.positives)))
        return example._replace(negatives=tuple(negatives), positives=tuple(positives))

    def loss(self, model: Any, batch: PairsBatch) -> tuple[Tensor, Mapping[str, float]]:
        """Return the sum of the contrastive and the matching loss."""
        device = next(model.parameters()).device
        texts = TextBatch(*(each.to(device) for each in batch.texts))
        own, wrong, contrast = model(batch.pixels.to(device), texts)
        match = matching_loss(own, wrong, texts)
        return contrast + match, {"contrast": contrast.item(), "match": match.item()}

    def evaluate(self, model: Any) -> Mapping[str, float]:
        """Return the share of held-out pairs whose caption scores above the negative, by family.

        `score` is that of `mean_of_families`. `positives` is the share of positives that score above all negatives of their caption.
        """
        device = next(model.parameters()).device
        order = self._examples()
        kept, learner = order.held_out, self.learner()
        right: dict[str, list[bool]] = {}
        above: list[bool] = []
        for first in range(0, len(kept), self.images):
            places = range(first, min(first + self.images, len(kept)))
            read = [_readable(learner, order.data, lambda at: kept[at % len(kept)], place) for place in places]
            examples, pictures = zip(*read, strict=True)
            pixels, texts = batch_of(learner, examples, pictures)
            own = model(pixels.to(device), TextBatch(*(each.to(device) for each in texts))).own.float().cpu().tolist()
            place = len(examples)
            for number, example in enumerate(examples):
                positives = own[place : place + len(example.positives)]
                place += len(example.positives)
                negatives = own[place : place + len(example.negatives)]
                place += len(example.negatives)
                for score, (_, family) in zip(negatives, example.negatives, strict=True):
                    right.setdefault(family, []).append(own[number] > score)
                above.extend(score > max(negatives) for score in positives)
        figures = {f"pairwise_{family}": float(np.mean(found)) for family, found in sorted(right.items())}
        return {"score": mean_of_families(right), **figures, **({"positives": float(np.mean(above))} if above else {})}

    def save(self, model: Any, folder: Path) -> None:
        """Write a folder of the base model's kind."""
        folder.mkdir(parents=True, exist_ok=True)
        self.learner().save(model, folder)


def mean_of_families(right: Mapping[str, Sequence[bool]]) -> float:
    """Return the mean of the accuracies of families with `COUNTED` pairs or more; that of all pairs where no family has so many."""
    counted = [float(np.mean(found)) for found in right.values() if len(found) >= COUNTED]
    return float(np.mean(counted or [each for found in right.values() for each in found]))


def batch_of(learner: Learner, examples: Sequence[RunExample], pictures: Sequence[Any]) -> PairsBatch:
    """Return a batch of the texts of `laid_out`."""
    written, image, kind = laid_out(examples)
    ids, mask = learner.read(written)
    numbers: dict[ImageLocation, int] = {}
    group = [numbers.setdefault(example.image, len(numbers)) for example in examples]
    return PairsBatch(learner.see(pictures), TextBatch(ids, mask, torch.tensor(image), torch.tensor(kind), torch.tensor(group)))


def laid_out(examples: Sequence[RunExample]) -> tuple[list[str], list[int], list[int]]:
    """Return the texts of a batch, their images and their kinds: all captions first, then the positives and negatives of each example."""
    written, image, kind = [example.caption for example in examples], list(range(len(examples))), [CAPTION] * len(examples)
    for number, example in enumerate(examples):
        more = [*example.positives, *(text for text, _ in example.negatives)]
        written += more
        image += [number] * len(more)
        kind += [POSITIVE] * len(example.positives) + [NEGATIVE] * len(example.negatives)
    return written, image, kind


def _readable(learner: Learner, data: Data, at: Callable[[int], RunExample], place: int) -> tuple[RunExample, Any]:
    """Return the example at `place` with its image, or the next one whose image can be read.

    Raises:
        UserError: `TRIES` images in a row cannot be read.
    """
    fault = ""
    for more in range(TRIES):
        example = at(place + more)
        found = learner.open(example.image, data.places)
        if not isinstance(found, Rejected):
            return example, found
        fault = found.detail or found.reason.value
    raise UserError(f"{TRIES} images in a row cannot be read ({fault}); name the root of relative paths with --image-root")


@cache
def _order(data: str, image_root: str | None, share: float, max_held_out: int, seed: int, calibration: float) -> ExampleOrder:
    return ExampleOrder(read_examples(data, image_root), data, share, max_held_out, seed, calibration)


@cache
def _learner(model: str, features: str | None) -> Learner:
    return learner_of(model, features)
