"""What is asked for: the slots of a caption, each a target and the texts that may stand there."""

import random
from collections.abc import Iterator, Sequence

from hardneg.families import FAMILIES, Name, Target
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.sampling import by_rank, sample, within_quota
from hardneg.rewrite.types import Slot
from hardneg.schemas.config import RewriteConfig
from hardneg.seeding import generator_for, seed_for


def slots(sentence: Sentence, targets: Sequence[Target], caption_id: str, config: RewriteConfig, seed: int) -> Iterator[Slot]:
    """Yield the slots of a caption in the order in which they are to be tried.

    Each target once; then those with candidates left a second and a third time, with others, for a caption that has few targets.
    """
    ordered = long_captions.ordered(sentence, targets, caption_id, config, seed)
    drawn = within_quota(ordered, long_captions.most(sentence.text, config), config.quota)
    left: list[tuple[Target, list[str]]] = []
    for target in drawn:
        family = FAMILIES[Name(target.family)]
        found = family.candidates(sentence, target) if family.candidates else []
        if family.hole and not found and config.hole == "choice":
            continue
        left.append((target, found))
    for time in range(3):
        for i, (target, found) in enumerate(left):
            if time and not found:
                continue
            purpose = f"{target.family}:{target.kind}:{target.start}:{target.partner_start}:{time}"
            offered = offer(found, config.candidates, generator_for(seed, caption_id, "rewrite", "offer:" + purpose))
            left[i] = (target, [text for text in found if text not in offered])
            yield Slot(target, tuple(offered), seed_for(seed, caption_id, "rewrite", "fill:" + purpose))


def offer(candidates: Sequence[str], count: int, chance: random.Random) -> list[str]:
    """Up to `count` of the candidates, drawn with weight 1 / (rank + 2): the commoner, the likelier."""
    return sample(candidates, [by_rank(rank) for rank in range(len(candidates))], count, chance)
