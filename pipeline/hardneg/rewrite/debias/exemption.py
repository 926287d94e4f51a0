"""Keep negatives that balance discards, for captions whose image and an image of the negative will show both texts.

Over the two directions of such a row a text-only classifier is right exactly half of the time (proof in `hardneg.schemas.own_image`), so
these negatives need no balance. They are selected after the balanced ones and enter none of the sums, since their image may be rejected.
A negative without an image is rejected later, and the balance of the others stays as it was.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from hardneg.rewrite.debias.candidate import Candidate
from hardneg.schemas.family import EXCHANGES


def exempt(
    candidates: Sequence[Candidate], selected: Collection[int], most: Sequence[int], imaged: Sequence[bool], limit: int, rng: random.Random
) -> list[int]:
    """Select among the discarded candidates: families that exchange first, then the family with the fewest negatives so far.

    A target with a selected negative gets no second one of that family. Within a family the smallest log-likelihood gap comes first.

    Args:
        candidates: Of the part.
        selected: Indices of the balanced ones.
        most: Upper bound of the negatives of each caption, the balanced ones included.
        imaged: Whether each caption has an image and negatives are drawn for it.
        limit: At most so many exempt negatives of a caption.
        rng: Orders the captions.

    Returns:
        Indices, in rising order.
    """
    kept = [candidates[j] for j in selected]
    used = {(each.caption, each.family, each.target) for each in kept}
    sizes, filled = Counter(each.family for each in kept), Counter(each.caption for each in kept)
    discarded: dict[int, list[int]] = defaultdict(list)
    for j, each in enumerate(candidates):
        if imaged[each.caption] and (each.caption, each.family, each.target) not in used:
            discarded[each.caption].append(j)
    order = sorted(discarded)
    rng.shuffle(order)
    found: list[int] = []
    for _ in range(limit):
        for caption in order:
            free = [j for j in discarded[caption] if (caption, candidates[j].family, candidates[j].target) not in used]
            if not free or filled[caption] >= most[caption]:
                continue
            best = min(free, key=lambda j: (_rank(candidates[j], sizes), j))
            used.add((caption, candidates[best].family, candidates[best].target))
            sizes[candidates[best].family] += 1
            filled[caption] += 1
            found.append(best)
    return sorted(found)


def _rank(candidate: Candidate, sizes: Mapping[str, int]) -> tuple[bool, int, float]:
    return candidate.family not in EXCHANGES, sizes[candidate.family], abs(candidate.gap or 0.0)
