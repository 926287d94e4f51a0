"""Trains the models of the drawn world that ship in pipeline/hardneg/models/weights/matchers: `scenes`, and `scenes-clip`, the plain model
beside it.

    python -m scripts.train_scenes_matcher --out runs/scenes-matcher --minutes 75
    python -m scripts.train_scenes_matcher --model scenes-clip --out runs/scenes-clip --minutes 6
    python -m scripts.train_scenes_matcher --prepare 160 --cache runs/scenes-cache     # makes training scenes ahead
    python -m scripts.train_scenes_matcher --init FOLDER --drawn runs/drawn --seed 2   # goes on, with pictures of scripts.draw_scenes

A run that was killed goes on where it stood when the same command is given again. The weights are the moving average of those in training,
as of the look at the held-out scenes at which they were best.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from hardneg.matching.cross import CrossMatcher, read_net
from hardneg.matching.scenes_config import write_config
from hardneg.training.loop import fit
from hardneg.training.matcher.evaluate import CALIBRATION_SCENES, CALIBRATION_SEED
from hardneg.training.matcher.scenes.scene_accuracy import best_threshold, scores_of, trial_of
from hardneg.training.matcher.scenes.scene_clip_task import ScenesClipTask
from hardneg.training.matcher.scenes.scene_task import ScenesTask, scenes_of
from hardneg.training.matcher.scenes.vocabulary import unlearnt
from hardneg.training.settings import Settings

READ_FOR_WORDS = 4
"""Chunks of 250 scenes: their texts hold every word of the language dozens of times."""


def main() -> None:
    """Read the options and train, or prepare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=("scenes", "scenes-clip"), default="scenes")
    parser.add_argument("--out", type=Path, default=Path("runs/scenes-matcher"))
    parser.add_argument("--minutes", type=float, default=75.0)
    parser.add_argument("--steps", type=int, default=0, help="instead of --minutes: the same weights on any machine of this kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-3, help="learning rate at its highest")
    parser.add_argument("--init", type=_absolute, help="folder of a matcher of scenes to go on from: texts from the first step on")
    parser.add_argument("--drawn", type=_absolute, help="folder of a generator's pictures to learn from as well")
    parser.add_argument("--cache", type=_absolute, help="folder that keeps training scenes")
    parser.add_argument("--prepare", type=int, metavar="CHUNKS", help="only make so many chunks of 250 scenes in the cache")
    options = parser.parse_args()
    if options.model == "scenes-clip" and (options.init or options.drawn):
        parser.error("--init and --drawn are for --model scenes")
    task: ScenesTask | ScenesClipTask = ScenesClipTask(options.seed, cache=options.cache)
    if options.model == "scenes":
        task = ScenesTask(options.seed, cache=options.cache, start=options.init, drawn=options.drawn)
        task = replace(task, looking=0) if options.init else task
    if options.prepare:
        stream = scenes_of(task.seed, task.texts, task.cache, options.drawn)
        for number in range(options.prepare):
            stream.prepare(number)
        return
    settings = Settings(
        steps=options.steps,
        minutes=0.0 if options.steps else options.minutes,
        learning_rate=options.rate,
        average=0.998,
        evaluate_every=200,
        seed=options.seed,
    )
    fit(task, settings, options.out)
    if options.model == "scenes":
        set_threshold(options.out)
        set_unlearnt(options.out, options.seed)


def _absolute(path: str) -> str:
    """Ray's workers are in a folder of their own."""
    return str(Path(path).resolve())


def set_threshold(folder: Path) -> None:
    """Write the best threshold on scenes of the calibration's seed into the folder's config.json."""
    trial = trial_of(CALIBRATION_SCENES, CALIBRATION_SEED)
    found = best_threshold(scores_of(CrossMatcher.from_folder(folder), trial), trial)
    _, shape, _ = read_net(folder)
    write_config(shape.model_copy(update={"threshold": round(found, 3)}), folder)


def set_unlearnt(folder: Path, seed: int) -> None:
    """Write the words of the vocabulary that no training text of the first scenes holds into the folder's config.json."""
    stream = scenes_of(seed, ScenesTask.texts, None, None)
    seen = {int(number) for chunk in range(READ_FOR_WORDS) for number in np.unique(stream.chunk(chunk).ids)}
    _, shape, tokenizer = read_net(folder)
    write_config(shape.model_copy(update={"unlearnt": unlearnt(tokenizer.get_vocab(), seen)}), folder)


if __name__ == "__main__":
    main()
