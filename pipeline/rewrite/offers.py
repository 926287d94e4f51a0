"""What is proposed for the captions of a part before any of it is chosen: several targets of each family, several texts for each.

`balance` can choose only among what is proposed, so the texts are drawn from the words that come out of the part's own targets: a word is
drawn with a weight of how many targets of the family hold it, so that what goes in is distributed as what comes out.
A word that no target holds keeps the small weight 1 / (rank + 2) of its rank in the lexicon, commonest first.

In a long caption the stretches take turns, and there are more proposals (`long`).
"""

from collections import Counter
from collections.abc import Sequence

from pipeline.chance import generator_for, seed_for
from pipeline.families import FAMILIES, Name, Target
from pipeline.grammar.sentence import Sentence
from pipeline.rewrite import long
from pipeline.rewrite.draw import by_rank, by_turns, sample
from pipeline.rewrite.propose import Slot
from pipeline.rewrite.several import SHARE
from pipeline.rewrite.write import Wanted
from schemas.config import RewriteConfig

Held = Counter[tuple[str, str]]


def held(sentences: Sequence[Sentence], targets: Sequence[Sequence[Target]]) -> Held:
    """How many targets of the part hold a text, by (family, text in lower case)."""
    return Counter((target.family, said(sentence, target)) for sentence, each in zip(sentences, targets, strict=True) for target in each)


def said(sentence: Sentence, target: Target) -> str:
    """What stands in a target now, in lower case."""
    return sentence.text[target.start : target.end].lower()


def proposals(
    sentences: Sequence[Sentence], targets: Sequence[Sequence[Target]], ids: Sequence[str], config: RewriteConfig, seed: int
) -> list[Wanted]:
    """The proposals of all captions of a part, each a slot: at most `balance.proposals` of a family in a caption, its targets taking turns.

    Where rules or scores decide, every text is a proposal of its own; where an LLM writes, every target is one and its texts are offered.
    """
    common = held(sentences, targets)
    found: list[Wanted] = []
    for row, (sentence, each, caption_id) in enumerate(zip(sentences, targets, ids, strict=True)):
        by_family: dict[str, list[list[Slot]]] = {}
        growth = long.times(sentence.text, config)
        for target in long.ordered(sentence, each, caption_id, config, seed):
            of_family = by_family.setdefault(target.family, [])
            if len(of_family) < config.balance.targets * max(growth, 1):
                slots = _slots(sentence, target, caption_id, config, seed, common)
                of_family.extend([slots] if slots else [])
        of_caption = [by_turns(of_family)[: config.balance.proposals * max(growth, 1)] for of_family in by_family.values()]
        if growth:
            of_caption = [by_turns(of_caption)[: long.affordable(sentence.text, 1 - SHARE)]]
        found.extend(Wanted(row, slot) for slots in of_caption for slot in slots)
    return found


def _slots(sentence: Sentence, target: Target, caption_id: str, config: RewriteConfig, seed: int, common: Held) -> list[Slot]:
    purpose = f"{target.family}:{target.kind}:{target.start}:{target.end}:{target.partner_start}"
    family = FAMILIES[Name(target.family)]
    if family.candidates is None:
        return [Slot(target, (), seed_for(seed, caption_id, "rewrite", "fill:" + purpose))]
    found = family.candidates(sentence, target)
    chance = generator_for(seed, caption_id, "rewrite", "offer:" + purpose)
    weights = [common[target.family, text.lower()] + by_rank(rank) for rank, text in enumerate(found)]
    drawn = sample(found, weights, config.candidates, chance)
    if config.method == "llm" and config.hole != "score":
        if not drawn and config.hole == "choice":
            return []
        return [Slot(target, tuple(drawn), seed_for(seed, caption_id, "rewrite", "fill:" + purpose))]
    return [Slot(target, (text,), seed_for(seed, caption_id, "rewrite", f"fill:{purpose}:{text}")) for text in drawn]
