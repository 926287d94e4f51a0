"""Which targets of a caption are edited: drawn without replacement, more likely the more concrete and visible the word is.

With c the concreteness of the edited word (1-5, Brysbaert et al. 2014) and v its visual strength (0-5, Lynott et al. 2020),

    score = (c - 1) / 4 + v / 5,        weight = softmax(score / temperature) over the targets of the caption,

a norm that is missing counting as its lowest value, times the boost of the family (config), by which families that few captions offer are
not lost among those that all offer. Words that can be seen are those whose exchange a picture can prove wrong.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TypeVar

from hardneg.families import Name, Target
from hardneg.schemas.config import RewriteConfig
from hardneg.seeding import generator_for

T = TypeVar("T")


def score(target: Target) -> float:
    """Score of a target, from 0 (abstract, or not rated) to 2."""
    concreteness = 1.0 if target.concreteness is None else target.concreteness
    visual = 0.0 if target.visual is None else target.visual
    return (concreteness - 1.0) / 4.0 + visual / 5.0


def weights(targets: Sequence[Target], temperature: float) -> list[float]:
    """softmax(score / temperature); sums to 1."""
    if not targets:
        return []
    scores = [score(target) / temperature for target in targets]
    top = max(scores)
    raised = [math.exp(each - top) for each in scores]
    total = sum(raised)
    return [each / total for each in raised]


def by_turns(queues: Iterable[Sequence[T]]) -> list[T]:
    """The first of each queue, then the second of each, and so on."""
    return [each for turn in zip_longest(*queues) for each in turn if each is not None]


def sample(texts: Sequence[str], weights: Sequence[float], count: int, chance: random.Random) -> list[str]:
    """Up to `count` of `texts`, drawn by weight without replacement."""
    pool = list(zip(texts, weights, strict=True))
    drawn: list[str] = []
    while pool and len(drawn) < count:
        pick = chance.choices(range(len(pool)), [weight for _, weight in pool])[0]
        drawn.append(pool.pop(pick)[0])
    return drawn


def by_rank(rank: int) -> float:
    """Weight of the candidate of a rank in the lexicon, the commonest being 0."""
    return 1.0 / (rank + 2)


def in_order(targets: Sequence[Target], caption_id: str, config: RewriteConfig, seed: int) -> list[Target]:
    """The targets of the families that are wanted, as `order` draws them for this caption."""
    wanted = [target for target in targets if Name(target.family) in config.families]
    boost = {name.value: factor for name, factor in config.boost.items()}
    return order(wanted, config.temperature, generator_for(seed, caption_id, "rewrite", "targets"), boost)


def order(targets: Sequence[Target], temperature: float, chance: random.Random, boost: Mapping[str, float] | None = None) -> list[Target]:
    """All targets in the order in which weighted drawing without replacement takes them (Efraimidis and Spirakis 2006)."""
    boost = boost or {}
    keyed = [
        (-math.log(chance.random() or 1e-300) / (weight * boost.get(target.family, 1.0)), i, target)
        for i, (target, weight) in enumerate(zip(targets, weights(targets, temperature), strict=True))
    ]
    return [target for _, _, target in sorted(keyed, key=lambda item: item[:2])]


def within_quota(drawn: Sequence[Target], wanted: int, quota: float) -> list[Target]:
    """`drawn` with those that would take a family over its quota of the first `wanted` moved to the end.

    The quota is a share of `wanted`, rounded up. What was moved is still there for a caption that offers nothing else.
    """
    limit = math.ceil(quota * wanted)
    seen: Counter[str] = Counter()
    first: list[Target] = []
    later: list[Target] = []
    for target in drawn:
        seen[target.family] += 1
        (first if seen[target.family] <= limit else later).append(target)
    return first + later
