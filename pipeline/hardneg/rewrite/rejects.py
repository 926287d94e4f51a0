"""Make the rejects of the rewrite stage and the ids of its negatives."""

import hashlib

from hardneg.families import Name, Target
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject

STAGE = "rewrite"
SHOWN = 500
"""Characters of a caption that a reject repeats."""


def reject_target(
    caption: CaptionState, target: Target, seed: int | None, reason: Reason, detail: str, negative: str | None = None
) -> Reject:
    """Return the reject of a target for which no negative was accepted; target and seed make its id."""
    return Reject(
        id=_hash(caption.id, target.family, str(target.start), str(seed)),
        caption_id=caption.id,
        stage=STAGE,
        reason=reason,
        detail=detail,
        caption=caption.text[:SHOWN],
        negative=negative,
        family=Name(target.family),
    )


def reject_proposal(caption: CaptionState, proposal: Proposal, reason: Reason, detail: str) -> Reject:
    """Return the reject of a proposal of a caption."""
    return reject_target(caption, proposal.targets[0], proposal.generator.seed, reason, detail, proposal.negative)


def reject_caption(caption: CaptionState, reason: Reason, detail: str) -> Reject:
    """Return the reject of a caption itself."""
    return Reject(id=caption.id, stage=STAGE, reason=reason, detail=detail, caption=caption.text[:SHOWN])


def negative_id(caption: CaptionState, proposal: Proposal) -> str:
    """Return the id of a negative: a hash of its caption's id, its family and its text."""
    return _hash(caption.id, proposal.family, proposal.negative)


def _hash(*key: str) -> str:
    return hashlib.blake2b("\x1f".join(key).encode(), digest_size=8).hexdigest()
