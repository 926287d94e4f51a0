"""Fine-tuning on a user's captions: each with its image, its own hard negatives, and rewordings that stay true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from hardneg.captions.cleaning.clean import Rejected
from hardneg.errors import UserError
from hardneg.matching.image_reading import MAX_PIXELS, read_image
from hardneg.seeding import generator_for
from hardneg.training.contrastive_losses import CAPTION, NEGATIVE, POSITIVE, Texts, matching_loss
from hardneg.training.matcher.learners import Learner, learner_of
from hardneg.training.matcher.run_examples import Data, Example, held_out, read_examples

TRIES = 20
"""Examples in a row whose image cannot be read before that is the user's mistake."""


class Batch(NamedTuple):
    """Pictures as the model takes them, and their texts."""

    pixels: Tensor
    texts: Texts


@dataclass(frozen=True)
class PairsTask:
    """Trains `model` on what `read_examples(data)` finds: contrastive loss plus matching loss.

    `share` of the captions are held out, by a hash of their ids; at most `most` of them are measured.
    """

    data: str
    model_name: str
    images: int = 16
    negatives: int = 4
    positives: int = 1
    share: float = 0.1
    most: int = 400
    image_root: str | None = None
    seed: int = 0
    name: str = "pairs"

    def check(self) -> None:
        """Read a step's captions and pictures, to find a user's mistakes before there are workers; nothing is kept.

        Raises:
            UserError: There is no such model, nothing to train on or to measure, or no picture that can be read.
        """
        self.batch(0, 0, 1)
        _parts.cache_clear()
        _learner.cache_clear()

    def model(self) -> Any:
        """The network with the weights it starts from."""
        return learner_of(self.model_name).net()

    def batch(self, step: int, rank: int, world: int) -> Batch:
        """The captions of a step: each epoch in an order of its own."""
        data, trained, _ = _parts(self.data, self.image_root, self.share)
        epoch = -1
        order: list[int] = []
        chosen = []
        for place in range(step * self.images + rank, (step + 1) * self.images, world):
            if place // len(trained) != epoch:
                epoch = place // len(trained)
                order = np.random.default_rng((self.seed, epoch)).permutation(len(trained)).tolist()
            chosen.append((trained, order[place % len(trained)]))
        examples, pictures = zip(*(_readable(data, *each) for each in chosen), strict=True)
        return batch_of(_learner(self.model_name), [self._some(example, step) for example in examples], pictures)

    def _some(self, example: Example, step: int) -> Example:
        """The example with as many negatives and positives as a step takes, drawn anew each time."""
        chance = generator_for(self.seed, example.id, "train-matcher", str(step))
        negatives = chance.sample(example.negatives, min(self.negatives, len(example.negatives)))
        positives = chance.sample(example.positives, min(self.positives, len(example.positives)))
        return example._replace(negatives=tuple(negatives), positives=tuple(positives))

    def loss(self, model: Any, batch: Batch) -> tuple[Tensor, Mapping[str, float]]:
        """Contrastive plus matching."""
        device = next(model.parameters()).device
        texts = Texts(*(each.to(device) for each in batch.texts))
        own, wrong, contrast = model(batch.pixels.to(device), texts)
        match = matching_loss(own, wrong, texts)
        return contrast + match, {"contrast": contrast.item(), "match": match.item()}

    def evaluate(self, model: Any) -> Mapping[str, float]:
        """Share of held-out pairs whose caption scores above the negative, by family; `score` is the mean over families. `positives` is the
        share of rewordings that score above all negatives of their caption.
        """
        device = next(model.parameters()).device
        data, _, kept = _parts(self.data, self.image_root, self.share)
        right: dict[str, list[bool]] = {}
        above: list[bool] = []
        for first in range(0, min(len(kept), self.most), self.images):
            last = min(first + self.images, len(kept), self.most)
            examples, pictures = zip(*(_readable(data, kept, place) for place in range(first, last)), strict=True)
            pixels, texts = batch_of(_learner(self.model_name), examples, pictures)
            own = model(pixels.to(device), Texts(*(each.to(device) for each in texts))).own.float().cpu().tolist()
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
        score = float(np.mean(list(figures.values())))
        return {"score": score, **figures, **({"positives": float(np.mean(above))} if above else {})}

    def save(self, model: Any, folder: Path) -> None:
        """A folder of the kind that it was made from."""
        folder.mkdir(parents=True, exist_ok=True)
        _learner(self.model_name).save(model, folder)


def batch_of(learner: Learner, examples: Sequence[Example], pictures: Sequence[Image.Image]) -> Batch:
    """Captions first, then of each example its positives and its negatives."""
    written, image, kind = [example.caption for example in examples], list(range(len(examples))), [CAPTION] * len(examples)
    for number, example in enumerate(examples):
        more = [*example.positives, *(text for text, _ in example.negatives)]
        written += more
        image += [number] * len(more)
        kind += [POSITIVE] * len(example.positives) + [NEGATIVE] * len(example.negatives)
    ids, mask = learner.read(written)
    return Batch(learner.see(pictures), Texts(ids, mask, torch.tensor(image), torch.tensor(kind)))


def _readable(data: Data, examples: Sequence[Example], place: int) -> tuple[Example, Image.Image]:
    """The example at `place`, or the next whose image can be read, with the image.

    Raises:
        UserError: There is none among many.
    """
    said = ""
    for more in range(TRIES):
        example = examples[(place + more) % len(examples)]
        found = read_image(example.image, data.root, data.image_root, MAX_PIXELS)
        if not isinstance(found, Rejected):
            return example, found
        said = found.detail or found.reason.value
    raise UserError(f"{TRIES} images in a row cannot be read ({said}); say where relative paths start with --image-root")


@cache
def _parts(data: str, image_root: str | None, share: float) -> tuple[Data, list[Example], list[Example]]:
    """The data, the examples to train on and those held out."""
    found = read_examples(data, image_root)
    kept = [example for example in found.examples if held_out(example.caption_id, share)]
    trained = [example for example in found.examples if not held_out(example.caption_id, share)]
    if not kept or not trained:
        raise UserError(f"--data {data}: {len(found.examples)} captions are too few to hold some out; give a hundred or more")
    return found, trained, kept


@cache
def _learner(model: str) -> Learner:
    return learner_of(model)
