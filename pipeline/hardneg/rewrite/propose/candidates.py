"""Propose slots for the captions of a part, before any is selected: targets of all families, and several texts for each.

The targets of a caption are drawn across its families, by weights that concreteness decides (`sampling`). Families are kept apart only
where a floor would not be met (`family_reserves`).

Selection can only choose among proposals, so texts are drawn from the source words of the part's own targets. The weight of a text is the
number of targets of the family that hold it, times exp of its fit to the rest of the caption (`cooccurrence`), times the weight of its own
score (`hardneg.rewrite.concreteness`). So replacement words are distributed like source words. A text that no target holds keeps the small
weight 1 / (rank + 2) of its rank in the lexicon, commonest first. Weights are relative to the source word, so that targets with a likely
exchange are tried more often.

Targets without a reverse edit are subsampled: a -> two has none, so most would be discarded. They stay where a caption offers nothing else.

In a long caption the stretches alternate, and there are more proposals (`long_captions`).
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from more_itertools import partition

from hardneg.families import FAMILIES, Name, Target
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.concreteness import of_replacement, of_target, weight
from hardneg.rewrite.propose import attribute_moves, long_captions
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.propose.family_reserves import with_reserves
from hardneg.rewrite.propose.long_captions import SHARE
from hardneg.rewrite.propose.sampling import by_rank, by_turns
from hardneg.rewrite.types import CaptionState, Slot
from hardneg.schemas.config import RewriteConfig
from hardneg.seeding import generator_for, seed_for, weighted_keys

SourceWords = Counter[tuple[str, str]]
"""Number of targets by (family, source text in lower case)."""

_FEW = 8
"""Targets without a reverse that a part may always have."""


class Offer(NamedTuple):
    """Hold a slot and the key that it was drawn by; the smallest key of a caption comes first."""

    key: float
    slot: Slot


def propose(captions: Sequence[CaptionState], cooccurrence: CoOccurrence, config: RewriteConfig, seed: int) -> list[CaptionState]:
    """Return the captions with their slots: at most `balance.proposals_per_caption`, one of each drawn target first.

    Where rules write or an LLM scores, every text is a slot of its own. Where an LLM writes, a target is one slot with its texts on offer.
    """
    common = source_words(captions)
    drawn: list[list[list[Offer]]] = []
    waiting: list[list[list[Offer]]] = []
    growths = [long_captions.times(caption.text, config) for caption in captions]

    def offered(row: int, caption: CaptionState, targets: Sequence[Target], most: int) -> tuple[list[list[Offer]], list[list[Offer]]]:
        first: list[list[Offer]] = []
        later: list[list[Offer]] = []
        for target in long_captions.ordered(caption.sentence, targets, caption.id, config, seed):
            if len(first) == most and target.family not in config.balance.floor:
                continue
            if offers := _offers(caption, target, config, seed, common, cooccurrence, row):
                (first if len(first) < most else later).append(offers)
        return first, later

    for row, (caption, (targets, spare), growth) in enumerate(zip(captions, _subsampled(captions, seed), growths, strict=True)):
        most = config.balance.targets_per_caption * (growth + 1)
        first, later = offered(row, caption, targets, most)
        if not first:
            first, later = offered(row, caption, spare, most)
        caption.sentence.forget()
        drawn.append(first)
        waiting.append(later)
    return [
        caption._replace(slots=tuple(offer.slot for offer in _of_caption(caption.text, of_targets, growth, config)))
        for caption, of_targets, growth in zip(captions, with_reserves(drawn, waiting, config.balance.floor, _family), growths, strict=True)
    ]


def _of_caption(text: str, of_targets: Sequence[Sequence[Offer]], growth: int, config: RewriteConfig) -> list[Offer]:
    most = config.balance.proposals_per_caption * (growth + 1)
    if growth:
        return _beside_written(by_turns(of_targets), growth, config)[: min(most, long_captions.affordable(text, 1 - SHARE))]
    return _beside_written(_first_keys(of_targets), 1, config)[:most]


def _beside_written(offers: Sequence[Offer], growth: int, config: RewriteConfig) -> list[Offer]:
    """Return the offers; where an LLM writes, the first `write.lexicon` of each family that it writes, too."""
    if config.writer != "write":
        return list(offers)
    seen: Counter[str] = Counter()
    found: list[Offer] = []
    for each in offers:
        family = each.slot.target.family
        seen[family] += 1
        if not FAMILIES[Name(family)].hole or seen[family] <= config.write.lexicon * growth:
            found.append(each)
    return found


def _family(of_target: Sequence[Offer]) -> str:
    return of_target[0].slot.target.family


def source_words(captions: Sequence[CaptionState]) -> SourceWords:
    """Count the targets of the part by family and source text; for added attributes, the captions that can spare the attribute."""
    found = Counter((target.family, source_text(caption.sentence, target)) for caption in captions for target in caption.targets)
    for traded in sorted({family for family, _ in found if Name(family).traits.traded}):
        found.update((traded, word) for each in captions for word in attribute_moves.removable(each.sentence))
    return found


def source_text(sentence: Sentence, target: Target) -> str:
    """Return the text of a target in lower case."""
    return sentence.text[target.start : target.end].lower()


def _subsampled(captions: Sequence[CaptionState], seed: int) -> list[tuple[list[Target], list[Target]]]:
    """Return the targets of each caption, and those that are left out for want of a reverse.

    Of these a part has at most as many as other targets of the family, or `_FEW`. `two dogs` never becomes `a dog`, which stays true. So
    nearly all negatives a -> two would be proposed, scored and discarded.
    """
    seen = Counter((target.family, _has_reverse(target)) for each in captions for target in each.targets)

    def keeps(caption: CaptionState, target: Target) -> bool:
        if _has_reverse(target):
            return True
        share = max(seen[target.family, True], _FEW) / max(seen[target.family, False], 1)
        return generator_for(seed, caption.id, "rewrite", f"{target.kind}:{target.start}").random() < share

    divided = (partition(partial(keeps, caption), caption.targets) for caption in captions)
    return [(list(kept), list(spare)) for spare, kept in divided]


def _has_reverse(target: Target) -> bool:
    return target.kind not in FAMILIES[Name(target.family)].irreversible


def _first_keys(of_targets: Sequence[Sequence[Offer]]) -> list[Offer]:
    """Return the first offer of each target, then all others by key."""
    others = [offer for of_target in of_targets for offer in of_target[1:]]
    return [*(of_target[0] for of_target in of_targets), *sorted(others, key=lambda offer: offer.key)]


def _offers(
    caption: CaptionState,
    target: Target,
    config: RewriteConfig,
    seed: int,
    common: SourceWords,
    cooccurrence: CoOccurrence,
    row: int,
) -> list[Offer]:
    """Draw the texts of a target by weight without replacement (Efraimidis and Spirakis 2006)."""
    sentence = caption.sentence
    purpose = f"{target.family}:{target.kind}:{target.start}:{target.end}:{target.partner_start}"
    family = FAMILIES[Name(target.family)]
    if family.candidates is None:
        return [Offer(0.0, Slot(target, (), seed_for(seed, caption.id, "rewrite", "fill:" + purpose)))]
    candidates = family.candidates(sentence, target)
    rng = generator_for(seed, caption.id, "rewrite", "offer:" + purpose)
    of_source = 1 if family.name.traits.traded else max(1, common[target.family, source_text(sentence, target)])
    frequencies = [(common[target.family, text.lower()] + by_rank(rank)) / of_source for rank, text in enumerate(candidates)]
    fits = cooccurrence.exchanges(sentence, target, candidates, row)
    rated = [weight(of_replacement(target, text), config.concreteness) for text in candidates]
    weights = [frequency * math.exp(fit) * rating for frequency, fit, rating in zip(frequencies, fits, rated, strict=True)]
    keys = sorted(zip(weighted_keys(weights, rng), candidates, strict=True))
    drawn = keys[: config.candidates]
    if config.writer == "choice":
        if not drawn:
            return []
        texts = tuple(text for _, text in drawn)
        return [Offer(0.0, Slot(target, texts, seed_for(seed, caption.id, "rewrite", "fill:" + purpose)))]
    factor = weight(of_target(target), config.concreteness)
    return [
        Offer(key / factor, Slot(target, (text,), seed_for(seed, caption.id, "rewrite", f"fill:{purpose}:{text}"))) for key, text in drawn
    ]
