"""Additions that cost a detail: what a negative puts in here, it leaves out there, so that its length and its words do not tell it.

    A black cat on a couch.  ->  A cat on a striped couch.

Said of the couch is what nobody said, which is what makes it false; that the cat is black is still true, and only not said any more. A text
with more words than its caption is the negative (n-grams: 1.00 of pairs). One that says as much, with adjectives that come out of other
captions as often, shows less; which detail goes, and for what, `herding` chooses.
"""

from collections.abc import Iterator, Sequence

from hardneg.families import Name, Target
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import edits_between
from hardneg.paraphrase import deletion
from hardneg.paraphrase.wording import Change, change, compose, disjoint
from hardneg.rewrite.rejects import reject
from hardneg.rewrite.types import Draft
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject
from hardneg.seeding import generator_for, seed_for

_MOST = 2
"""Details of a caption that may go for one addition, if there is something to choose by."""


def possible(sentence: Sentence, targets: Sequence[Target], config: RewriteConfig) -> list[Target]:
    """The targets less those of additions that are not wanted, or that a caption with no detail to give could not pay for."""
    payable = not config.trade or bool(sentence.once(_details))
    wanted = {family for family in config.families if payable or not family.traits.traded}
    return [target for target in targets if not Name(target.family).traits.traded or target.family in wanted]


def told(sentence: Sentence) -> list[str]:
    """The details that a caption can do without, each an adjective in lower case."""
    return [each.edits[0].old.strip().lower() for each in sentence.once(_details)]


def paid(made: Draft, sentence: Sentence, caption_id: str, config: RewriteConfig, seed: int) -> Iterator[Draft | Reject]:
    """Yield the draft; if it adds an attribute, instead with one detail left out elsewhere, and with another one."""
    if not Name(made.family).traits.traded or not config.trade:
        yield made
        return
    slot, addition = made.wanted.slot, change("add", *made.edits)
    free = [each for each in sentence.once(_details) if disjoint((addition,), each)]
    chance = generator_for(seed, caption_id, "rewrite", f"trade:{slot.seed}")
    texts = (compose(sentence, None, (addition, each)) for each in chance.sample(free, len(free)))
    found = [text for text in texts if text is not None][: _MOST if config.balance.enabled else 1]
    if not found:
        yield reject(made.wanted, caption_id, sentence, Reason.NO_CANDIDATE, "no detail can go for it", made.negative)
    for text in found:
        own = seed_for(seed, caption_id, "rewrite", f"trade:{slot.seed}:{text}")
        wanted = made.wanted._replace(slot=slot._replace(seed=own))
        yield Draft(wanted, tuple(edits_between(sentence.text, text)), text, made.generator.model_copy(update={"seed": own}))


def _details(sentence: Sentence) -> Sequence[Change]:
    return tuple(deletion.adjectives(sentence))
