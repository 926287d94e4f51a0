"""Combine valid single changes of one caption and one family into negatives of several changes.

Only long captions get them, since two changes leave little of a short one. The edits do not touch, lie in different stretches of the
caption where possible, and insert no word twice. The result is checked like any other draft.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle

from hardneg.families import Name
from hardneg.grammar.splice import Edit, splice
from hardneg.rewrite.generate.context_window import Context
from hardneg.rewrite.generate.validate import add_drafts
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.long_captions import SHARE
from hardneg.rewrite.propose.sampling import by_turns
from hardneg.rewrite.types import CaptionState, Proposal, StepResult
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.rows import Reject
from hardneg.seeding import generator_for, seed_for

_TRIES = 3
_PER_FAMILY = 3


def combine(captions: Sequence[CaptionState], config: RewriteConfig, seed: int, context: Context) -> StepResult:
    """Add drafts of several changes to each long caption."""
    found: list[CaptionState] = []
    rejects: list[Reject] = []
    for caption in captions:
        result = add_drafts(caption, combined(caption, config, seed), context)
        found += result.captions
        rejects += result.rejects
    return StepResult(found, rejects)


def combined(caption: CaptionState, config: RewriteConfig, seed: int) -> list[Proposal]:
    """Combine the single proposals of a long caption into drafts of two, three, two ... changes.

    Each family has at most three of them for every `long_words` words, and families alternate. The order of the proposals does
    not matter.
    """
    growth = long_captions.times(caption.text, config)
    if not growth or config.n_edits < 2:
        return []
    by_family: dict[str, list[Proposal]] = {}
    for each in sorted(caption.proposals, key=lambda each: (each.family, each.negative)):
        by_family.setdefault(each.family, []).append(each)
    found = [list(_of_family(each, caption, config, seed, _PER_FAMILY * growth)) for each in by_family.values()]
    return by_turns(found)[: long_captions.affordable(caption.text, SHARE)]


def alternating(proposals: Sequence[Proposal], most: int) -> tuple[Proposal, ...]:
    """Return the first `most` proposals, those of one change and those of several alternating; for runs without selection."""
    single = [each for each in proposals if len(each.targets) == 1]
    several = [each for each in proposals if len(each.targets) > 1]
    return tuple(by_turns([single, several])[:most])


def joined(proposals: Sequence[Proposal], caption: CaptionState, seed: int) -> Proposal:
    """Return one draft that makes the changes of all these proposals."""
    parts = sorted(proposals, key=lambda each: each.targets[0].start)
    edits = tuple(sorted(edit for each in parts for edit in each.edits))
    negative = splice(caption.text, edits)
    own_seed = seed_for(seed, caption.id, "rewrite", f"several:{parts[0].family}:{negative}")
    generator = next((each.generator for each in parts if each.generator.method == "llm"), parts[0].generator)
    return Proposal(tuple(each.targets[0] for each in parts), edits, negative, generator.model_copy(update={"seed": own_seed}))


def apart(one: Proposal, other: Proposal) -> bool:
    """Return whether two proposals may be joined: their edits neither overlap nor touch, and they do not insert the same content word."""
    if any(_meet(mine, yours) for mine in one.edits for yours in other.edits):
        return False
    if not Name(one.family).traits.lexical:
        return True  # `two` or `behind` may well occur twice in a caption
    return not {edit.new.lower() for edit in one.edits if len(edit.new) > 3} & {edit.new.lower() for edit in other.edits}


def _meet(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def _of_family(proposals: Sequence[Proposal], caption: CaptionState, config: RewriteConfig, seed: int, count: int) -> Iterator[Proposal]:
    """Yield up to `count` drafts of several changes; targets that are in few of them come first."""
    rng = generator_for(seed, caption.id, "rewrite", f"several:{proposals[0].family}")
    pool = list(proposals)
    used: Counter[int] = Counter()
    seen: set[str] = set()
    sizes = cycle(range(2, config.n_edits + 1))
    for _ in range(count * _TRIES):
        rng.shuffle(pool)
        pool.sort(key=lambda each: used[each.targets[0].start])
        picked = _picked(pool, next(sizes), caption)
        if len(picked) < 2:
            return
        made = joined(picked, caption, seed)
        if made.negative in seen:
            continue
        seen.add(made.negative)
        used.update(target.start for target in made.targets)
        yield made
        if len(seen) == count:
            return


def _picked(pool: Sequence[Proposal], size: int, caption: CaptionState) -> list[Proposal]:
    """Return up to `size` proposals that may be joined, each in a stretch of its own as far as possible."""
    picked: list[Proposal] = []
    used: set[int] = set()
    for anywhere in (False, True):
        for each in pool:
            where = long_captions.touched(caption.sentence, each.targets)
            if len(picked) < size and (anywhere or not where & used) and all(apart(each, other) for other in picked):
                picked.append(each)
                used |= where
    return picked
