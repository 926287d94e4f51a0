"""Build arrays of scenes: images, contents, texts and labels. A chunk of a seed is always the same and can be cached in a folder."""

import random
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from hardneg.matching.scenes_tokenizer import encode
from hardneg.scenes.caption_reading import nouns
from hardneg.scenes.graph import BACKGROUNDS, Scene
from hardneg.scenes.oracle import fitting, has_count
from hardneg.scenes.render import render
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.scene_words import NOUNS
from hardneg.scenes.space import inside
from hardneg.scenes.statement import Statement
from hardneg.seeding import generator_for
from hardneg.training.arrays import read_arrays, write_arrays
from hardneg.training.matcher.scenes.drawings import MOST, digest_of, missed_of, numbers_of, read_drawings
from hardneg.training.matcher.scenes.scene_labels import FAMILIES, LabelledText, redrawn, texts_of, texts_of_drawing

CHUNK = 250
REDRAWN = 0.3
"""The share of scenes that the exact editor made true of a negative."""
DRAWN = 0.5
"""The share of scenes that are generated images, if there are any."""
MISSED = 0.5
"""The share of generated images sampled from those whose prompt is false; the others are sampled from all."""
IN_MEMORY = 64
MOST_THINGS, MOST_NOUNS, LENGTH = MOST, 7, 48
NO_NOUN = 255


class Rows(NamedTuple):
    """A `Rows` holds n scenes with t texts each. Things are (x, y, extent, shape, colour, size, fill, contains another), -1 for
    none.

    `true` is 1, 0, or -1 where the oracle cannot decide. `nouns` are positions of noun heads among the tokens (255: none), `named`
    bit masks of their referents, `there` whether their count is met (1, 0, or -1). `family` is that of a negative in `FAMILIES`, or
    -1.
    """

    pixels: npt.NDArray[np.uint8]
    things: npt.NDArray[np.float32]
    ground: npt.NDArray[np.int8]
    ids: npt.NDArray[np.uint16]
    true: npt.NDArray[np.int8]
    family: npt.NDArray[np.int8]
    group: npt.NDArray[np.int8]
    nouns: npt.NDArray[np.uint8]
    named: npt.NDArray[np.uint8]
    there: npt.NDArray[np.int8]

    def take(self, numbers: npt.NDArray[np.int64]) -> "Rows":
        """Return some of the scenes."""
        return Rows._make(column[numbers] for column in self)

    def with_texts(self, some: slice) -> "Rows":
        """Return the scenes with some of their texts."""
        of_texts = ("ids", "true", "family", "group", "nouns", "named", "there")
        return self._replace(**{name: getattr(self, name)[:, some] for name in of_texts})


def joined(parts: Sequence[Rows]) -> Rows:
    """Return the rows concatenated."""
    return Rows._make(np.concatenate(columns) for columns in zip(*parts, strict=True))


