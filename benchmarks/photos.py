"""Train a matcher on captioned photographs, and measure what it judges and costs: python -m benchmarks photos PHOTOS --to FOLDER.

The competence tables are printed by `hardneg train-photos`. This adds the shipped `scenes` on the same rows, which must abstain, and the
throughput of the head: the time of the frozen encoders alone, divided by that of the matcher on the same images and texts.
"""

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import MAX_PIXELS
from hardneg.config import load
from hardneg.errors import UserError
from hardneg.matching.features import FeaturesMatcher
from hardneg.matching.image_reading import ImageLocation, read_image
from hardneg.schemas.config import MatchConfig
from hardneg.training.matcher.calibrate_command import calibrate_on
from hardneg.training.matcher.example_order import Use, use_of
from hardneg.training.matcher.labelled_cases import Case
from hardneg.training.matcher.labelled_scores import scored
from hardneg.training.matcher.photos.labelled_pairs import SOURCE, labelled_pairs
from hardneg.training.matcher.photos.start import EVALUATED, RULES, RUN, PhotoSettings, train_photos
from hardneg.training.matcher.run_examples import Data, read_examples

TIMED = 64
"""Images that are timed, with all their texts."""
CALIBRATION = 0.5


class Throughput(NamedTuple):
    """Hold the seconds of both encoders alone, and of the whole matcher, on the same images and texts."""

    images: int
    texts: int
    encoders: float
    matcher: float

    @property
    def ratio(self) -> float:
        """Return the throughput as a share of that of the encoders alone."""
        return self.encoders / self.matcher


def main(words: Sequence[str]) -> None:
    """Train, calibrate and time; print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks photos", description=__doc__)
    parser.add_argument("photos", help="photographs with captions, as `hardneg run --input` reads them")
    parser.add_argument("--to", default="runs/photos", help="folder of the matcher")
    parser.add_argument("--steps", type=int, default=PhotoSettings().steps)
    options = parser.parse_args(words)
    console = Console(markup=False)
    start, used = time.monotonic(), time.process_time()
    wanted = PhotoSettings(steps=options.steps, calibration=CALIBRATION)
    train_photos(options.photos, options.to, wanted, load("captions", list(RULES), os.environ), None, console.print)
    console.print(f"all of it: {time.monotonic() - start:,.0f} s, {time.process_time() - used:,.0f} s of processor time of this process")
    data = read_examples(str(Path(options.to) / RUN))
    cases = labelled_pairs((each for each in data.examples() if use_of(each.group, EVALUATED, CALIBRATION) is Use.CALIBRATION), data.places)
    _scenes(cases, Path(options.to) / "scenes", console)
    for folder in (Path(options.to) / "linear", Path(options.to)):
        found = throughput(FeaturesMatcher.from_folder(folder), data)
        console.print(
            f"{folder.name}: {found.images} images with {found.texts:,} texts: encoders alone {found.encoders:.1f} s, the matcher "
            f"{found.matcher:.1f} s, ratio {found.ratio:.2f}"
        )


def throughput(matcher: FeaturesMatcher, data: Data) -> Throughput:
    """Time the encoders alone and the matcher on the first images of the data, each with all captions and negatives.

    Raises:
        UserError: No image can be read.
    """
    texts: dict[ImageLocation, list[str]] = {}
    for example in data.examples():
        if example.image in texts or len(texts) < TIMED:
            texts.setdefault(example.image, []).extend([example.caption, *(text for text, _ in example.negatives)])
    read = {location: read_image(location, data.places, MAX_PIXELS) for location in texts}
    images = {location: image for location, image in read.items() if not isinstance(image, Rejected)}
    if not images:
        raise UserError("benchmarks photos: no image can be read")
    written = [text for location in images for text in texts[location]]
    owner = [number for number, location in enumerate(images) for _ in texts[location]]
    pictures = list(images.values())
    matcher.images.encode(pictures[:2])  # the first call is slower
    start = time.monotonic()
    matcher.images.encode(pictures)
    matcher.texts.encode(list(dict.fromkeys(written)))
    encoded = time.monotonic()
    unique = {text: number for number, text in enumerate(dict.fromkeys(written))}
    pairs = np.array([(image, unique[text]) for image, text in zip(owner, written, strict=True)], np.int64)
    matcher.score(pictures, list(unique), pairs)
    return Throughput(len(pictures), len(unique), encoded - start, time.monotonic() - encoded)


def _scenes(cases: Sequence[Case], to: Path, console: Console) -> None:
    """Calibrate the shipped matcher of drawn scenes on the same rows."""
    try:
        rows = scored("scenes", cases, console=console)
        calibrate_on(rows, "scenes", SOURCE, to, MatchConfig(), console)
    except UserError as error:
        console.print(f"scenes: {error}")
