"""Inject true paraphrases labelled as negatives, to test filters."""

from collections.abc import Collection
from typing import NamedTuple

from hardneg.grammar.difference import common_ends
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.paraphrase import paraphrases
from hardneg.rewrite.rejects import negative_id
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.rows import Generator
from hardneg.seeding import generator_for

METHOD = "spoiled"
"""`generator.method` of an injected paraphrase."""

_PARAPHRASES = 4


class InjectedParaphrase(NamedTuple):
    """Hold a true paraphrase of a caption, and the edit that makes it."""

    text: str
    edits: tuple[Edit, ...]


def inject(caption: CaptionState, share: float, seed: int) -> CaptionState:
    """Return the caption with true paraphrases in place of about this share of its negatives."""
    proposals = list(caption.proposals)
    for i, each in enumerate(proposals):
        texts = {other.negative for other in proposals}
        made = paraphrase(caption.sentence, caption.id, negative_id(caption, each), share, seed, texts)
        if made is not None:
            generator = Generator(method=METHOD, seed=each.generator.seed)
            proposals[i] = Proposal(each.targets, made.edits, made.text, generator, weight=each.weight)
    return caption._replace(proposals=tuple(proposals))


def paraphrase(
    sentence: Sentence, caption_id: str, negative_id: str, share: float, seed: int, negatives: Collection[str]
) -> InjectedParaphrase | None:
    """Draw a paraphrase that replaces the negative of this id.

    Args:
        sentence: The caption.
        caption_id: Its id.
        negative_id: The id of the negative.
        share: Probability that the negative is replaced.
        seed: Seed of the run.
        negatives: Texts of all negatives of the caption, which the paraphrase must differ from.

    Returns:
        None where the negative stays, or where the caption has no other paraphrase.
    """
    rng = generator_for(seed, caption_id, "rewrite", f"spoil:{negative_id}")
    if rng.random() >= share:
        return None
    for made in paraphrases(sentence, rng, _PARAPHRASES):
        if made.text not in negatives and made.text != sentence.text:
            return InjectedParaphrase(made.text, (one_edit(sentence.text, made.text),))
    return None


def one_edit(old: str, new: str) -> Edit:
    """Return the shortest single replacement that turns `old` into `new`."""
    start, end = common_ends(old, new)
    return Edit(start, len(old) - end, old[start : len(old) - end], new[start : len(new) - end])
