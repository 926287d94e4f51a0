"""Train the models of the drawn world in pipeline/hardneg/models/weights/matchers: `scenes`, and its baseline `scenes-clip`.

    python -m scripts.train_scenes_matcher --out runs/scenes-matcher --minutes 75
    python -m scripts.train_scenes_matcher --model scenes-clip --out runs/scenes-clip --minutes 6
    python -m scripts.train_scenes_matcher --prepare 160 --cache runs/scenes-cache     # makes training scenes in advance
    python -m scripts.train_scenes_matcher --init FOLDER --drawn runs/drawn --seed 2   # continues, with images of scripts.draw_scenes

The same command resumes a killed run. The saved weights are the moving average with the best score on held-out scenes.
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
"""The number of chunks of 250 scenes in which every word of the language occurs dozens of times."""


def main() -> None:
    """Parse the options, then train or prepare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=("scenes", "scenes-clip"), default="scenes")
    parser.add_argument("--out", type=Path, default=Path("runs/scenes-matcher"))
    parser.add_argument("--minutes", type=float, default=75.0)
    parser.add_argument("--steps", type=int, default=0, help="instead of --minutes: the weights do not depend on the machine's speed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-3, help="peak learning rate")
    parser.add_argument("--init", type=_absolute, help="folder of a scenes matcher to continue from, with texts from the first step on")
    parser.add_argument("--drawn", type=_absolute, help="folder of generated images to learn from as well")
    parser.add_argument("--cache", type=_absolute, help="folder that caches training scenes")
    parser.add_argument("--prepare", type=int, metavar="CHUNKS", help="only write this many chunks of 250 scenes to the cache")
    options = parser.parse_args()
    if options.model == "scenes-clip" and (options.init or options.drawn):
        parser.error("--init and --drawn are for --model scenes")
    task: ScenesTask | ScenesClipTask = ScenesClipTask(options.seed, cache=options.cache)
    if options.model == "scenes":
        task = ScenesTask(options.seed, cache=options.cache, start=options.init, drawn=options.drawn)
        task = replace(task, image_steps=0) if options.init else task
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
    """Return an absolute path, because Ray's workers have another working directory."""
    return str(Path(path).resolve())


def set_threshold(folder: Path) -> None:
    """Write the best threshold on scenes of the calibration's seed into the folder's config.json."""
    trial = trial_of(CALIBRATION_SCENES, CALIBRATION_SEED)
    found = best_threshold(scores_of(CrossMatcher.from_folder(folder), trial), trial)
    _, shape, _ = read_net(folder)
    write_config(shape.model_copy(update={"threshold": round(found, 3)}), folder)


def set_unlearnt(folder: Path, seed: int) -> None:
    """Write the vocabulary's words that no training text of the first scenes contains into the folder's config.json."""
    stream = scenes_of(seed, ScenesTask.texts, None, None)
    seen = {int(number) for chunk in range(READ_FOR_WORDS) for number in np.unique(stream.chunk(chunk).ids)}
    _, shape, tokenizer = read_net(folder)
    write_config(shape.model_copy(update={"unlearnt": unlearnt(tokenizer.get_vocab(), seen)}), folder)


if __name__ == "__main__":
    main()
