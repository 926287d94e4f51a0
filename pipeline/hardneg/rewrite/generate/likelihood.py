"""How much less likely than its caption an LLM finds each negative.

Of a long pair the LLM reads the edited sentences with their neighbours: the gap is a difference, so what both texts have elsewhere hardly
changes it. Negatives of several changes are made of such places, which mostly have been scored with the single changes.
"""

import math
from collections.abc import Sequence

from hardneg.engine.memory import give_back
from hardneg.rewrite.llm.interface import LLM
from hardneg.rewrite.plausibility.window import windows


def gaps_of(captions: Sequence[str], negatives: Sequence[Sequence[str]], llm: LLM | None) -> list[list[float | None]]:
    """Log p(caption) - log p(negative) in nats, for the negatives of each caption; None without an LLM, or where a text does not fit it.

    A text is scored once, however many negatives it is part of.
    """
    if llm is None:
        return [[None] * len(each) for each in negatives]
    cut = [[windows(caption, text) for text in each] for caption, each in zip(captions, negatives, strict=True)]
    pairs = [pair for each in cut for places in each for pair in places]
    texts = list(dict.fromkeys([*(pair.caption for pair in pairs), *(pair.text for pair in pairs)]))
    give_back()  # of the batches of the models that read before
    scores = dict(zip(texts, llm.log_likelihood(texts), strict=True))
    give_back()
    raw = [[math.fsum(scores[pair.caption] - scores[pair.text] for pair in places) for places in each] for each in cut]
    return [[None if math.isnan(gap) else round(gap, 2) for gap in each] for each in raw]
