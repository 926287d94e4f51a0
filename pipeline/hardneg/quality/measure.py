"""All that is said of one set of pairs, ours or a baseline."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hardneg.quality.bidirectional import parted
from hardneg.quality.coverage import Coverage
from hardneg.quality.pairs import Pair, against_positives
from hardneg.quality.surface import Rate, Twins, surface, twins
from hardneg.quality.text_only import Figures, Judge, blind, enough, rows_of
from hardneg.quality.words import Words, words

Filler = Callable[[Sequence[Pair]], list[Pair]]
"""Gives pairs their likelihood gaps, where they have none."""


class Report(NamedTuple):
    """Of one set. `caption` is the text-only accuracy of negatives beside their captions, `positive` beside rewordings that stay true. Each
    is empty where too few rows have what it compares.

    Both are of the rows that are trained on in one direction, as are `words` (by family, and of all): these are what balance answers for.
    `both_directions` counts the rows whose negative has an image of its own: over their two directions the accuracy is 0.5 (`directions`).
    `as_if_without` is, for information, what n-grams and the likelihood would find in them if they had none; empty where they are few.
    `coverage` is of all rows of a run, the rest of the sample.
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
    both_directions: int = 0
    as_if_without: dict[str, Figures] = {}


def measure(
    name: str,
    pairs: Sequence[Pair],
    seed: int,
    transformer: Judge | None,
    filler: Filler,
    found: Coverage | None,
    independent: Filler = list,
) -> Report:
    """Measure one set.

    Args:
        name: Of the set.
        pairs: Its pairs.
        seed: Of the halves, the samples and what is trained.
        transformer: A judge that is trained; None for none.
        filler: Gives pairs the gaps of the run's LLM.
        found: The coverage of a run.
        independent: Gives pairs of caption and negative the gaps of an LLM that took no part in the run.

    Raises:
        UserError: There are too few pairs.
    """
    one, both = parted(pairs)
    beside = against_positives(one, seed)
    few = bool(both) and not enough(one, seed)
    captions = len({pair.caption_id for pair in pairs})
    return Report(
        name=name,
        pairs=len(pairs),
        captions=captions,
        negatives_per_caption=len(pairs) / max(1, captions),
        caption={} if few else blind(independent(filler(one)), seed, transformer, name),
        positive=blind(filler(beside), seed, transformer, f"{name}, negatives against positives") if enough(beside, seed) else {},
        surface=surface(pairs),
        twins=twins(pairs),
        words={row: words([one[i] for i in places]) for row, places in rows_of(one).items()},
        coverage=found,
        both_directions=len(both),
        as_if_without=blind(both, seed, None, f"{name}, as if without images") if enough(both, seed) else {},
    )
