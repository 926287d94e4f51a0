"""Store a generator's images of prompts with their contents, to train the scenes matcher on generated images.

Unlike rendered images, generated ones have overlapping things of intermediate sizes and places, and often do not match their
prompt. A matcher must detect that, and no image of `hardneg.scenes.scene_sampling` shows it.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.errors import UserError
from hardneg.scenes.grammar import compose, pick
from hardneg.scenes.graph import ATTRIBUTES, BACKGROUNDS, TEXTURES, Background, Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.statement import Statement
from hardneg.scenes.text_variants import CHANGES
from hardneg.seeding import generator_for
from hardneg.training.arrays import read_arrays, write_arrays

CHANGED = 0.75
"""The share of prompts that are negatives, as in the synthesise stage, rather than captions."""
MOST = 7
"""The largest number of things in an image; images with more, or with none, are discarded."""
LOOKS = ("shape", "colour", "size", "fill")


class Drawings(NamedTuple):
    """A `Drawings` holds n images (n, 64, 64, 3) with things, backgrounds and prompts.

    Things (n, 7, 7) are (x, y, extent, shape, colour, size, fill), -1 where there is none; backgrounds (n, 2) are colour and
    texture; prompts (n, 2) are seed and number for `prompt_of`.
    """

    pixels: npt.NDArray[np.uint8]
    things: npt.NDArray[np.float32]
    ground: npt.NDArray[np.int8]
    prompt: npt.NDArray[np.int64]

    def scene(self, number: int) -> Scene:
        """Return the contents of an image."""
        things = []
        for row in self.things[number]:
            if row[0] >= 0:
                shape, colour, size, fill = (ATTRIBUTES[name][int(look)] for name, look in zip(LOOKS, row[3:], strict=True))
                things.append(Thing(shape, colour, size, fill, float(row[0]), float(row[1]), float(row[2])))
        ground, texture = self.ground[number]
        return Scene(tuple(things), Background(BACKGROUNDS[ground], TEXTURES[texture]))

    def statement(self, number: int) -> Statement:
        """Return the prompt of an image."""
        return prompt_of(*self.prompt[number].tolist())


def missed_of(drawings: Drawings) -> list[int]:
    """Return the indices of images whose prompt is false, or cannot be decided."""
    return [
        number for number in range(len(drawings.prompt)) if is_true(str(drawings.statement(number)), drawings.scene(number)) is not True
    ]


def digest_of(drawings: Drawings) -> str:
    """Return a digest that identifies the drawings."""
    return hashlib.blake2b(drawings.pixels.tobytes() + drawings.prompt.tobytes(), digest_size=6).hexdigest()


def prompt_of(seed: int, number: int) -> Statement:
    """Return a caption of a scene, or, for a share of `CHANGED`, a negative of it."""
    rng = generator_for(seed, str(number), "match", "prompt")
    statement = compose(sample(rng), rng)
    if rng.random() >= CHANGED:
        return statement
    families = list(CHANGES)
    rng.shuffle(families)
    for family in families:
        changed = list(CHANGES[family](statement, rng))
        if changed:
            return pick(rng, changed)
    return statement


def numbers_of(thing: Thing) -> tuple[float, ...]:
    """Return a thing as x, y, extent, and the indices of its `LOOKS`."""
    return (thing.x, thing.y, thing.extent, *(ATTRIBUTES[name].index(getattr(thing, name)) for name in LOOKS))


def drawings_of(seed: int, numbers: Sequence[int], scenes: Sequence[Scene], pixels: npt.NDArray[np.uint8]) -> Drawings:
    """Return images of the prompts of a seed with their scenes, without those that have no or too many things."""
    kept = [place for place, scene in enumerate(scenes) if 0 < len(scene.things) <= MOST]
    things = np.full((len(kept), MOST, 3 + len(LOOKS)), -1, np.float32)
    ground = np.zeros((len(kept), 2), np.int8)
    for row, place in enumerate(kept):
        scene = scenes[place]
        for i, thing in enumerate(scene.things):
            things[row, i] = numbers_of(thing)
        ground[row] = (BACKGROUNDS.index(scene.background.colour), TEXTURES.index(scene.background.texture))
    prompt = np.array([(seed, numbers[place]) for place in kept], np.int64).reshape(-1, 2)
    return Drawings(pixels[kept], things, ground, prompt)


def write_drawings(drawings: Drawings, path: Path) -> None:
    """Write the drawings to a file."""
    write_arrays(path, drawings._asdict())


def read_drawings(folder: Path) -> Drawings:
    """Return all drawings in the files of a folder, in the order of their names.

    Raises:
        UserError: There is none.
    """
    parts = [read_arrays(path, Drawings._fields) for path in sorted(folder.glob("*.npz"))]
    if not parts:
        raise UserError(f"{folder}: no drawings in it; make some: python -m scripts.draw_scenes --out {folder}")
    return Drawings._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
