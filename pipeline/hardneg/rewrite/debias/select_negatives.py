"""What stays of a part's proposals where balance chooses among them."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.rewrite.debias.adversarial import choose_blind
from hardneg.rewrite.debias.embedder import Reader
from hardneg.rewrite.debias.exemption import exempt
from hardneg.rewrite.debias.herding import Proposal, proposal_of
from hardneg.rewrite.debias.positive_adversarial import Beside
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.types import CaptionState
from hardneg.rewrite.types import Proposal as Negative
from hardneg.schemas.config import RewriteConfig


class Picked(NamedTuple):
    """The captions with their selected negatives, the counts of balance, and what the reader made of the negatives, for the positives."""

    captions: list[CaptionState]
    counts: dict[str, int]
    beside: Beside | None


def pick(
    captions: Sequence[CaptionState], cooccurrence: CoOccurrence, config: RewriteConfig, chance: random.Random, reader: Reader | None
) -> Picked:
    """Select, among the proposals of each caption that hold, those that `adversarial` chooses over the part.

    Of captions with `draws_image` some discarded proposals are kept too, marked by `needs_image` (`exempt`).
    """
    texts = [caption.text for caption in captions]
    places = [(i, j) for i, caption in enumerate(captions) for j in range(len(caption.proposals))]
    found = proposals_of(captions, cooccurrence, config)
    most = [long_captions.most(text, config) for text in texts]
    chosen = choose_blind(texts, found, most, config.balance, chance, config.one_way, reader)
    beside = None
    if reader is not None and chosen.changes is not None:
        even = [k for k, at in enumerate(chosen.indices) if found[at].family not in config.one_way]
        told = [found[chosen.indices[k]] for k in even]
        beside = Beside([each.caption for each in told], [each.family for each in told], chosen.changes[even], reader)
    imaged = [caption.draws_image for caption in captions]
    free = set(exempt(found, chosen.indices, most, imaged, config.balance.with_image, chance)) if any(imaged) else set[int]()
    picked: list[list[Negative]] = [[] for _ in captions]
    for at in sorted({*chosen.indices, *free}):
        i, j = places[at]
        picked[i].append(captions[i].proposals[j]._replace(needs_image=at in free))
    return Picked(
        [caption._replace(proposals=tuple(each)) for caption, each in zip(captions, picked, strict=True)],
        chosen.counts | ({"balance_needs_image": len(free)} if free else {}),
        beside,
    )


def proposals_of(captions: Sequence[CaptionState], cooccurrence: CoOccurrence, config: RewriteConfig) -> list[Proposal]:
    """Return the proposals that a part is selected from, caption by caption."""
    found = []
    for i, caption in enumerate(captions):
        long = long_captions.times(caption.text, config)
        for each in caption.proposals:
            where = long_captions.touched(caption.sentence, each.targets) if long else frozenset[int]()
            found.append(proposal_of(i, each, each.lm_gap, cooccurrence.change(i, each.negative), where))
    return found
