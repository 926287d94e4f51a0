"""Make pairs by rule, whose leakage is known."""

import random

from hardneg.quality.pairs import Pair

COLOURS = ("red", "blue", "green", "white", "black", "yellow")
THINGS = ("dog", "cat", "car", "bus", "cup", "chair", "boat", "horse", "bench", "kite")
PLACES = ("street", "beach", "table", "field", "road", "lake")


def pair_of(caption: str, negative: str, family: str = "attribute", number: int = 0, positives: tuple[str, ...] = ()) -> Pair:
    return Pair(caption, negative, family, (f"id {number}",), f"c{number}", positives)


def balanced(size: int, family: str = "attribute", seed: int = 0) -> list[Pair]:
    """Change colours such that each is inserted as often as removed, but for chance."""
    drawn = random.Random(seed)
    found = []
    for number in range(size):
        old, new = drawn.sample(COLOURS, 2)
        thing, place = drawn.choice(THINGS), drawn.choice(PLACES)
        text = f"A {{}} {thing} near the {drawn.choice(THINGS)} by the {place}."
        found.append(pair_of(text.format(old), text.format(new), family, number))
    return found


def leaking(size: int, family: str = "object") -> list[Pair]:
    """Make the same pairs, with a space before the stop of every negative."""
    return [each._replace(negative=each.negative.replace(".", " ."), family=family) for each in balanced(size, family, seed=1)]
