"""python -m examples.train_photos OUT --photos FOLDER: show on photographs what the negatives of hardneg do for a small CLIP.

The image encoder is frozen, and a linear map from it is fitted first. Then four models have that start and as many steps: captions
alone, swaps as in NegCLIP, the negatives of hardneg, and these with positives. All is kept in OUT, and a run that was stopped continues.
"""

import argparse
import resource
import sys
import time
from functools import partial
from pathlib import Path

import torch

from examples.train_clip.asked import key_of
from examples.train_clip.jobs import finish, planned
from examples.train_clip.table import table
from examples.train_photos.data import HELD_OUT, RULES, TRAIN, captions_of, negatives_of, prepare
from examples.train_photos.figures import figures_of, start, vectors
from examples.train_photos.titles import title_of
from examples.train_photos.towers import Stored
from examples.train_photos.train import ARMS, swaps_by_id
from examples.train_photos.trial import Trial, add_similar, counts, trial_of
from hardneg.errors import UserError


def main() -> None:
    """Parse the options, and print the table."""
    options = argparse.ArgumentParser(prog="python -m examples.train_photos", description=__doc__.splitlines()[0])
    options.add_argument("out", type=Path, help="folder for runs, features, models and figures")
    options.add_argument("--photos", required=True, help="images with captions: any folder, file or URL that `hardneg run --input` reads")
    options.add_argument("--triples", type=Path, help="JSONL with caption, paraphrase and negative: texts alone, such as SugarCrepe++")
    options.add_argument("--set", action="append", help=f"config value of the runs, instead of the default: {' '.join(RULES)}")
    options.add_argument("--images", type=int, help="upper bound of the images; all by default")
    options.add_argument("--steps", type=int, default=40, help="steps of each training")
    options.add_argument("--seeds", type=int, default=3, help="trainings of each arm")
    options.add_argument("--workers", type=int, default=2, help="trainings at once, of one thread each")
    chosen = options.parse_args()
    try:
        run(chosen)
    except UserError as error:
        sys.exit(f"error: {error}")


def run(chosen: argparse.Namespace) -> None:
    """Make what is missing in the folder, train, and print the table."""
    torch.set_num_threads(1)
    out: Path = chosen.out
    out.mkdir(parents=True, exist_ok=True)
    clock = time.monotonic()
    prepare(out, chosen.photos, RULES if chosen.set is None else chosen.set, chosen.images)
    clock = _say("photographs read, negatives made", clock)
    trial = trial_of(out, chosen.triples)
    _look(out, trial)
    clock = _say("features computed, start fitted", clock)
    found = finish(
        planned(list(ARMS), chosen.seeds, chosen.steps),
        out / "results.jsonl",
        partial(figures_of, out=out, trial=trial),
        chosen.workers,
        _key(out, trial),
    )
    _say("trained and measured", clock)
    text = table(found, partial(title_of, counts=counts(trial)))
    (out / "results.md").write_text(text + "\n", encoding="utf-8")
    print(text)


def _look(out: Path, trial: Trial) -> None:
    """Compute what is frozen, fit the start, and choose the similar captions."""
    stored = Stored(out)
    rows = negatives_of(out, TRAIN)
    captions = captions_of(out, TRAIN)
    read = [text for row in rows for text in (row.negative, *row.positives)]
    swapped = [text for some in swaps_by_id(out).values() for text in some]
    images = [each.image for half in (TRAIN, HELD_OUT) for each in captions_of(out, half)]
    stored.add(images, [*trial.texts, *(each.caption for each in captions), *read, *swapped])
    towers = start(stored, out)
    torch.save(towers.state_dict(), out / "start.pt")
    add_similar(trial, vectors(towers, stored, trial.texts, plain=True))


def _key(out: Path, trial: Trial) -> str:
    """Return the key of all that the figures are of."""
    halves = [out / half for half in (TRAIN, HELD_OUT)]
    shards = [path for half in halves for path in (half / "run" / "shards").glob("*.parquet")]
    return key_of([*shards, *(half / "captions.jsonl" for half in halves)], trial.texts, trial.pairs, trial.also_true, trial.triples)


def _say(what: str, since: float) -> float:
    now = time.monotonic()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 2**20
    print(f"{what}: {now - since:.0f} s; largest process so far {peak:.1f} GB", flush=True)
    return now


if __name__ == "__main__":
    main()
