"""Measure one set of pairs, of a run or a baseline."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hardneg.quality.bidirectional import parted
from hardneg.quality.coverage import Coverage
from hardneg.quality.pairs import Pair, against_positives
from hardneg.quality.surface import Rate, Twins, surface, twins
from hardneg.quality.text_only import Classifier, Figures, enough, rows_of, text_only_accuracies
from hardneg.quality.words import Words, words

Filler = Callable[[Sequence[Pair]], list[Pair]]
"""A function that adds log-likelihood gaps to pairs without one."""


class Report(NamedTuple):
    """Hold all measures of one set.

    Attributes:
        caption: Text-only accuracy, negatives against captions, by family; empty where rows are too few.
        positive: The same against positives.
        surface: Rates of artefacts.
        twins: Rates of near duplicates.
        words: Inserted and removed words, by family and of all.
        coverage: Of all rows of a run; all other measures are of a sample.
        both_directions: Number of rows whose negative has an image of its own. Over both directions their accuracy is 0.5.
        as_if_without: Accuracies of those rows if they had no such image, for information; empty where rows are too few.

    `caption`, `positive` and `words` are of the rows that are trained on in one direction, which balance is responsible for.
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
    transformer: Classifier | None,
    filler: Filler,
    found: Coverage | None,
    independent: Filler = list,
) -> Report:
    """Measure one set.

    Args:
        name: Name of the set.
        pairs: Its pairs.
        seed: Seed of halves, samples and training.
        transformer: A classifier to be trained; None for none.
        filler: Adds the gaps of the run's LLM.
        found: Coverage of a run.
        independent: Adds the gaps of an LLM that took no part in the run.

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
        caption={} if few else text_only_accuracies(independent(filler(one)), seed, transformer, name),
        positive=text_only_accuracies(filler(beside), seed, transformer, f"{name}, negatives against positives")
        if enough(beside, seed)
        else {},
        surface=surface(pairs),
        twins=twins(pairs),
        words={row: words([one[i] for i in places]) for row, places in rows_of(one).items()},
        coverage=found,
        both_directions=len(both),
        as_if_without=text_only_accuracies(both, seed, None, f"{name}, as if without images") if enough(both, seed) else {},
    )
