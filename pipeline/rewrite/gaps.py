"""How much less likely than its caption an LLM finds each negative."""

import math
from collections.abc import Sequence

from pipeline.rewrite.llm.interface import LLM


def gaps_of(captions: Sequence[str], negatives: Sequence[Sequence[str]], llm: LLM | None) -> list[list[float | None]]:
    """Log p(caption) - log p(negative) in nats, for the negatives of each caption; None without an LLM, or where a text does not fit it."""
    if llm is None:
        return [[None] * len(each) for each in negatives]
    asked = [i for i, each in enumerate(negatives) if each]
    scores = llm.log_likelihood([captions[i] for i in asked] + [text for i in asked for text in negatives[i]])
    of_caption = dict(zip(asked, scores, strict=False))
    of_negative = iter(scores[len(asked) :])
    gaps: list[list[float | None]] = []
    for i, each in enumerate(negatives):
        raw = [of_caption[i] - next(of_negative) for _ in each]
        gaps.append([None if math.isnan(gap) else round(gap, 2) for gap in raw])
    return gaps
