"""Pairs as a scorer reads them: of a long caption, only the sentence that is edited and its neighbours, and each caption once."""

import re
from collections.abc import Sequence

LONG = 300
"""Characters from which on a pair is cut."""
_END = re.compile(r"(?<=[.!?;])\s+")


def window(caption: str, text: str) -> tuple[str, str]:
    """Caption and text, or of long ones the sentences in which they differ with one more on each side."""
    if max(len(caption), len(text)) < LONG:
        return caption, text
    one, two = _END.split(caption), _END.split(text)
    shorter = min(len(one), len(two))
    first = next((i for i in range(shorter) if one[i] != two[i]), shorter)
    left = shorter - first
    last = next((i for i in range(left) if one[-1 - i] != two[-1 - i]), left)
    start, end = max(first - 1, 0), max(last - 1, 0)
    return " ".join(one[start : len(one) - end]), " ".join(two[start : len(two) - end])


def grouped(captions: Sequence[str], texts: Sequence[str]) -> tuple[list[str], list[str], list[int]]:
    """Return captions without repeats, texts, and the index of the caption of each text; long ones cut to the edited sentence."""
    pairs = [window(caption, text) for caption, text in zip(captions, texts, strict=True)]
    own = {caption: number for number, caption in enumerate(dict.fromkeys(caption for caption, _ in pairs))}
    return list(own), [text for _, text in pairs], [own[caption] for caption, _ in pairs]
