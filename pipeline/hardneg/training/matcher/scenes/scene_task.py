"""The scenes matcher as a task: the drawn world as an endless stream, first the pictures alone, then texts against them."""

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
"""Seed of the scenes that decide which weights are kept; neither trained on nor used in tests."""
LOOKED_AT = 12_000
"""Scenes that are seen again and again while there are no texts; their texts follow later."""
IN_BUCKET = 96


class Batch(NamedTuple):
    """Pictures (B, 3, 64, 64) and what is in them; buckets of texts: ids, picture of each; places of these among the B x T texts; then, of
    all texts, their nouns (B x T, 7), their truth, group and family (B, T).
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
    """Trains `CrossNet` on `scenes` scenes of a seed, with half of the texts of each of `pictures` pictures a step, by turns.

    The first `looking` steps see twice as many pictures, without texts: what is where must be known before a text can be read
    against it. `cache` is a folder that keeps the scenes; they are the same without it. `start` is the folder of a matcher to go on from,
    `drawn` one of a generator's pictures to learn from as well (`hardneg.training.matcher.scenes.drawings`).
    """

    seed: int = 1
    pictures: int = 24
    texts: int = 24
    scenes: int = 42_000
    looking: int = 600
    held_out: int = 250
    cache: str | None = None
    start: str | None = None
    drawn: str | None = None
    name: str = "scenes"

    def model(self) -> Any:
        """Fresh weights of the seed, or those of `start`."""
        if self.start is not None:
            net, shape, tokenizer = read_net(Path(self.start))
            same = shape.model_copy(update={"threshold": 0.0, "unlearnt": ()}) == self.shape()
            if not same or tokenizer.get_vocab() != scene_tokenizer().get_vocab():
                raise UserError(f"{self.start}: of other words, or other measures, than the scenes matcher has now; begin anew")
            return net
        torch.manual_seed(self.seed)
        return CrossNet(self.shape())

    def shape(self) -> SceneConfig:
        """The measures of the network."""
        return SceneConfig(vocabulary=scene_tokenizer().get_vocab_size(), length=LENGTH)

    def batch(self, step: int, rank: int, world: int) -> Batch:
        """Scenes in the order of their numbers."""
        looking = step < self.looking
        size = self.pictures * 2 if looking else self.pictures
        first = step * size if looking else (step - self.looking) * size
        numbers = np.arange(first, first + size, dtype=np.int64)
        rows = scenes_of(self.seed, self.texts, self.cache, self.drawn).rows(numbers % (LOOKED_AT if looking else self.scenes))
        pixels = disturbed(rows.pixels, step)[rank::world]  # of the whole step, so that the number of workers changes no picture
        rows = rows.take(np.arange(rank, size, world))
        half = self.texts // 2
        texts = slice(half, None) if first // self.scenes % 2 else slice(0, half)
        return batch_of(rows if looking else rows.with_texts(texts), pixels, with_texts=not looking)

    def loss(self, model: Any, batch: Batch) -> tuple[Tensor, Mapping[str, float]]:
        """The weighted sum of what `scene_losses` says, and the share of texts judged rightly: of all, and of hard negatives."""
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
        """Accuracy by family on held-out scenes; `score` is the least of them in pairs, with that at logit 0 to break ties."""
        matcher = CrossMatcher(model, self.shape(), scene_tokenizer(), "in training")
        figures = measured(matcher, trial_of(self.held_out, HELD_OUT), 0.0)
        score = min(figures.pairwise.values()) + 0.1 * min(figures.balanced.values())
        by_family = {f"pairwise_{family}": value for family, value in figures.pairwise.items()}
        by_family |= {f"balanced_{family}": value for family, value in figures.balanced.items()}
        return {"score": score, "captions": figures.captions, "positives": figures.positives, **by_family}

    def save(self, model: Any, folder: Path) -> None:
        """A folder that `CrossMatcher.from_folder` reads."""
        save_net(model, self.shape(), scene_tokenizer(), folder)


@cache
def scene_tokenizer() -> Tokenizer:
    """The tokenizer of all models of the drawn world."""
    return tokenizer_of(words())


@cache
def scenes_of(seed: int, texts: int, folder: str | None, drawn: str | None = None) -> Chunks:
    """The stream of training scenes of a seed; one a process, so that tasks share what it keeps."""
    return Chunks(seed, texts, scene_tokenizer(), Path(folder) if folder else None, drawn=Path(drawn) if drawn else None)


def batch_of(rows: Rows, pixels: Tensor, with_texts: bool) -> Batch:
    """Rows as tensors; `pixels` are their pictures as the network is shown them."""
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
    return Batch(pixels, graph, found, places, nouns, true, group, family)


def disturbed(pixels: npt.NDArray[np.uint8], seed: int) -> Tensor:
    """Pictures in [-1, 1], a little lighter or darker, tinted and noisy."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
    count = len(x)
    x = x * (1 + 0.05 * torch.randn(count, 1, 1, 1, generator=generator)) + 0.03 * torch.randn(count, 3, 1, 1, generator=generator)
    strength = 0.06 * torch.rand(count, 1, 1, 1, generator=generator) ** 2
    return x + torch.randn(x.shape, generator=generator) * strength
