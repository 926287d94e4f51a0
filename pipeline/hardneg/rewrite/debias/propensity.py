"""Weigh selected negatives by the inverse of the probability that selection keeps one of their family.

Selection keeps few of the valid proposals, and more of one family than of another: quotas, floors and text balance change the shares. With
v valid and c chosen negatives of a family in a part, its propensity is c / v. The weight of its negatives is

    weight = (v / c) / (V / C)

where V and C are the sums of v and c over the families with a chosen negative. So the weights have the mean 1 over the chosen negatives of
a part, and the weighted share of each family is its share of the valid proposals (Horvitz and Thompson 1952). Then they are clipped to
[0.1, 10], since a family of which one in a thousand was kept would dominate a batch. The mean is 1 only where nothing is clipped.

Negatives that need an image of their own (`needs_image`) are exempt from selection and are read only with that image, so c does not count
them; they have the weight of their family, or 1 where all of it are such.

The weights correct nothing within a family: balance prefers words whose edits have a reverse, and short differences of likelihood. Without
balance (`rewrite.balance.enabled`) nothing is selected over a part, and every weight is 1.
"""

from collections import Counter
from collections.abc import Sequence

from hardneg.rewrite.types import CaptionState

LOWEST, HIGHEST = 0.1, 10.0


def with_weights(valid: Sequence[CaptionState], chosen: Sequence[CaptionState]) -> list[CaptionState]:
    """Return the captions with the weight of each selected negative.

    Args:
        valid: The captions of a part with all valid proposals.
        chosen: The same captions with the selected ones, and those that need an image of their own.
    """
    weight = weights(_families(valid), _families(chosen))
    return [
        caption._replace(proposals=tuple(each._replace(weight=weight.get(each.family, 1.0)) for each in caption.proposals))
        for caption in chosen
    ]


def weights(valid: Counter[str], chosen: Counter[str]) -> dict[str, float]:
    """Return the weight of each family with a chosen negative, by the counts of valid and of chosen negatives."""
    kept = [family for family, count in chosen.items() if count]
    mean = sum(valid[family] for family in kept) / max(sum(chosen.values()), 1)
    return {family: min(max(valid[family] / chosen[family] / mean, LOWEST), HIGHEST) for family in kept}


def _families(captions: Sequence[CaptionState]) -> Counter[str]:
    return Counter(each.family for caption in captions for each in caption.proposals if not each.needs_image)
