"""Pack captions and their edits as branches of one sequence, so that a causal LLM reads shared tokens once and needs no padding.

A sequence holds a prompt, then captions, each followed by its texts from their first differing token on. In the attention mask a caption
sees the prompt and itself. A branch sees the prompt, the tokens that it shares with its caption, and itself.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.grammar.difference import common_beginning

TOKENS = 256
"""Largest number of tokens of a text that are read."""
_AT_ONCE = 320
_PROMPT = -1
_CAPTION = -2

Ids = Sequence[int]


class Branch(NamedTuple):
    """Locate a text in a sequence. It shares its first `known` and its last `shared` tokens with its caption.

    `number` is the index of the text. `caption` and `start` are the indices in the sequence of the first tokens of caption and text.
    """

    number: int
    ids: Ids
    own: Ids
    known: int
    shared: int
    caption: int
    start: int


class Packed(NamedTuple):
    """Hold one sequence: tokens, positions, attention mask (n, n), and its branches."""

    ids: list[int]
    positions: list[int]
    sees: npt.NDArray[np.bool_]
    branches: list[Branch]


def packed(prompt: Ids, captions: Sequence[Ids], texts: Sequence[Ids], of: Sequence[int]) -> Iterator[Packed]:
    """Yield sequences of about `_AT_ONCE` tokens with whole captions; texts of one caption may continue in the next sequence.

    Args:
        prompt: Tokens before each caption; at least one.
        captions: Tokens of each caption.
        texts: Tokens of each text.
        of: For each text, the index of its caption.
    """
    by_caption: dict[int, list[int]] = {}
    for number, row in enumerate(of):
        by_caption.setdefault(row, []).append(number)
    sequence = _Sequence(prompt)
    for row, numbers in by_caption.items():
        start: int | None = None
        for number in numbers:
            known, shared = _shared(captions[row], texts[number])
            size = len(texts[number]) - known + (len(captions[row]) if start is None else 0)
            if sequence.branches and len(sequence.ids) + size > _AT_ONCE:
                yield sequence.done()
                sequence, start = _Sequence(prompt), None
            if start is None:
                start = sequence.add(captions[row], row, 0, _CAPTION)
            at = sequence.add(texts[number][known:], row, known, number)
            sequence.branches.append(Branch(number, texts[number], captions[row], known, shared, start, at))
    if sequence.branches:
        yield sequence.done()


def token_ids(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """Return the tokens of texts, each preceded by a space as after the prompt; at most `TOKENS` of each."""
    if not texts:
        return []
    cut = tokenizer([f" {text}" for text in texts], add_special_tokens=False, truncation=True, max_length=TOKENS)
    return [list(each) for each in cut["input_ids"]]


def _shared(own: Ids, ids: Ids) -> tuple[int, int]:
    """Count the tokens that a text shares with its caption at the beginning (never all), and at the end of the rest."""
    known = min(common_beginning(own, ids), len(ids) - 1)
    return known, common_beginning(own[known:][::-1], ids[known:][::-1])


class _Sequence:
    """Build a sequence; `done` returns it with its mask."""

    def __init__(self, prompt: Ids) -> None:
        self.ids = list(prompt)
        self.positions = list(range(len(prompt)))
        self.prompt = len(prompt)
        self.rows = [_PROMPT] * len(prompt)
        self.spans = [_PROMPT] * len(prompt)
        self.known = [0] * len(prompt)
        self.branches: list[Branch] = []

    def add(self, ids: Ids, row: int, known: int, span: int) -> int:
        """Append a caption (span `_CAPTION`) or the rest of a text; return the index of its first token."""
        start = len(self.ids)
        self.ids.extend(ids)
        self.positions.extend(range(self.prompt + known, self.prompt + known + len(ids)))
        self.rows.extend([row] * len(ids))
        self.spans.extend([span] * len(ids))
        self.known.extend([known] * len(ids))
        return start

    def done(self) -> Packed:
        """Return the sequence with its mask."""
        rows, spans, at, known = (np.array(each) for each in (self.rows, self.spans, self.positions, self.known))
        earlier = np.tri(len(rows), dtype=np.bool_)
        of_caption = rows[:, None] == rows[None, :]
        own = of_caption & (spans[:, None] == spans[None, :])
        shared = of_caption & (spans[None, :] == _CAPTION) & (at[None, :] - self.prompt < known[:, None])
        return Packed(self.ids, self.positions, earlier & ((rows[None, :] == _PROMPT) | own | shared), self.branches)
