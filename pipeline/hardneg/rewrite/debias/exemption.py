"""Negatives that text balance discards, kept for captions whose image and an image of their own will show both texts.

Over the two directions of such a row a text-only classifier is right exactly half of the time (proof in `hardneg.schemas.own_image`), so
these negatives need no balance. They are chosen after the balanced ones and enter none of their sums, since an image may not pass: what is
left without one is rejected later, and the balance of the rest is as it was.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from hardneg.rewrite.debias.herding import Proposal
from hardneg.schemas.family import EXCHANGES


def exempt(
    proposals: Sequence[Proposal], chosen: Collection[int], most: Sequence[int], imaged: Sequence[bool], limit: int, chance: random.Random
) -> list[int]:
    """Choose among the discarded proposals: families that exchange first, then the family with the fewest negatives so far.

    A target of which balance chose a negative has none discarded. Of one family the negative whose likelihood is nearest to that of its
    caption comes first.

    Args:
        proposals: Of the part.
        chosen: Indices of those that balance chose.
        most: Most negatives of each caption, the balanced ones included.
        imaged: For each caption whether it has an image, and negatives are drawn for it.
        limit: Most exempt negatives of a caption.
        chance: Draws the order of the captions.

    Returns:
        Indices, in rising order.
    """
    kept = [proposals[j] for j in chosen]
    used = {(each.caption, each.family, each.place) for each in kept}
    sizes, filled = Counter(each.family for each in kept), Counter(each.caption for each in kept)
    discarded: dict[int, list[int]] = defaultdict(list)
    for j, each in enumerate(proposals):
        if imaged[each.caption] and (each.caption, each.family, each.place) not in used:
            discarded[each.caption].append(j)
    order = sorted(discarded)
    chance.shuffle(order)
    found: list[int] = []
    for _ in range(limit):
        for caption in order:
            free = [j for j in discarded[caption] if (caption, proposals[j].family, proposals[j].place) not in used]
            if not free or filled[caption] >= most[caption]:
                continue
            best = min(free, key=lambda j: (_rank(proposals[j], sizes), j))
            used.add((caption, proposals[best].family, proposals[best].place))
            sizes[proposals[best].family] += 1
            filled[caption] += 1
            found.append(best)
    return sorted(found)


def _rank(proposal: Proposal, sizes: Mapping[str, int]) -> tuple[bool, int, float]:
    return proposal.family not in EXCHANGES, sizes[proposal.family], abs(proposal.gap or 0.0)
