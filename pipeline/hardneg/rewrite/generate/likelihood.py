"""Compute log-likelihood gaps by an LLM: log p(caption) - log p(negative).

Of a long pair the LLM reads the edited sentences with their neighbours. The gap is a difference, so shared text elsewhere hardly changes
it. Negatives of several changes consist of such windows, which mostly have been scored with the single changes.
"""

import math
from collections.abc import Sequence

from hardneg.engine import steps
from hardneg.engine.memory import give_back
from hardneg.llm.interface import LLM
from hardneg.rewrite.plausibility.window import windows
from hardneg.rewrite.types import CaptionState


def with_gaps(captions: Sequence[CaptionState], llm: LLM | None) -> list[CaptionState]:
    """Return the captions with the log-likelihood gap of each proposal; one that has a gap keeps it."""
    steps.begin("gaps")
    unscored = [[one.negative for one in each.proposals if one.lm_gap is None] for each in captions]
    found = []
    for caption, own in zip(captions, gaps_of([each.text for each in captions], unscored, llm), strict=True):
        gaps = iter(own)
        made = tuple(each if each.lm_gap is not None else each._replace(lm_gap=next(gaps)) for each in caption.proposals)
        found.append(caption._replace(proposals=made))
    return found


def gaps_of(captions: Sequence[str], negatives: Sequence[Sequence[str]], llm: LLM | None) -> list[list[float | None]]:
    """Return log p(caption) - log p(negative) in nats for the negatives of each caption.

    A gap is None without an LLM, or where a text is too long for it. Each text is scored once, however many negatives share it.
    """
    if llm is None:
        return [[None] * len(each) for each in negatives]
    cut = [[windows(caption, text) for text in each] for caption, each in zip(captions, negatives, strict=True)]
    pairs = [pair for each in cut for places in each for pair in places]
    texts = list(dict.fromkeys([*(pair.caption for pair in pairs), *(pair.text for pair in pairs)]))
    give_back()  # memory of the models that ran before
    scores = dict(zip(texts, llm.log_likelihood(texts), strict=True))
    give_back()
    raw = [[math.fsum(scores[pair.caption] - scores[pair.text] for pair in places) for places in each] for each in cut]
    return [[None if math.isnan(gap) else round(gap, 2) for gap in each] for each in raw]
