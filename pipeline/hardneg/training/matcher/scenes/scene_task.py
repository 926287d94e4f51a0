"""Train the scenes matcher on an endless stream of the drawn world: first on images alone, then on texts with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from hardneg.errors import UserError
from hardneg.matching.cross import CrossMatcher, read_net, save_net
from hardneg.matching.scenes_config import SceneConfig
from hardneg.matching.scenes_network import CrossNet
from hardneg.matching.scenes_tokenizer import buckets, tokenizer_of
from hardneg.training.matcher.scenes.scene_accuracy import measured, trial_of
from hardneg.training.matcher.scenes.scene_losses import Graph, Nouns, lie_loss, named_loss, order_loss, seen_loss
from hardneg.training.matcher.scenes.scene_rows import LENGTH, Chunks, Rows
from hardneg.training.matcher.scenes.vocabulary import words

HELD_OUT = 900_001
"""The seed of the held-out scenes that select the weights; neither training nor tests use it."""
IMAGE_ONLY_SCENES = 12_000
"""The number of scenes that the first steps repeat without texts; their texts follow later."""
IN_BUCKET = 96


class SceneBatch(NamedTuple):
    """A `SceneBatch` holds images (B, 3, 64, 64) with their graphs, and B x T texts in buckets of similar length.

    A bucket has ids, the image of each text, and its index among the B x T texts. Nouns are (B x T, 7); truth, group and family are
    (B, T).
    """

    pixels: Tensor
    graph: Graph
    texts: list[tuple[Tensor, Tensor]]
    places: list[Tensor]
    nouns: Nouns
    true: Tensor
    group: Tensor
    family: Tensor


@dataclass(frozen=True)
class ScenesTask:
    """Train `CrossNet` on `scenes` scenes of a seed, with half of the texts of `pictures` images a step, alternating.

    The first `image_steps` steps use twice as many images without texts, because texts can only be grounded once things are detected.
    `cache` is a folder that stores the scenes; it does not change them. `start` is the folder of a matcher to continue from.
    `drawn` is a folder of generated images to learn from as well (`hardneg.training.matcher.scenes.drawings`).
    """

    seed: int = 1
    pictures: int = 24
    texts: int = 24
    scenes: int = 42_000
    image_steps: int = 600
    held_out: int = 250
    cache: str | None = None
    start: str | None = None
    drawn: str | None = None
    name: str = "scenes"

    def model(self) -> Any:
        """Return fresh weights of the seed, or those of `start`."""
        if self.start is not None:
            net, shape, tokenizer = read_net(Path(self.start))
            same = shape.model_copy(update={"threshold": 0.0, "unlearnt": ()}) == self.shape()
            if not same or tokenizer.get_vocab() != scene_tokenizer().get_vocab():
                raise UserError(f"{self.start}: of other words, or other measures, than the scenes matcher has now; begin anew")
            return net
        torch.manual_seed(self.seed)
        return CrossNet(self.shape())

    def shape(self) -> SceneConfig:
        """Return the network's sizes."""
        return SceneConfig(vocabulary=scene_tokenizer().get_vocab_size(), length=LENGTH)

    def batch(self, step: int, rank: int, world: int) -> SceneBatch:
        """Return scenes in the order of their numbers."""
        images_only = step < self.image_steps
        size = self.pictures * 2 if images_only else self.pictures
        first = step * size if images_only else (step - self.image_steps) * size
        numbers = np.arange(first, first + size, dtype=np.int64)
        rows = scenes_of(self.seed, self.texts, self.cache, self.drawn).rows(numbers % (IMAGE_ONLY_SCENES if images_only else self.scenes))
        pixels = disturbed(rows.pixels, step)[rank::world]  # seeded by the whole step, so that the number of workers changes no image
        rows = rows.take(np.arange(rank, size, world))
        half = self.texts // 2
        texts = slice(half, None) if first // self.scenes % 2 else slice(0, half)
        return batch_of(rows if images_only else rows.with_texts(texts), pixels, with_texts=not images_only)

    def loss(self, model: Any, batch: SceneBatch) -> tuple[Tensor, Mapping[str, float]]:
        """Return the weighted sum of `scene_losses`, and the accuracy on all texts and on hard negatives."""
        cells = self.shape().cells
        sight, judged = model(batch.pixels, batch.texts)
        seen = seen_loss(sight, batch.graph, cells)
        if not batch.texts:
            return seen, {"seen": seen.item()}
        scores = torch.cat([each.score for each in judged])
        scores = torch.empty_like(scores).index_copy(0, torch.cat(batch.places), scores).reshape(batch.true.shape)
        named = [
            named_loss(each, sight, images, batch.nouns.take(place), batch.graph, cells)
            for each, place, (_, images) in zip(judged, batch.places, batch.texts, strict=True)
        ]
        lies = [
            lie_loss(each, images, batch.nouns.take(place), batch.graph)
            for each, place, (_, images) in zip(judged, batch.places, batch.texts, strict=True)
        ]
        parts = {
            "truth": F.binary_cross_entropy_with_logits(scores, torch.where(batch.true < 0, 0.5, batch.true.float())),
            "order": order_loss(scores, batch.true, batch.group),
            "seen": seen,
            "grounding": torch.stack([grounding for grounding, _ in named]).mean(),
            "there": torch.stack([there for _, there in named]).mean(),
            "lie": torch.stack(lies).mean(),
        }
        loss = parts["truth"] + 0.5 * parts["order"] + 0.5 * seen + 2 * parts["grounding"] + parts["there"] + 0.5 * parts["lie"]
        right = ((scores > 0) == (batch.true > 0)).float()
        figures = {name: part.item() for name, part in parts.items()}
        return loss, figures | {"right": right[batch.true >= 0].mean().item(), "right_hard": right[batch.family >= 0].mean().item()}

    def evaluate(self, model: Any) -> Mapping[str, float]:
        """Return accuracy by family on held-out scenes; `score` is the smallest pairwise accuracy, with that at logit 0 as a
        tie-breaker.
        """
        matcher = CrossMatcher(model, self.shape(), scene_tokenizer(), "in training")
        figures = measured(matcher, trial_of(self.held_out, HELD_OUT), 0.0)
        score = min(figures.pairwise.values()) + 0.1 * min(figures.balanced.values())
        by_family = {f"pairwise_{family}": value for family, value in figures.pairwise.items()}
        by_family |= {f"balanced_{family}": value for family, value in figures.balanced.items()}
        return {"score": score, "captions": figures.captions, "positives": figures.positives, **by_family}

    def save(self, model: Any, folder: Path) -> None:
        """Write a folder that `CrossMatcher.from_folder` reads."""
        save_net(model, self.shape(), scene_tokenizer(), folder)


