"""Rejects of the rewrite stage, and the ids of its negatives."""

import hashlib

from hardneg.families import Name
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.types import Draft, Wanted
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject


def reject(wanted: Wanted, caption_id: str, sentence: Sentence, reason: Reason, detail: str, negative: str | None = None) -> Reject:
    """The reject of a slot."""
    target = wanted.slot.target
    return Reject(
        id=_hash(caption_id, target.family, str(target.start), str(wanted.slot.seed)),
        caption_id=caption_id,
        stage="rewrite",
        reason=reason,
        detail=detail,
        caption=sentence.text[:500],
        negative=negative,
        family=Name(target.family),
    )


def negative_id(caption_id: str, made: Draft) -> str:
    """The id of a negative: by its caption, its family and its text."""
    return _hash(caption_id, made.family, made.negative)


def _hash(*key: str) -> str:
    return hashlib.blake2b("\x1f".join(key).encode(), digest_size=8).hexdigest()
