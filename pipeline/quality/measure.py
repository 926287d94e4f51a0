"""All that is said of one set of pairs, ours or a baseline."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.quality.blind import Figures, Judge, blind
from pipeline.quality.pairs import Pair, against_positives


class Report(NamedTuple):
    """Of one set: `caption` is the blind accuracy of negatives beside their captions, `positive` beside rewordings that stay true."""

    name: str
    pairs: int
    captions: int
    caption: dict[str, Figures]
    positive: dict[str, Figures]


def measure(name: str, pairs: Sequence[Pair], seed: int, transformer: Judge | None) -> Report:
    """Measure one set.

    Raises:
        UserError: There are too few pairs.
    """
    beside = against_positives(pairs, seed)
    return Report(
        name=name,
        pairs=len(pairs),
        captions=len({pair.caption_id for pair in pairs}),
        caption=blind(pairs, seed, transformer, name),
        positive=blind(beside, seed, transformer, f"{name}, positives") if beside else {},
    )
