"""Reduce a pair of long texts to the sentences, then the clauses, in which the two differ."""

import re
from collections import Counter

from hardneg.grammar.difference import without

_PARTS = (re.compile(r"(?<=[.!?;])\s+"), re.compile(r"(?<=[,:])\s+"))
"""Boundaries of sentences, and of clauses."""
_LONG = 100
"""Characters from which texts are compared by the sentences, then the clauses, in which they differ. Training had few so long."""


def differing(caption: str, text: str) -> tuple[str, str]:
    """Return the pair, or for long texts the sentences that only one of them has, and for long sentences the clauses.

    A text that only omits parts of the caption is paired with itself. One that reorders the caption's parts stays whole.
    """
    for between in _PARTS:
        if len(caption) + len(text) < 2 * _LONG:
            break
        one, two = between.split(caption.strip()), between.split(text.strip())
        shared = Counter(one) & Counter(two)
        added = " ".join(without(two, shared))
        if not added:
            rest = iter(one)
            return (two[0], two[0]) if all(part in rest for part in two) else (caption, text)
        caption, text = " ".join(without(one, shared)) or one[0], added
    return caption, text
