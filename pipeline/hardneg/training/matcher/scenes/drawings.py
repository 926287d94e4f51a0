"""Pictures that a generator drew of prompts, and what is in them, as files: what the scenes matcher is to judge when images are drawn.

A generator's pictures are not as a renderer's: things overlap, are of in-between sizes and places, and often are not what was asked for.
That last is what a matcher has to see, and what no picture of `hardneg.scenes.sampling` shows it.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.errors import UserError
from hardneg.scenes.disturb import CHANGES
from hardneg.scenes.grammar import compose, pick
from hardneg.scenes.graph import ATTRIBUTES, BACKGROUNDS, TEXTURES, Background, Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.sampling import sample
from hardneg.scenes.statement import Statement
from hardneg.seeding import generator_for
from hardneg.training.arrays import read_arrays, write_arrays

CHANGED = 0.75
"""Share of the prompts that are not a caption but a negative of one, as the prompts of the synthesise stage are."""
MOST = 7
"""Things that a picture may have; with more, or none, it is left out."""
LOOKS = ("shape", "colour", "size", "fill")


class Drawings(NamedTuple):
    """n pictures (n, 64, 64, 3); their things (n, 7, 7) as (x, y, extent, shape, colour, size, fill), -1 where there is none; backgrounds
    (n, 2) as colour and texture; and the prompts (n, 2) as seed and number for `prompt_of`.
    """

    pixels: npt.NDArray[np.uint8]
    things: npt.NDArray[np.float32]
    ground: npt.NDArray[np.int8]
    prompt: npt.NDArray[np.int64]

    def scene(self, number: int) -> Scene:
        """What is in a picture."""
        things = []
        for row in self.things[number]:
            if row[0] >= 0:
                shape, colour, size, fill = (ATTRIBUTES[name][int(look)] for name, look in zip(LOOKS, row[3:], strict=True))
                things.append(Thing(shape, colour, size, fill, float(row[0]), float(row[1]), float(row[2])))
        ground, texture = self.ground[number]
        return Scene(tuple(things), Background(BACKGROUNDS[ground], TEXTURES[texture]))

    def statement(self, number: int) -> Statement:
        """The prompt of a picture."""
        return prompt_of(*self.prompt[number].tolist())


def missed_of(drawings: Drawings) -> list[int]:
    """The numbers of the pictures of which the prompt is not true, or nobody can say."""
    return [
        number for number in range(len(drawings.prompt)) if is_true(str(drawings.statement(number)), drawings.scene(number)) is not True
    ]


def digest_of(drawings: Drawings) -> str:
    """Tells these drawings from others."""
    return hashlib.blake2b(drawings.pixels.tobytes() + drawings.prompt.tobytes(), digest_size=6).hexdigest()


def prompt_of(seed: int, number: int) -> Statement:
    """A caption of a scene that nobody draws, or, for a share of `CHANGED`, a negative of it."""
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
    """A thing as x, y, extent, and the numbers of its `LOOKS`."""
    return (thing.x, thing.y, thing.extent, *(ATTRIBUTES[name].index(getattr(thing, name)) for name in LOOKS))


def drawings_of(seed: int, numbers: Sequence[int], scenes: Sequence[Scene], pixels: npt.NDArray[np.uint8]) -> Drawings:
    """Pictures of the prompts of a seed with their scenes, without those that have too many things or none."""
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
    """Keep them in a file."""
    write_arrays(path, drawings._asdict())


def read_drawings(folder: Path) -> Drawings:
    """All that the files of a folder hold, in the order of their names.

    Raises:
        UserError: There is none.
    """
    parts = [read_arrays(path, Drawings._fields) for path in sorted(folder.glob("*.npz"))]
    if not parts:
        raise UserError(f"{folder}: no drawings in it; make some: python -m scripts.draw_scenes --out {folder}")
    return Drawings._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
