"""Score a sample of pairs by the likelihood of an LLM that took no part in the run."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from hardneg.quality.accuracy import Scores
from hardneg.quality.pairs import Pair, by_family
from hardneg.rewrite.plausibility.window import grouped
from hardneg.seeding import generator_for

_AT_ONCE = 256


class Gaps(Protocol):
    """Compute log p(caption) - log p(text) in nats of texts, each an edit of the caption `captions[of[i]]`."""

    def gaps(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return one gap for each text."""


class Independent(NamedTuple):
    """An LLM scores at most `most` pairs of a set, the same number of each family; of long texts it reads windows around the edits."""

    llm: Gaps
    most: int

    def judge(self, pairs: Sequence[Pair], seed: int) -> list[Pair]:
        """Return all pairs; those of the sample have a `judge_gap`."""
        found = list(pairs)
        chosen = drawn(pairs, self.most, seed)
        for first in range(0, len(chosen), _AT_ONCE):
            some = chosen[first : first + _AT_ONCE]
            gaps = self.llm.gaps(*grouped([pairs[i].caption for i in some], [pairs[i].negative for i in some]))
            for i, gap in zip(some, gaps, strict=True):
                found[i] = found[i]._replace(judge_gap=float(gap))
        return found


def drawn(pairs: Sequence[Pair], most: int, seed: int) -> list[int]:
    """Return the indices of at most `most` pairs in rising order: equally many of each family, and all of a family that has fewer.

    A proportional sample would have too few exchanges for an estimate.
    """
    chosen: list[int] = []
    families = sorted(by_family(pairs).items(), key=lambda each: len(each[1]))
    for number, (family, places) in enumerate(families):
        share = (most - len(chosen)) // (len(families) - number)
        chance = generator_for(seed, "", "quality", f"judge {family}")
        chosen += chance.sample([int(place) for place in places], min(share, len(places)))
    return sorted(chosen)


def weights(pairs: Sequence[Pair]) -> Scores:
    """Return for each scored pair how many pairs of its family it represents, and 0 for the others."""
    found = np.zeros(len(pairs))
    for places in by_family(pairs).values():
        read = [i for i in places if pairs[i].judge_gap is not None]
        found[read] = len(places) / max(1, len(read))
    return found
