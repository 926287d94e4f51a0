"""All that is said of one set of pairs, ours or a baseline."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.quality.blind import Figures, Judge, blind, enough, rows_of
from pipeline.quality.coverage import Coverage
from pipeline.quality.pairs import Pair, against_positives
from pipeline.quality.surface import Rate, Twins, surface, twins
from pipeline.quality.words import Words, words

Filler = Callable[[Sequence[Pair]], list[Pair]]
"""Gives pairs their likelihood gaps, where they have none."""


class Report(NamedTuple):
    """Of one set. `caption` is the blind accuracy of negatives beside their captions, `positive` beside rewordings that stay true, empty
    where too few captions have any.

    `words` are by family, and of all; `coverage` is of all rows of a run, the rest of the sample.
    """

    name: str
    pairs: int
    captions: int
    negatives_per_caption: float
    caption: dict[str, Figures]
    positive: dict[str, Figures]
    surface: dict[str, Rate]
    twins: Twins
    words: dict[str, Words]
    coverage: Coverage | None


def measure(name: str, pairs: Sequence[Pair], seed: int, transformer: Judge | None, filler: Filler, found: Coverage | None) -> Report:
    """Measure one set.

    Raises:
        UserError: There are too few pairs.
    """
    beside = against_positives(pairs, seed)
    captions = len({pair.caption_id for pair in pairs})
    return Report(
        name=name,
        pairs=len(pairs),
        captions=captions,
        negatives_per_caption=len(pairs) / max(1, captions),
        caption=blind(filler(pairs), seed, transformer, name),
        positive=blind(filler(beside), seed, transformer, f"{name}, negatives against positives") if enough(beside, seed) else {},
        surface=surface(pairs),
        twins=twins(pairs),
        words={row: words([pairs[i] for i in places]) for row, places in rows_of(pairs).items()},
        coverage=found,
    )