@cache
def scene_tokenizer() -> Tokenizer:
    """Return the tokenizer of all models of the drawn world."""
    return tokenizer_of(words())


@cache
def scenes_of(seed: int, texts: int, folder: str | None, drawn: str | None = None) -> Chunks:
    """Return the stream of training scenes of a seed, cached in the process so that tasks share it."""
    return Chunks(seed, texts, scene_tokenizer(), Path(folder) if folder else None, drawn=Path(drawn) if drawn else None)


def batch_of(rows: Rows, pixels: Tensor, with_texts: bool) -> SceneBatch:
    """Return rows as tensors; `pixels` are the augmented images."""
    found: list[tuple[Tensor, Tensor]] = []
    places: list[Tensor] = []
    if with_texts:
        count = rows.ids.shape[1]
        lengths = (rows.ids != 0).sum(-1).ravel()
        flat = rows.ids.reshape(-1, rows.ids.shape[-1])
        for bucket in buckets([ids[:length].tolist() for ids, length in zip(flat, lengths, strict=True)], IN_BUCKET):
            place = torch.from_numpy(bucket.places)
            found.append((torch.from_numpy(bucket.ids), torch.div(place, count, rounding_mode="floor")))
            places.append(place)
    nouns = Nouns(*(torch.from_numpy(each.reshape(-1, each.shape[-1]).astype(np.int64)) for each in (rows.nouns, rows.named, rows.there)))
    true, group, family = (torch.from_numpy(each.astype(np.int64)) for each in (rows.true, rows.group, rows.family))
    graph = Graph(torch.from_numpy(rows.things), torch.from_numpy(rows.ground))
    return SceneBatch(pixels, graph, found, places, nouns, true, group, family)


def disturbed(pixels: npt.NDArray[np.uint8], seed: int) -> Tensor:
    """Return images in [-1, 1] with small random brightness, tint and noise."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
    count = len(x)
    x = x * (1 + 0.05 * torch.randn(count, 1, 1, 1, generator=generator)) + 0.03 * torch.randn(count, 3, 1, 1, generator=generator)
    strength = 0.06 * torch.rand(count, 1, 1, 1, generator=generator) ** 2
    return x + torch.randn(x.shape, generator=generator) * strength
