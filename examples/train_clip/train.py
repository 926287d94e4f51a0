"""Train the towers: first on captions of many scenes, then in five ways on shards, from the same start and for the same number of steps."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

import hardneg
from examples.train_clip.data import Sample, batches, captions_of
from examples.train_clip.optimise import optimise
from examples.train_clip.swaps import swaps_of, with_swap
from examples.train_clip.towers import Detector, Towers, score_table
from hardneg.scenes.grammar import caption
from hardneg.scenes.render import render
from hardneg.scenes.scene_sampling import sample
from hardneg.seeding import generator_for

ARMS = {
    "a": "captions alone",
    "b": "swaps as in NegCLIP",
    "c": "negatives of hardneg",
    "d": "and negative images",
    "e": "and positives",
}
START_BATCH, BATCH = 64, 48
START_RATE, RATE = 2e-3, 2e-3
START_SEED = 4_712
"""Seed of the scenes of the start."""


def start(detector: Detector, scenes: int, steps: int, batch: int = START_BATCH) -> Towers:
    """Return towers trained with CLIP's loss on `scenes` scenes, each time with another true caption: they know words, not their order."""
    torch.manual_seed(0)
    towers = Towers(detector.tokenizer)
    drawn = [sample(generator_for(START_SEED, str(number), "demo", "scene")) for number in range(scenes)]
    shapes = torch.cat([detector.shapes([render(each) for each in drawn[i : i + 256]]) for i in range(0, scenes, 256)])
    rng = random.Random(START_SEED)

    def losses() -> Iterator[Tensor]:
        while True:
            chosen = rng.sample(range(scenes), min(batch, scenes))
            texts = [caption(drawn[i], rng) for i in chosen]
            yield contrast(towers, towers.see(shapes[chosen]), texts)

    optimise(towers, [{"params": towers.parameters(), "lr": START_RATE}], losses(), steps, "start")
    return towers


def train(arm: str, towers: Towers, detector: Detector, out: Path, seed: int, steps: int, batch: int = BATCH) -> None:
    """Train the towers for `steps` steps on the shards of `out` in one of five ways (`ARMS`)."""
    torch.manual_seed(seed)
    captions = captions_of(out) if arm == "b" else {}
    swaps = dict(zip(captions, swaps_of(list(captions.values()), seed), strict=True))
    rng = random.Random(seed)

    def losses() -> Iterator[Tensor]:
        for samples in batches(out, seed, batch):
            yield loss_of(arm, towers, detector, [with_swap(each, swaps, rng) for each in samples] if arm == "b" else samples)

    optimise(towers, [{"params": towers.parameters(), "lr": RATE}], losses(), steps, f"{arm} seed {seed}")


def loss_of(arm: str, towers: Towers, detector: Detector, samples: Sequence[Sample]) -> Tensor:
    """Return the loss of a batch: CLIP's, NegCLIP's or TripletCLIP's; with positives also NegCLIP's with each caption paraphrased.

    They are `negclip` and `tripletclip` of `losses.py`, for a model whose scores are not products of two vectors.
    """
    batch = hardneg.collate(samples, negatives=1, positives=1)
    captions = batch["caption"]
    negatives = [text for [text], [has] in zip(batch["negatives"], batch["mask"].tolist(), strict=True) if has and arm != "a"]
    image = towers.see(detector.shapes(batch["image"]))
    loss = contrast(towers, image, captions, negatives)
    if arm in "de" and batch["negative_images"] is not None:
        images = [image for [image] in batch["negative_images"]]
        rows = [i for i, image in enumerate(images) if image is not None]
        others, texts, own = ([column[i] for i in rows] for column in (images, [text for [text] in batch["negatives"]], captions))
        loss = loss + contrast(towers, towers.see(detector.shapes(others)), texts, own)
    if arm == "e":
        said = [text or caption for [text], caption in zip(batch["positives"], captions, strict=True)]
        loss = loss + contrast(towers, image, said, negatives)
    return loss


def contrast(towers: Towers, image: Tensor, texts: Sequence[str], negatives: Sequence[str] = ()) -> Tensor:
    """Return CLIP's loss of B images and their texts, with negatives as further texts for each image."""
    here = torch.arange(len(image))
    logits = towers.scale * score_table(image, towers.read([*texts, *negatives]))
    return (F.cross_entropy(logits, here) + F.cross_entropy(logits[:, : len(image)].T, here)) / 2
