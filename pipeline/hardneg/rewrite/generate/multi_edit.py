"""Negatives of several changes: single ones of one caption and one family, each of which holds, spliced all at once.

Only long captions get them: of a short one two changes leave little. The changes lie apart, in different stretches of the caption where
there are such, and no word is put in twice. What comes out is checked again like any other draft.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle

from hardneg.families import Name
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit, splice
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.long_captions import SHARE
from hardneg.rewrite.propose.sampling import by_turns
from hardneg.rewrite.types import Checked, Draft, Slot, Wanted
from hardneg.schemas.config import RewriteConfig
from hardneg.seeding import generator_for, seed_for

_TRIES = 3


def combined(drafts: Sequence[Draft], sentence: Sentence, caption_id: str, config: RewriteConfig, seed: int) -> list[Draft]:
    """Drafts of two, three, two ... changes: of each family at most `balance.targets` for every `long_words` words, families taking turns.

    `drafts` are the single ones of one caption that hold; their order does not matter.
    """
    growth = long_captions.times(sentence.text, config)
    if not growth or config.n_edits < 2:
        return []
    by_family: dict[str, list[Draft]] = {}
    for each in sorted(drafts, key=lambda each: (each.family, each.negative)):
        by_family.setdefault(each.family, []).append(each)
    found = [list(_of_family(each, sentence, caption_id, config, seed, config.balance.targets * growth)) for each in by_family.values()]
    return by_turns(found)[: long_captions.affordable(sentence.text, SHARE)]


def alternating(kept: Sequence[Checked], most: int) -> list[Checked]:
    """Without balance: the first `most`, those of one change and those of several by turns."""
    sides = [[each for each in kept if (len(each.draft.targets) > 1) == several] for several in (False, True)]
    return by_turns(sides)[:most]


def joined(drafts: Sequence[Draft], sentence: Sentence, caption_id: str, seed: int) -> Draft:
    """One draft that makes the changes of all of these."""
    parts = sorted(drafts, key=lambda each: each.wanted.slot.target.start)
    first, *rest = (each.wanted.slot.target for each in parts)
    edits = tuple(sorted(edit for each in parts for edit in each.edits))
    negative = splice(sentence.text, edits)
    own_seed = seed_for(seed, caption_id, "rewrite", f"several:{first.family}:{negative}")
    made_by = next((each.generator for each in parts if each.generator.method == "llm"), parts[0].generator)
    slot = Slot(first, (), own_seed)
    return Draft(Wanted(parts[0].wanted.row, slot), edits, negative, made_by.model_copy(update={"seed": own_seed}), tuple(rest))


def apart(one: Draft, other: Draft) -> bool:
    """Whether two drafts may be joined: no edits that overlap or touch, and no word put in twice where that reads odd."""
    if any(_meet(mine, yours) for mine in one.edits for yours in other.edits):
        return False
    if not Name(one.family).traits.lexical:
        return True  # `two` or `behind` may well stand in a caption twice
    return not {edit.new.lower() for edit in one.edits if len(edit.new) > 3} & {edit.new.lower() for edit in other.edits}


def _meet(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def _of_family(
    drafts: Sequence[Draft], sentence: Sentence, caption_id: str, config: RewriteConfig, seed: int, count: int
) -> Iterator[Draft]:
    """Up to `count` drafts of several changes, those targets first that are in few yet."""
    chance = generator_for(seed, caption_id, "rewrite", f"several:{drafts[0].family}")
    pool = list(drafts)
    used: Counter[int] = Counter()
    seen: set[str] = set()
    sizes = cycle(range(2, config.n_edits + 1))
    for _ in range(count * _TRIES):
        chance.shuffle(pool)
        pool.sort(key=lambda each: used[each.wanted.slot.target.start])
        picked = _picked(pool, next(sizes), sentence)
        if len(picked) < 2:
            return
        made = joined(picked, sentence, caption_id, seed)
        if made.negative in seen:
            continue
        seen.add(made.negative)
        used.update(target.start for target in made.targets)
        yield made
        if len(seen) == count:
            return


def _picked(pool: Sequence[Draft], size: int, sentence: Sentence) -> list[Draft]:
    """Up to `size` drafts that lie apart, in stretches of their own as far as there are such."""
    picked: list[Draft] = []
    taken: set[int] = set()
    for anywhere in (False, True):
        for each in pool:
            where = long_captions.touched(sentence, each.targets)
            if len(picked) < size and (anywhere or not where & taken) and all(apart(each, other) for other in picked):
                picked.append(each)
                taken |= where
    return picked
