"""Draw the slots of one caption for runs without selection, in the order in which they are tried."""

import random
from collections.abc import Iterator, Sequence

from hardneg.families import FAMILIES, Name, Target
from hardneg.rewrite.concreteness import of_replacement, weight
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.sampling import by_rank, sample, within_quota
from hardneg.rewrite.types import CaptionState, Slot
from hardneg.schemas.config import RewriteConfig
from hardneg.seeding import generator_for, seed_for

_ROUNDS = 3


def slots(caption: CaptionState, config: RewriteConfig, seed: int) -> Iterator[Slot]:
    """Yield each target once, then those with candidates left a second and a third time with other candidates."""
    ordered = long_captions.ordered(caption.sentence, caption.targets, caption.id, config, seed)
    drawn = within_quota(ordered, long_captions.most(caption.text, config), config.quota)
    unused: list[tuple[Target, list[str]]] = []
    for target in drawn:
        family = FAMILIES[Name(target.family)]
        found = family.candidates(caption.sentence, target) if family.candidates else []
        if family.hole and not found:
            continue
        unused.append((target, found))
    for turn in range(_ROUNDS):
        for i, (target, found) in enumerate(unused):
            if turn and not found:
                continue
            purpose = f"{target.family}:{target.kind}:{target.start}:{target.partner_start}:{turn}"
            factors = [weight(of_replacement(target, text), config.concreteness) for text in found]
            offered = offer(found, config.candidates, generator_for(seed, caption.id, "rewrite", "offer:" + purpose), factors)
            unused[i] = (target, [text for text in found if text not in offered])
            yield Slot(target, tuple(offered), seed_for(seed, caption.id, "rewrite", "fill:" + purpose))


def offer(candidates: Sequence[str], count: int, rng: random.Random, factors: Sequence[float] | None = None) -> list[str]:
    """Draw up to `count` candidates with weight factor / (rank + 2), so that common words are likelier; a factor is 1 if not given."""
    return sample(candidates, [factor * by_rank(rank) for rank, factor in enumerate(factors or [1.0] * len(candidates))], count, rng)
