"""Train and measure one model, in a process of its own."""

from pathlib import Path

import torch

from examples.train_clip.jobs import Figures, Job
from examples.train_clip.towers import Detector, Towers, pair_scores, score_table
from examples.train_clip.train import train
from examples.train_clip.trial import Trial, measure


def figures_of(job: Job, out: Path, trial: Trial) -> tuple[Job, Figures]:
    """Train one model, and measure it."""
    torch.set_num_threads(1)
    detector = Detector()
    detector.load(out / "shapes.npz")
    towers = Towers(detector.tokenizer)
    towers.load_state_dict(torch.load(out / "start.pt", weights_only=True))
    towers.eval()
    if job.arm != "start":
        train(job.arm, towers, detector, out, job.seed, job.steps)

    with torch.no_grad():
        images = torch.cat([towers.see(detector.shapes(trial.images[i : i + 256])) for i in range(0, len(trial.images), 256)])
        texts = torch.cat([towers.read(trial.texts[i : i + 256]) for i in range(0, len(trial.texts), 256)])
        return job, measure(
            trial,
            lambda image, text: pair_scores(images[image], texts[text]).numpy(),
            lambda image, text: torch.cat([score_table(some, texts[text]) for some in images[image].split(64)]).numpy(),
        )