class Chunks:
    """Generate the scenes of a seed in chunks of 250 on demand; the latest stay in memory, and all on disk if a folder is given.

    `drawn` is a folder of drawings, which become a part of the scenes.
    """

    def __init__(
        self, seed: int, texts: int, tokenizer: Tokenizer, folder: Path | None = None, size: int = 64, drawn: Path | None = None
    ) -> None:
        self.seed, self.texts, self.tokenizer, self.folder, self.size = seed, texts, tokenizer, folder, size
        self.drawings = read_drawings(drawn) if drawn is not None else None
        self._missed = missed_of(self.drawings) if self.drawings is not None else []
        self._heads = frozenset(tokenizer.get_vocab()[noun] for noun in NOUNS)
        self._made: OrderedDict[int, Rows] = OrderedDict()

    def rows(self, numbers: npt.NDArray[np.int64]) -> Rows:
        """Return the scenes of those numbers, in that order."""
        parts, places = [], []
        for chunk in np.unique(numbers // CHUNK):
            mine = np.nonzero(numbers // CHUNK == chunk)[0]
            parts.append(self.chunk(int(chunk)).take(numbers[mine] % CHUNK))
            places.append(mine)
        return joined(parts).take(np.argsort(np.concatenate(places)))

    def chunk(self, number: int) -> Rows:
        """Return scenes `250 * number` to `250 * number + 249`."""
        if number not in self._made:
            self._made[number] = self._kept(number)
        self._made.move_to_end(number)
        if len(self._made) > IN_MEMORY:
            self._made.popitem(last=False)
        return self._made[number]

    def prepare(self, number: int) -> None:
        """Write a chunk to the folder, unless it exists."""
        self._kept(number)

    def _kept(self, number: int) -> Rows:
        if self.folder is None:
            return self._make(number)
        path = self.folder / f"{self._named}-{number:05d}.npz"
        if path.exists():
            return Rows._make(read_arrays(path, Rows._fields))
        rows = self._make(number)
        write_arrays(path, rows._asdict())
        return rows

    @cached_property
    def _named(self) -> str:
        """Return the prefix of the files in the folder; drawings are hashed only if there is a folder."""
        drawn = f"-{digest_of(self.drawings)}" if self.drawings is not None else ""
        return f"scenes-{self.seed}-{self.texts}-{self.size}{drawn}"

    def _make(self, number: int) -> Rows:
        made = [self._scene(generator_for(self.seed, str(number * CHUNK + i), "match", "scene")) for i in range(CHUNK)]
        texts = [
            _texts(each, generator_for(self.seed, str(number * CHUNK + i), "match", "texts"), made[i - 1].scene, self.texts)
            for i, each in enumerate(made)
        ]
        ids = encode(self.tokenizer, [each.text for of_scene in texts for each in of_scene], LENGTH)
        rows = [
            row_of(each.scene, each.pixels, texts[i], ids[i * self.texts : (i + 1) * self.texts], self._heads, self.size)
            for i, each in enumerate(made)
        ]
        return Rows._make(np.stack(column) for column in zip(*rows, strict=True))

    def _scene(self, rng: random.Random) -> "_Made":
        if self.drawings is None or rng.random() >= DRAWN:
            return _Made(*scene_of(rng))
        some = self._missed if self._missed and rng.random() < MISSED else range(len(self.drawings.prompt))
        number = rng.choice(some)
        return _Made(self.drawings.scene(number), None, self.drawings.pixels[number], self.drawings.statement(number))


class _Made(NamedTuple):
    """A `_Made` is a scene, the negative that it was edited for (if any), and the generator's image with its prompt (if any)."""

    scene: Scene
    first: Statement | None
    pixels: npt.NDArray[np.uint8] | None = None
    prompt: Statement | None = None


def _texts(made: _Made, rng: random.Random, other: Scene, count: int) -> list[LabelledText]:
    if made.prompt is not None:
        return texts_of_drawing(made.scene, made.prompt, rng, other, count)
    return texts_of(made.scene, rng, other, count, made.first)


def scene_of(rng: random.Random) -> tuple[Scene, Statement | None]:
    """Return a scene, or, for a share of `REDRAWN`, one edited for a negative, with that negative."""
    scene = sample(rng)
    made = redrawn(scene, rng) if rng.random() < REDRAWN else None
    return made or (scene, None)


def row_of(
    scene: Scene,
    pixels: npt.NDArray[np.uint8] | None,
    texts: Sequence[LabelledText],
    encoded: Sequence[list[int]],
    heads: frozenset[int],
    size: int,
) -> Rows:
    """Return one scene with its texts, without the leading dimension; `heads` are the ids of nouns. Without pixels it is rendered."""
    things = np.full((MOST_THINGS, 8), -1, np.float32)
    for row, thing in zip(things, scene.things, strict=False):
        holds = any(other is not thing and inside(other, thing) for other in scene.things)
        row[:] = (*numbers_of(thing), holds)
    ids = np.zeros((len(texts), LENGTH), np.uint16)
    places = np.full((len(texts), MOST_NOUNS), NO_NOUN, np.uint8)
    named = np.zeros((len(texts), MOST_NOUNS), np.uint8)
    there = np.full((len(texts), MOST_NOUNS), -1, np.int8)
    for i, tokens in enumerate(encoded):
        ids[i, : len(tokens)] = tokens
        phrases = nouns(texts[i].text) or []
        at = [place for place, token in enumerate(tokens) if token in heads]
        if len(at) != len(phrases):
            continue
        for j, (place, noun) in enumerate(zip(at[:MOST_NOUNS], phrases, strict=False)):
            found = fitting(noun, scene.things)
            enough = has_count(noun, found)
            places[i, j], there[i, j] = place, -1 if enough is None else enough
            named[i, j] = sum(1 << number for number, thing in enumerate(scene.things[:MOST_THINGS]) if thing in found)
    return Rows(
        np.asarray(render(scene, size), np.uint8) if pixels is None else pixels,
        things,
        np.array(BACKGROUNDS.index(scene.background.colour), np.int8),
        ids,
        np.array([-1 if each.true is None else each.true for each in texts], np.int8),
        np.array([-1 if each.family is None else FAMILIES.index(each.family) for each in texts], np.int8),
        np.array([each.group for each in texts], np.int8),
        places,
        named,
        there,
    )
