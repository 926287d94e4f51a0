"""The scenes matcher as a task: the drawn world as an endless stream, first the pictures alone, then texts against them."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from pipeline.match.cross import CrossMatcher, save_cross
from pipeline.match.net import CrossNet
from pipeline.match.scenes_pairs import measured, trial_of
from pipeline.match.shape import Shape
from pipeline.match.train.scene_losses import Graph, Nouns, named_loss, order_loss, seen_loss
from pipeline.match.train.scene_rows import LENGTH, Chunks, Rows
from pipeline.match.train.vocabulary import words
from pipeline.match.words import buckets, tokenizer_of

HELD_OUT = 900_001
"""Seed of the scenes that decide when to stop; neither trained on nor used in tests."""

LOOKED_AT = 12_000
"""Scenes that are seen again and again while there are no texts; their texts follow later."""


class Batch(NamedTuple):
    """Pictures (B, 3, 64, 64); what is in them; buckets of texts with their places among B x T texts; truth and group of these (B, T)."""

    pixels: Tensor
    graph: Graph
    texts: list[tuple[Tensor, Tensor]]
    places: list[Tensor]
    nouns: Nouns
    true: Tensor
    group: Tensor
    family: Tensor


class ScenesTask:
    """Trains `CrossNet` on the scenes of a seed.

    The first `looking` steps see pictures without texts: what is where must be known before a text can be read against it.
    """

    name = "scenes"

    def __init__(
        self, seed: int = 1, pictures: int = 12, texts: int = 24, looking: int = 350, cache: str | None = None, held_out: int = 250
    ) -> None:
        self.seed, self.pictures, self.texts, self.looking = seed, pictures, texts, looking
        self.tokenizer = tokenizer_of(words())
        self.shape = Shape(vocabulary=self.tokenizer.get_vocab_size(), length=LENGTH)
        self._cache = cache
        self._held_out = held_out
        self._chunks: Chunks | None = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_chunks": None}

    def model(self) -> nn.Module:
        """Fresh weights of the seed."""
        torch.manual_seed(self.seed)
        return CrossNet(self.shape)

    def batch(self, step: int, rank: int, world: int) -> Batch:
        """Scenes in the order of their numbers; more of them a step while there are no texts."""
        looking = step < self.looking
        size = self.pictures * 4 if looking else self.pictures
        first = step * size if looking else (step - self.looking) * size
        numbers = np.arange(first + rank, first + size, world, dtype=np.int64)
        if looking:
            numbers %= LOOKED_AT
        return self._batch(self._scenes().rows(numbers), step * world + rank, texts=not looking)

    def prepare(self, chunks: int) -> None:
        """Make so many chunks of scenes ahead, in the cache."""
        for number in range(chunks):
            self._scenes().prepare(number)

    def _scenes(self) -> Chunks:
        if self._chunks is None:
            self._chunks = Chunks(self.seed, self.texts, self.tokenizer, Path(self._cache) if self._cache else None)
        return self._chunks

    def _batch(self, rows: Rows, seed: int, texts: bool) -> Batch:
        found: list[tuple[Tensor, Tensor]] = []
        places: list[Tensor] = []
        if texts:
            count = rows.ids.shape[1]
            lengths = (rows.ids != 0).sum(-1).ravel()
            flat = rows.ids.reshape(-1, rows.ids.shape[-1]).astype(np.int64)
            for bucket in buckets([ids[:length].tolist() for ids, length in zip(flat, lengths, strict=True)], 96):
                place = torch.from_numpy(bucket.places)
                found.append((torch.from_numpy(bucket.ids), torch.div(place, count, rounding_mode="floor")))
                places.append(place)
        graph = Graph(torch.from_numpy(rows.things), torch.from_numpy(rows.ground))
        nouns = Nouns(
            *(torch.from_numpy(each.reshape(-1, each.shape[-1]).astype(np.int64)) for each in (rows.nouns, rows.named, rows.there))
        )
        true, group, family = (torch.from_numpy(each.astype(np.int64)) for each in (rows.true, rows.group, rows.family))
        return Batch(_disturbed(rows.pixels, seed), graph, found, places, nouns, true, group, family)

    def loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, Mapping[str, float]]:
        """The sum of what `scene_losses` says."""
        cells = self.shape.cells
        sight, judged = model(batch.pixels, batch.texts)
        seen = seen_loss(sight, batch.graph, cells)
        if not batch.texts:
            return seen, {"seen": seen.item()}
        scores = torch.empty(batch.true.numel())
        scores = scores.index_copy(0, torch.cat(batch.places), torch.cat([each.score for each in judged])).reshape(batch.true.shape)
        truth = F.binary_cross_entropy_with_logits(scores, batch.true.float())
        order = order_loss(scores, batch.true, batch.group)
        share = 1 / len(judged)
        grounding, there = torch.zeros(()), torch.zeros(())
        for each, place, (_, images) in zip(judged, batch.places, batch.texts, strict=True):
            one, two = named_loss(each, sight, images, batch.nouns.take(place), batch.graph, cells)
            grounding, there = grounding + share * one, there + share * two
        loss = truth + 0.5 * order + 0.5 * seen + 2 * grounding + 0.3 * there
        right = ((scores > 0) == (batch.true > 0)).float()
        figures = {"truth": truth, "order": order, "seen": seen, "grounding": grounding, "there": there, "right": right.mean()}
        figures["hard"] = right[batch.family >= 0].mean()
        return loss, {name: float(value.detach()) for name, value in figures.items()}

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Accuracy by family on scenes that are held out; `score` is the least of them in pairs, with that at logit 0 to break ties."""
        matcher = CrossMatcher(model, self.shape, self.tokenizer, "in training")  # type: ignore[arg-type]
        figures = measured(matcher, trial_of(self._held_out, HELD_OUT), 0.0)
        least = min(figures.pairwise.values()) + 0.1 * min(figures.balanced.values())
        flat = {f"pairwise_{family}": value for family, value in figures.pairwise.items()}
        flat |= {f"balanced_{family}": value for family, value in figures.balanced.items()}
        return {"score": least, **flat, "positives": figures.positives}

    def save(self, model: nn.Module, folder: Path) -> None:
        """A folder that `CrossMatcher.from_folder` reads."""
        save_cross(model, self.shape, self.tokenizer, folder)  # type: ignore[arg-type]


def _disturbed(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], seed: int) -> Tensor:
    """Pictures in [-1, 1], a little lighter or darker, tinted and noisy."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
    count = len(x)
    x = x * (1 + 0.05 * torch.randn(count, 1, 1, 1, generator=generator)) + 0.03 * torch.randn(count, 3, 1, 1, generator=generator)
    strength = 0.06 * torch.rand(count, 1, 1, 1, generator=generator) ** 2
    return x + torch.randn(x.shape, generator=generator) * strength
