"""A candidate is a text that passed all checks and may be selected for its caption: a negative, or a positive."""

from typing import NamedTuple

Exchange = tuple[str, str]
"""Two phrases that change places: the one that is first in the caption, and the one that is first in the negative."""
Target = tuple[int | None, ...]
"""Character offsets of the words that a candidate edits."""


class Candidate(NamedTuple):
    """Describe a text that may be selected for a caption.

    Attributes:
        caption: Index of the caption in the part.
        family: Family of a negative.
        target: Of two candidates of one family with the same target, at most one is selected.
        text: The negative or the positive.
        gap: log p(caption) - log p(text) in nats by the LLM; None if unknown.
        changes: Number of targets that are edited.
        segments: Segments of a long caption that the edits lie in; empty for a short one.
        cooccurrence: Gain of pointwise mutual information with the rest of the caption, in nats; 0 if unknown.
        exchange: The two phrases that change places, if any do.
        kind: Two selected candidates of a caption and family are of different kinds where possible.
        bonus: Score that a candidate may have in addition to the tolerance; its cost is lower by as much.
    """

    caption: int
    family: str
    target: Target
    text: str
    gap: float | None = None
    changes: int = 1
    segments: frozenset[int] = frozenset()
    cooccurrence: float = 0.0
    exchange: Exchange | None = None
    kind: str = ""
    bonus: float = 0.0


class Position(NamedTuple):
    """Identify the n-th selected candidate of a family in a caption, filled or empty. `ordinal` begins at 0."""

    caption: int
    family: str
    ordinal: int
