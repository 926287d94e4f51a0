"""Train the towers in four ways on the training half, from the same start and for the same number of steps."""

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import hardneg
from examples.train_clip.losses import negclip
from examples.train_clip.optimise import optimise
from examples.train_clip.swaps import swaps_of, with_swap
from examples.train_photos.data import TRAIN, negatives_of
from examples.train_photos.towers import Stored, Towers
from hardneg.errors import UserError

ARMS = {
    "a": "captions alone",
    "b": "swaps as in NegCLIP",
    "c": "negatives of hardneg",
    "e": "and positives",
}
BATCH = 32
TEXT_RATE, IMAGE_RATE = 3e-5, 1e-5
SWAPS = 1
"""Upper bound of the swaps of one caption, of which training draws one; by default it sees a caption less than once."""

Sample = dict[str, Any]


def train(arm: str, towers: Towers, stored: Stored, out: Path, seed: int, steps: int) -> None:
    """Train the towers for `steps` steps in one of four ways (`ARMS`)."""
    torch.manual_seed(seed)
    features = stored.images()
    rows = negatives_of(out, TRAIN)
    image_of = {row.caption_id: str(row.image) for row in rows}
    swaps = swaps_by_id(out) if arm == "b" else {}
    rng = random.Random(seed)

    def losses() -> Iterator[Tensor]:
        for samples in batches(out, seed, image_of):
            seen = torch.stack([features[image_of[sample["caption_id"]]] for sample in samples])
            yield loss_of(arm, towers, stored, [with_swap(each, swaps, rng) for each in samples] if arm == "b" else samples, seen)

    text = {"params": towers.upper.parameters(), "lr": TEXT_RATE}
    image = {"params": [*towers.map.parameters(), towers.log_scale], "lr": IMAGE_RATE}
    optimise(towers, [text, image], losses(), steps, f"{arm} seed {seed}")


def batches(out: Path, seed: int, image_of: Mapping[str, str], size: int = BATCH) -> Iterator[list[Sample]]:
    """Yield lists of samples of different images without end: in each epoch each caption with one of its negatives and of its positives.

    Two captions of one image in a batch would be negatives of each other though both are true, so the second waits for the next batch.

    Raises:
        UserError: The shards have no sample, or fewer images with one than a batch has.
    """
    loader = hardneg.load(str(out / TRAIN / "run"), negatives=1, positives=1, images=False, seed=seed)
    size = min(size, len(set(image_of.values())))
    images: set[str] = set()
    waiting: list[Sample] = []
    epoch = 0
    while True:
        loader.set_epoch(epoch)
        for sample in loader:
            waiting.append(sample)
            images.add(image_of[sample["caption_id"]])
            chosen: dict[str, Sample] = {}
            for each in waiting:
                chosen.setdefault(image_of[each["caption_id"]], each)
            if len(chosen) >= size:
                batch = list(chosen.values())[:size]
                waiting = [each for each in waiting if all(each is not one for one in batch)]
                yield batch
        if not images or len(images) < size:
            raise UserError(f"{out}: {len(images)} images have a caption with a negative to train on, too few for a batch of {size}")
        epoch += 1


def loss_of(arm: str, towers: Towers, stored: Stored, samples: list[Sample], features: Tensor) -> Tensor:
    """Return CLIP's or NegCLIP's loss of a batch, given the features of its images; with positives also NegCLIP's of the paraphrases."""
    batch = hardneg.collate(samples, negatives=1, positives=1)
    captions = batch["caption"]
    mask = batch["mask"] if arm != "a" else torch.zeros_like(batch["mask"])
    negatives = [text for [text], [there] in zip(batch["negatives"], mask.tolist(), strict=True) if there]
    said = [text or caption for [text], caption in zip(batch["positives"], captions, strict=True)] if arm == "e" else []
    texts = towers.read(*stored.read([*captions, *negatives, *said]))
    image = towers.see(features)
    caption, false, positive = texts.split([len(captions), len(negatives), len(said)])
    negative = torch.zeros(len(captions), 1, texts.shape[1]).masked_scatter(mask[..., None], false)
    loss = negclip(image, caption, negative, mask, towers.scale)
    return loss + negclip(image, positive, negative, mask, towers.scale) if arm == "e" else loss


def swaps_by_id(out: Path) -> dict[str, list[str]]:
    """Return up to `SWAPS` swaps of each caption of the training half that has a negative; they are made once, for all trainings."""
    file = out / "swaps.json"
    if not file.exists():
        captions = {row.caption_id: row.caption for row in negatives_of(out, TRAIN)}
        made = zip(captions, swaps_of(list(captions.values()), 0), strict=True)
        file.write_text(json.dumps({name: some[:SWAPS] for name, some in made}), encoding="utf-8")
    found: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return found
