"""Make the start, and train and measure one model in a process of its own."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from examples.train_clip.jobs import Figures, Job
from examples.train_photos.data import TRAIN, captions_of
from examples.train_photos.towers import Stored, Towers, fit, towers_of
from examples.train_photos.train import train
from examples.train_photos.trial import Trial, measure

_BATCH = 128


def start(stored: Stored, out: Path) -> Towers:
    """Return the towers that all arms begin with: nothing is trained but the linear map, on the captions of the training half."""
    towers = towers_of(stored)
    towers.eval()
    features = stored.images()
    captions: dict[str, list[str]] = defaultdict(list)
    for each in captions_of(out, TRAIN):
        captions[str(each.image)].append(each.caption)
    texts = vectors(towers, stored, [text for said in captions.values() for text in said], plain=True)
    fit(towers, torch.stack([features[image] for image in captions]), texts.split([len(said) for said in captions.values()]))
    return towers


@torch.no_grad()  # type: ignore[untyped-decorator]
def vectors(towers: Towers, stored: Stored, texts: Sequence[str], plain: bool = False) -> Tensor:
    """Return the unit vectors (n, width) of texts; with `plain` those of the text encoder itself, which are not centred."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    found = torch.empty(len(texts), stored.lower.width)
    for first in range(0, len(order), _BATCH):
        some = order[first : first + _BATCH]
        read = towers.plain if plain else towers.read
        found[some] = read(*stored.read([texts[i] for i in some]))
    return found


def figures_of(job: Job, out: Path, trial: Trial) -> tuple[Job, Figures]:
    """Train one model from the start, and measure it."""
    torch.set_num_threads(1)
    stored = Stored(out)
    towers = towers_of(stored)
    towers.load_state_dict(torch.load(out / "start.pt", weights_only=True))
    towers.eval()
    if job.arm != "start":
        train(job.arm, towers, stored, out, job.seed, job.steps)
    features = stored.images()
    with torch.no_grad():
        images = towers.see(torch.stack([features[image] for image in trial.images]))
        others = {str(each.image) for each in captions_of(out, TRAIN)}
        blind = towers.see(torch.stack([features[image] for image in sorted(others)])).mean(0)
    return job, measure(trial, images, vectors(towers, stored, trial.texts), blind)
