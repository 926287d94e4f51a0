"""Sample scenes of photographs: scattered things, equal ones in a group, one on another, one in front of another, three in a line.

As in drawn scenes, things that differ lie in clear directions from each other and never nearly touch.
"""

import random
from collections.abc import Callable, Sequence

from hardneg.scenes.graph import SIZES, Background, Cutout, Scene, Thing
from hardneg.scenes.photo.catalogue import Catalogue, Picture, of_noun
from hardneg.scenes.photo.paste import Pictures
from hardneg.scenes.placement import OVERLAP, Things, added, first_success, is_in_image, place, three_in_line
from hardneg.scenes.space import in_front

EXTENT = {"small": (0.094, 0.108), "large": (0.172, 0.2)}
HIDDEN = (0.12, 0.5)
"""The share of a thing that one in front of it may cover, so that both can be seen and named."""

CROP = (0.45, 1.0)

_TRIES = 3000
"""Attempts at an arrangement of two things, after which the pictures are taken not to allow it."""


class Sampler:
    """A `Sampler` draws scenes from a catalogue.

    `weights` are those of the arrangements. Where no picture has a flat top nothing stands on another, and where no two shapes can
    overlap nothing is in front of another.
    """

    def __init__(self, catalogue: Catalogue, pictures: Pictures) -> None:
        self._catalogue, self._pictures, self._nouns = catalogue, pictures, catalogue.nouns
        self._by_noun = {noun: of_noun(catalogue.pictures, noun) for noun in self._nouns}
        self.weights = (36, 28, 10 * _is_possible(self._one_on_another), 14 * _is_possible(self._one_before_another), 12)

    def sample(self, rng: random.Random) -> Scene:
        """Return a scene of one to five things, or of a group of two to six equal ones and up to two others."""
        arrange = rng.choices((self._scattered, self._grouped, self._stacked, self._overlapping, self._in_line), self.weights)[0]
        things, group = arrange(rng)
        return Scene(tuple(things), self._background(rng), group, self._nouns)

    def _background(self, rng: random.Random) -> Background:
        file = rng.choice(self._catalogue.backgrounds)
        side = rng.uniform(*CROP)
        left, top = (rng.uniform(0, extent - side) for extent in self._pictures.shape_of(file))
        return Background("", file, (round(left, 4), round(top, 4), round(side, 4), float(rng.random() < 0.5)))

    def _scattered(self, rng: random.Random) -> tuple[Things, int]:
        count = rng.choices((1, 2, 3, 4, 5), (10, 28, 28, 20, 14))[0]
        return first_success(lambda: self._added([], count, rng)), 0

    def _grouped(self, rng: random.Random) -> tuple[Things, int]:
        size = rng.choices((2, 3, 4, 5, 6), (24, 24, 22, 16, 14))[0]
        others = rng.choices((0, 1, 2), (20, 50, 30) if size < 5 else (40, 60, 0))[0]
        return first_success(lambda: self._group_and(others, size, rng)), size

    def _group_and(self, others: int, size: int, rng: random.Random) -> Things | None:
        look = self._thing(rng, "small" if size > 3 else None)
        things: Things = []
        for _ in range(size):
            alike = [each for each in self._by_noun[look.shape] if look.colour in each.colours]
            if not place(pasted(rng.choice(alike), look.colour, look.size, rng), things, rng, clear_of=[]):
                return None
        for _ in range(others):
            other = self._thing(rng, "small" if size > 2 else None)
            if other.shape == look.shape or not place(other, things, rng, clear_of=things[size:] if size > 2 else things):
                return None
        return things

    def _stacked(self, rng: random.Random) -> tuple[Things, int]:
        more = rng.choices((0, 1, 2), (35, 40, 25))[0]
        return first_success(lambda: self._added(self._one_on_another(rng), more, rng)), 0

    def _one_on_another(self, rng: random.Random) -> Things | None:
        upper, lower = self._thing(rng), self._thing(rng, "large")
        things: Things = []
        fits = lower.cutout is not None and "t" in lower.cutout.sides and upper.half_width <= lower.half_width
        if not fits or upper.shape == lower.shape or not place(lower, things, rng):
            return None
        lower, aside = things[0], rng.uniform(-0.012, 0.012)
        upper = upper._replace(x=round(lower.x + aside, 4), y=round(lower.y - lower.half_height - upper.half_height + OVERLAP, 4))
        return [lower, upper] if is_in_image(upper) else None

    def _overlapping(self, rng: random.Random) -> tuple[Things, int]:
        more = rng.choices((0, 1, 2), (30, 40, 30))[0]
        return first_success(lambda: self._added(self._one_before_another(rng), more, rng)), 0

    def _one_before_another(self, rng: random.Random) -> Things | None:
        back, front = self._thing(rng, "large"), self._thing(rng)
        things: Things = []
        if back.shape == front.shape or not place(back, things, rng) or front.cutout is None:
            return None
        back, aside = things[0], rng.choice((-1, 1)) * rng.uniform(0.3, 1.0)
        bottom = back.y + back.half_height + rng.uniform(0.0, 0.06)
        front = front._replace(
            x=round(back.x + aside * back.half_width, 4), y=round(bottom - front.half_height, 4), cutout=front.cutout._replace(layer=1)
        )
        visible = HIDDEN[0] <= self._pictures.hidden_share(front, back) <= HIDDEN[1]
        return [back, front] if visible and is_in_image(front) and in_front(front, back) else None

    def _in_line(self, rng: random.Random) -> tuple[Things, int]:
        more, upright = rng.choices((0, 1), (60, 40))[0], rng.random() < 0.4
        return first_success(lambda: self._added(three_in_line(lambda size: self._thing(rng, size), upright, rng, digits=4), more, rng)), 0

    def _added(self, things: Things | None, more: int, rng: random.Random) -> Things | None:
        return added(things, more, lambda size, there: self._thing(rng, size, self._like(there, rng)), rng)

    def _like(self, things: Sequence[Thing], rng: random.Random) -> Sequence[tuple[Picture, str]]:
        """Return looks that share the noun or the colour of another thing, sometimes: hard negatives are about such things."""
        if not things or rng.random() >= 0.35:
            return ()
        other = rng.choice(things)
        if rng.random() < 0.5:
            return [(picture, colour) for picture in self._by_noun[other.shape] for colour in picture.colours]
        return [(picture, other.colour) for picture in self._catalogue.pictures if other.colour and other.colour in picture.colours]

    def _thing(self, rng: random.Random, size: str | None = None, looks: Sequence[tuple[Picture, str]] = ()) -> Thing:
        if looks:
            picture, colour = rng.choice(looks)
        else:
            picture = rng.choice(self._by_noun[rng.choice(self._nouns)])
            colour = rng.choice(picture.colours)
        return pasted(picture, colour, size or rng.choice(SIZES), rng)


def _is_possible(make: Callable[[random.Random], Things | None]) -> bool:
    """Return whether an arrangement is found in some attempts, which are the same for the same pictures."""
    rng = random.Random(0)
    return any(make(rng) is not None for _ in range(_TRIES))


def pasted(picture: Picture, colour: str, size: str, rng: random.Random) -> Thing:
    """Return a thing of the picture, not yet placed."""
    extent = round(rng.uniform(*EXTENT[size]), 4)
    return Thing(picture.noun, colour, size, "", 0.0, 0.0, extent, cutout_of(picture, rng.random() < 0.5))


def cutout_of(picture: Picture, mirrored: bool) -> Cutout:
    """Return the picture as it is pasted."""
    sides = "bt" if picture.flat else "b"
    doubtful = () if picture.recolour else picture.doubtful
    return Cutout(picture.file, picture.half_width, picture.half_height, sides, doubtful, mirrored, picture.recolour)
