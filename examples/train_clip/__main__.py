"""python -m examples.train_clip OUT: show what the negatives of hardneg do for a small CLIP.

Five models have the same start and the same number of steps: captions alone, swaps as in NegCLIP, the negatives of hardneg, these with
their images, and these with positives. All is kept in OUT, and a run that was stopped continues.
"""

import argparse
import sys
from functools import partial
from pathlib import Path

import torch

import hardneg
from examples.train_clip.asked import holds, key_of, remember
from examples.train_clip.data import prepare
from examples.train_clip.figures import figures_of
from examples.train_clip.jobs import finish, planned
from examples.train_clip.table import table
from examples.train_clip.towers import Detector
from examples.train_clip.train import ARMS, start
from examples.train_clip.trial import Trial, trial_of
from hardneg.errors import UserError


def main() -> None:
    """Parse the options, and print the table."""
    options = argparse.ArgumentParser(prog="python -m examples.train_clip", description=__doc__.splitlines()[0])
    options.add_argument("out", type=Path, help="folder for scenes, shards, models and figures")
    options.add_argument("--scenes", type=int, default=4_000, help="drawn scenes whose captions are trained on")
    options.add_argument("--steps", type=int, default=300, help="steps of each training")
    options.add_argument("--start-scenes", type=int, default=6_000, help="other scenes, of which the start learns")
    options.add_argument("--start-steps", type=int, default=1_000, help="steps of the start")
    options.add_argument("--held-out", type=int, default=800, help="scenes that the figures are of")
    options.add_argument("--seeds", type=int, default=3, help="trainings of each arm")
    options.add_argument("--workers", type=int, default=2, help="trainings at once, of one thread each")
    options.add_argument("--quick", action="store_true", help="try everything in less than a minute; the figures mean nothing")
    chosen = options.parse_args()
    if chosen.quick:
        chosen.scenes, chosen.steps, chosen.start_scenes, chosen.start_steps = 60, 4, 64, 4
        chosen.held_out, chosen.seeds, chosen.workers = 40, 1, 1
    try:
        run(chosen.out, chosen)
    except UserError as error:
        sys.exit(f"error: {error}")


def run(out: Path, chosen: argparse.Namespace) -> None:
    """Make what is missing in `out`, train, and print the table."""
    torch.set_num_threads(1)
    out.mkdir(parents=True, exist_ok=True)
    asked = {"scenes": chosen.scenes, "start_scenes": chosen.start_scenes, "start_steps": chosen.start_steps}
    if not holds(out, asked):
        remember(out, asked)
    prepare(out, chosen.scenes)
    trial = trial_of(chosen.held_out)
    detector = Detector()
    if not (out / "start.pt").exists():
        look(detector, out, trial)
        torch.save(start(detector, chosen.start_scenes, chosen.start_steps).state_dict(), out / "start.pt")
    jobs = planned(list(ARMS), chosen.seeds, chosen.steps)
    data = key_of([out / "start.pt", *(out / "shards").glob("*.parquet")], trial.texts, trial.pairs)
    text = table(finish(jobs, out / "results.jsonl", partial(figures_of, out=out, trial=trial), chosen.workers, data))
    (out / "results.md").write_text(text + "\n", encoding="utf-8")
    print(text)


def look(detector: Detector, out: Path, trial: Trial) -> None:
    """Find the shapes of all images of the shards and of the trial once, and write them."""
    detector.shapes(trial.images)
    for sample in hardneg.load(str(out), negatives="all", shuffle=False):
        detector.shapes([image for image in (sample["image"], *sample["negative_images"]) if image is not None])
    detector.save(out / "shapes.npz")


if __name__ == "__main__":
    main()
