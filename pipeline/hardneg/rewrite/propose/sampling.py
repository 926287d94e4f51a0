"""Sample targets and texts without replacement.

The weight of a target is exp(concreteness * score), times the boost of its family (config), so that families that few captions offer are
not lost. `hardneg.rewrite.concreteness` defines the score.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TypeVar

from hardneg.families import Name, Target
from hardneg.rewrite.concreteness import of_target
from hardneg.schemas.config import RewriteConfig
from hardneg.seeding import generator_for, weighted_keys

T = TypeVar("T")


def weights(targets: Sequence[Target], concreteness: float) -> list[float]:
    """Return softmax(concreteness * score); it sums to 1."""
    if not targets:
        return []
    scores = [concreteness * of_target(target) for target in targets]
    top = max(scores)
    raised = [math.exp(each - top) for each in scores]
    total = sum(raised)
    return [each / total for each in raised]


def by_turns(queues: Iterable[Sequence[T]]) -> list[T]:
    """Interleave queues: the first of each, then the second of each, and so on."""
    return [each for turn in zip_longest(*queues) for each in turn if each is not None]


def sample(items: Sequence[T], weights: Sequence[float], count: int, rng: random.Random) -> list[T]:
    """Draw up to `count` items by weight without replacement (Efraimidis and Spirakis 2006)."""
    keys = weighted_keys(weights, rng)
    return [items[i] for i in sorted(range(len(items)), key=lambda i: (keys[i], i))[:count]]


def by_rank(rank: int) -> float:
    """Return the weight of a candidate by its rank in the lexicon; the commonest has rank 0."""
    return 1.0 / (rank + 2)


def in_order(targets: Sequence[Target], caption_id: str, config: RewriteConfig, seed: int) -> list[Target]:
    """Return the targets of the configured families in the order that `order` draws for this caption."""
    wanted = [target for target in targets if Name(target.family) in config.families]
    boost = {name.value: factor for name, factor in config.boost.items()}
    return order(wanted, config.concreteness, generator_for(seed, caption_id, "rewrite", "targets"), boost)


def order(targets: Sequence[Target], concreteness: float, rng: random.Random, boost: Mapping[str, float] | None = None) -> list[Target]:
    """Return all targets in an order drawn by weight without replacement."""
    boost = boost or {}
    boosted = [weight * boost.get(target.family, 1.0) for target, weight in zip(targets, weights(targets, concreteness), strict=True)]
    return sample(targets, boosted, len(targets), rng)


def within_quota(drawn: Sequence[Target], wanted: int, quota: float) -> list[Target]:
    """Return the targets with those over their family's quota moved to the end, where a caption with nothing else finds them.

    The quota is a share of the first `wanted` targets, rounded up.
    """
    limit = math.ceil(quota * wanted)
    seen: Counter[str] = Counter()
    first: list[Target] = []
    later: list[Target] = []
    for target in drawn:
        seen[target.family] += 1
        (first if seen[target.family] <= limit else later).append(target)
    return first + later
