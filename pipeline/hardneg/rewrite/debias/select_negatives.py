"""What stays of a part's proposals where balance chooses among them."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.debias.adversarial import choose_blind
from hardneg.rewrite.debias.embedder import Reader
from hardneg.rewrite.debias.exemption import exempt
from hardneg.rewrite.debias.herding import Proposal, proposal_of
from hardneg.rewrite.debias.positive_adversarial import Beside
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.cooccurrence import Company
from hardneg.rewrite.types import Checked
from hardneg.schemas.config import RewriteConfig

Gaps = list[list[float | None]]


class Picked(NamedTuple):
    """The negatives of each caption with their gaps; the counts of balance; what the reader made of them, for the positives beside them."""

    kept: list[list[Checked]]
    gaps: Gaps
    counts: dict[str, int]
    beside: Beside | None


def pick(
    sentences: Sequence[Sentence],
    company: Company,
    kept: Sequence[Sequence[Checked]],
    gaps: Sequence[Sequence[float | None]],
    config: RewriteConfig,
    chance: random.Random,
    reader: Reader | None,
    imaged: Sequence[bool] = (),
) -> Picked:
    """Of the proposals of each caption that hold, those that `adversarial` chooses over the part.

    `imaged` says for each caption whether it has an image and negatives are drawn for it; none has where it is empty. Of those that are,
    some of the others are kept too, marked by `needs_image` (`exempt`).
    """
    places = [(i, j) for i, each in enumerate(kept) for j in range(len(each))]
    captions = [sentence.text for sentence in sentences]
    found = proposals_of(sentences, company, kept, gaps, config)
    most = [long_captions.most(caption, config) for caption in captions]
    chosen = choose_blind(captions, found, most, config.balance, chance, config.one_way, reader)
    beside = None
    if reader is not None and chosen.changes is not None:
        even = [k for k, at in enumerate(chosen.indices) if found[at].family not in config.one_way]
        told = [found[chosen.indices[k]] for k in even]
        beside = Beside([each.caption for each in told], [each.family for each in told], chosen.changes[even], reader)
    free = set(exempt(found, chosen.indices, most, imaged, config.balance.with_image, chance)) if any(imaged) else set[int]()
    picked: list[list[tuple[int, bool]]] = [[] for _ in kept]
    for at in sorted({*chosen.indices, *free}):
        picked[places[at][0]].append((places[at][1], at in free))
    return Picked(
        [[kept[i][j]._replace(needs_image=needs) if needs else kept[i][j] for j, needs in each] for i, each in enumerate(picked)],
        [[gaps[i][j] for j, _ in each] for i, each in enumerate(picked)],
        chosen.counts | ({"balance_needs_image": len(free)} if free else {}),
        beside,
    )


def proposals_of(
    sentences: Sequence[Sentence],
    company: Company,
    kept: Sequence[Sequence[Checked]],
    gaps: Sequence[Sequence[float | None]],
    config: RewriteConfig,
) -> list[Proposal]:
    """Return the proposals that a part is selected from, caption by caption."""
    found = []
    for i, (sentence, each, of_each) in enumerate(zip(sentences, kept, gaps, strict=True)):
        for checked, gap in zip(each, of_each, strict=True):
            draft = checked.draft
            where = long_captions.touched(sentence, draft.targets) if long_captions.times(sentence.text, config) else frozenset[int]()
            found.append(proposal_of(i, draft, gap, company.change(i, draft.negative), where))
    return found
