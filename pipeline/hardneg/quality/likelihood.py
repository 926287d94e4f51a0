"""The likelihood of a text alone, untrained: is the negative the less likely of the two?"""

import math
from collections.abc import Sequence

from hardneg.quality.pairs import Pair
from hardneg.rewrite import llm
from hardneg.schemas.config import LLMConfig
from hardneg.seeding import generator_for

MOST = 1000
"""Pairs that are scored: on two cores a small model scores 8-19 texts a second, and 1,000 pairs give an interval of 0.03."""


class Likelihood:
    """An LLM that scores texts; each text once."""

    def __init__(self, config: LLMConfig) -> None:
        self._llm = llm.make(config)
        self._known: dict[str, float] = {}

    def fill(self, pairs: Sequence[Pair], seed: int) -> list[Pair]:
        """Return `pairs` with gaps: as they are where any has one, else `MOST` of them are drawn and scored.

        A text that is too long for the LLM has none.
        """
        if any(pair.gap is not None for pair in pairs):
            return list(pairs)
        return [pair if gap is None else pair._replace(gap=gap) for pair, gap in zip(pairs, self._gaps(pairs, seed), strict=True)]

    def close(self) -> None:
        """Free the engine."""
        self._llm.close()

    def _gaps(self, pairs: Sequence[Pair], seed: int) -> list[float | None]:
        """Return log p(caption) - log p(negative) of the pairs that are drawn, None for the others."""
        chosen = generator_for(seed, "", "quality", "likelihood").sample(range(len(pairs)), min(MOST, len(pairs)))
        texts = {text: None for i in chosen for text in (pairs[i].caption, pairs[i].negative) if text not in self._known}
        scores = self._llm.log_likelihood(list(texts))
        self._known |= dict(zip(texts, scores, strict=True))
        gaps: list[float | None] = [None] * len(pairs)
        for i in chosen:
            gap = self._known[pairs[i].caption] - self._known[pairs[i].negative]
            gaps[i] = None if math.isnan(gap) else gap
        return gaps
