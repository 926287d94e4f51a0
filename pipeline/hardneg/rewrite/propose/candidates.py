"""What is proposed for the captions of a part before any of it is chosen: several targets of each family, several texts for each.

`herding` can choose only among what is proposed, so the texts are drawn from the words that come out of the part's own targets: a word is
drawn with a weight of how many targets of the family hold it, so that what goes in is distributed as what comes out, times how well it goes
with the rest of the caption (`cooccurrence`). A word that no target holds keeps the small weight 1 / (rank + 2) of its rank in the
lexicon, commonest first. Weights are taken relative to what stands in the target, so that of a caption's targets those are tried more often
that have a good way out. Of articles, which nothing becomes, no more are proposed to count than there are other targets of that family.

In a long caption the stretches take turns, and there are more proposals (`long_captions`).
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.families import FAMILIES, Name, Target
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.propose import attribute_moves, long_captions
from hardneg.rewrite.propose.cooccurrence import Company
from hardneg.rewrite.propose.long_captions import SHARE
from hardneg.rewrite.propose.sampling import by_rank, by_turns
from hardneg.rewrite.types import Slot, Wanted
from hardneg.schemas.config import RewriteConfig
from hardneg.seeding import generator_for, seed_for

Held = Counter[tuple[str, str]]
_FEW = 8
"""Targets without a reverse that a part may always propose."""


def held(sentences: Sequence[Sentence], targets: Sequence[Sequence[Target]]) -> Held:
    """How many targets of the part hold a text, by (family, text in lower case); of added attributes, how many captions can do without."""
    found = Counter((target.family, said(sentence, target)) for sentence, each in zip(sentences, targets, strict=True) for target in each)
    for traded in sorted({family for family, _ in found if Name(family).traits.traded}):
        found.update((traded, word) for sentence in sentences for word in attribute_moves.told(sentence))
    return found


def said(sentence: Sentence, target: Target) -> str:
    """What stands in a target now, in lower case."""
    return sentence.text[target.start : target.end].lower()


def proposals(
    sentences: Sequence[Sentence],
    targets: Sequence[Sequence[Target]],
    ids: Sequence[str],
    company: Company,
    config: RewriteConfig,
    seed: int,
) -> list[Wanted]:
    """The proposals of all captions of a part, each a slot: at most `balance.proposals` of a family in a caption, one of each target first.

    Where rules or scores decide, every text is a proposal of its own; where an LLM writes, every target is one and its texts are offered.
    """
    common = held(sentences, targets)
    found: list[Wanted] = []
    for row, (sentence, each, caption_id) in enumerate(zip(sentences, _returned(targets, ids, seed), ids, strict=True)):
        by_family: dict[str, list[list[_Offer]]] = {}
        growth = long_captions.times(sentence.text, config)
        for target in long_captions.ordered(sentence, each, caption_id, config, seed):
            of_family = by_family.setdefault(target.family, [])
            if len(of_family) < config.balance.targets * max(growth, 1):
                drawn = _offers(sentence, target, caption_id, config, seed, common, company, row)
                of_family.extend([drawn] if drawn else [])
        most = config.balance.proposals * max(growth, 1)
        of_caption = [by_turns(of_family)[:most] if growth else _ripest(of_family)[:most] for of_family in by_family.values()]
        if growth:
            of_caption = [by_turns(of_caption)[: long_captions.affordable(sentence.text, 1 - SHARE)]]
        found.extend(Wanted(row, offer.slot) for offers in of_caption for offer in offers)
    return found


def _returned(targets: Sequence[Sequence[Target]], ids: Sequence[str], seed: int) -> list[list[Target]]:
    """Subsample the targets whose edits have no reverse: keep as many as their family has other targets in the part, or `_FEW`.

    `two dogs` never become `a dog`, which stays true, so nearly all articles that become `two` would be proposed, scored and discarded.
    """
    seen = Counter((target.family, _has_reverse(target)) for each in targets for target in each)

    def stays(target: Target, caption_id: str) -> bool:
        if _has_reverse(target):
            return True
        share = max(seen[target.family, True], _FEW) / max(seen[target.family, False], 1)
        return generator_for(seed, caption_id, "rewrite", f"{target.kind}:{target.start}").random() < share

    return [[target for target in each if stays(target, caption_id)] for each, caption_id in zip(targets, ids, strict=True)]


def _has_reverse(target: Target) -> bool:
    return target.kind not in FAMILIES[Name(target.family)].irreversible


class _Offer(NamedTuple):
    """A slot, and its turn among those of its caption and family: drawn by weight, the smallest being first."""

    turn: float
    slot: Slot


def _ripest(of_family: Sequence[Sequence[_Offer]]) -> list[_Offer]:
    """One of each target; then the rest by turn, whosever it is."""
    rest = [offer for of_target in of_family for offer in of_target[1:]]
    return [*(of_target[0] for of_target in of_family), *sorted(rest, key=lambda offer: offer.turn)]


def _offers(
    sentence: Sentence, target: Target, caption_id: str, config: RewriteConfig, seed: int, common: Held, company: Company, row: int
) -> list[_Offer]:
    """The texts of a target, drawn without replacement (Efraimidis and Spirakis 2006)."""
    purpose = f"{target.family}:{target.kind}:{target.start}:{target.end}:{target.partner_start}"
    family = FAMILIES[Name(target.family)]
    if family.candidates is None:
        return [_Offer(0.0, Slot(target, (), seed_for(seed, caption_id, "rewrite", "fill:" + purpose)))]
    found = family.candidates(sentence, target)
    chance = generator_for(seed, caption_id, "rewrite", "offer:" + purpose)
    held_by = 1 if family.name.traits.traded else max(1, common[target.family, said(sentence, target)])
    commoner = [(common[target.family, text.lower()] + by_rank(rank)) / held_by for rank, text in enumerate(found)]
    fits = company.exchanges(sentence, target, found, row)
    weights = [times * math.exp(fit) for times, fit in zip(commoner, fits, strict=True)]
    turns = sorted((-math.log(chance.random() or 1e-300) / weight, text) for weight, text in zip(weights, found, strict=True))
    drawn = turns[: config.candidates]
    if config.method == "llm" and config.hole != "score":
        if not drawn and config.hole == "choice":
            return []
        texts = tuple(text for _, text in drawn)
        return [_Offer(0.0, Slot(target, texts, seed_for(seed, caption_id, "rewrite", "fill:" + purpose)))]
    return [_Offer(turn, Slot(target, (text,), seed_for(seed, caption_id, "rewrite", f"fill:{purpose}:{text}"))) for turn, text in drawn]
