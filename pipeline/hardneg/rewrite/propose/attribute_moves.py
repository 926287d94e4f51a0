"""Move attributes: an added attribute replaces another one, so that neither length nor words reveal the negative.

    A black cat on a couch.  ->  A cat on a striped couch.

The added attribute makes the text false. The removed one leaves it true: the caption is merely less specific. By length alone, a text-only
classifier finds the negative of an addition in all pairs. With a removal the length stays, and adjectives are removed from other captions
as often as they are added. Which attribute is removed, and for which addition, is decided by `hardneg.rewrite.debias.herding`.
"""

from collections.abc import Iterator, Sequence

from hardneg.families import Name, Target
from hardneg.grammar.difference import edits_between
from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase import deletion
from hardneg.paraphrase.composition import LocalEdit, compose, disjoint, local_edit
from hardneg.rewrite.rejects import reject_proposal
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject
from hardneg.seeding import generator_for, seed_for

_REMOVALS = 2
"""Removals that are tried for one addition where selection can choose among them."""


def feasible(sentence: Sentence, targets: Sequence[Target], config: RewriteConfig) -> list[Target]:
    """Return the targets, without additions for which the caption has no attribute to remove."""
    payable = not config.paired_deletion or bool(sentence.once(_removals))
    wanted = {family for family in config.families if payable or not family.traits.traded}
    return [target for target in targets if not Name(target.family).traits.traded or target.family in wanted]


def removable(sentence: Sentence) -> list[str]:
    """Return the adjectives that can be removed and leave the caption true, in lower case."""
    return [each.edits[0].old.strip().lower() for each in sentence.once(_removals)]


def with_removal(made: Proposal, caption: CaptionState, config: RewriteConfig, seed: int) -> Iterator[Proposal | Reject]:
    """Yield the draft as it is; if it adds an attribute, yield it with one attribute removed elsewhere, and with another one."""
    if not Name(made.family).traits.traded or not config.paired_deletion:
        yield made
        return
    addition, own_seed = local_edit("add", *made.edits), made.generator.seed
    removals = [each for each in caption.sentence.once(_removals) if disjoint((addition,), each)]
    rng = generator_for(seed, caption.id, "rewrite", f"trade:{own_seed}")
    texts = (compose(caption.sentence, None, (addition, each)) for each in rng.sample(removals, len(removals)))
    found = [text for text in texts if text is not None][: _REMOVALS if config.balance.enabled else 1]
    if not found:
        yield reject_proposal(caption, made, Reason.NO_CANDIDATE, "no attribute of the caption can be removed for the added one")
    for text in found:
        generator = made.generator.model_copy(update={"seed": seed_for(seed, caption.id, "rewrite", f"trade:{own_seed}:{text}")})
        yield made._replace(edits=tuple(edits_between(caption.text, text)), negative=text, generator=generator)


def _removals(sentence: Sentence) -> Sequence[LocalEdit]:
    return tuple(deletion.adjectives(sentence))
