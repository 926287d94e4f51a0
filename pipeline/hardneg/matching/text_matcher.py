"""Score whether a text follows from a caption. This judges negatives where there is no image."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from more_itertools import chunked

from hardneg.grammar.difference import without
from hardneg.matching.matcher import Scores
from hardneg.matching.text_network import MAX_TOKENS, TextNet, build, encode, load_learned, merged, read_config, tokenizer_of
from hardneg.models.device import device_of
from hardneg.models.resolve import revision_of

_PARTS = (re.compile(r"(?<=[.!?;])\s+"), re.compile(r"(?<=[,:])\s+"))
"""Boundaries of sentences, and of clauses."""
_LONG = 100
"""Characters from which texts are compared by the sentences, then the clauses, in which they differ. Training had few so long."""


class TextCrossEncoder:
    """Encode caption and text together, as a `TextMatcher`.

    Scores are logits: above 0 the text probably follows. Long texts are compared by the sentences that the two do not share, and long
    sentences by their clauses. Pairs that are still too long are truncated, the longer text first, and counted in `truncated`.
    """

    def __init__(self, net: TextNet, tokenizer: Any, revision: str, device: str | None = None, batch_size: int = 64) -> None:
        self.device = device_of(device)
        self.net, self.tokenizer, self.revision, self.batch_size = net.to(self.device), tokenizer, revision, batch_size
        self.truncated = 0

    @classmethod
    def from_folder(cls, folder: Path | str, device: str | None = None, batch_size: int = 64) -> "TextCrossEncoder":
        """Load the matcher that `scripts/train_text_matcher.py` wrote to a folder.

        Raises:
            UserError: There is no such folder, its weights are broken, or its encoder was not fetched.
        """
        folder = Path(folder)
        shape = read_config(folder)
        net = build(shape)
        load_learned(net, folder)
        return cls(merged(net), tokenizer_of(shape), revision_of(folder.name, folder), device, batch_size)

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        """Return the logit that text i follows from caption i, float32 (n,). Pairs of similar length share a batch."""
        pairs = [differing(caption, text) for caption, text in zip(captions, texts, strict=True)]
        order = sorted(range(len(pairs)), key=lambda i: (len(pairs[i][0]) + len(pairs[i][1]), pairs[i]))
        found = np.zeros(len(pairs), np.float32)
        for chosen in chunked(order, self.batch_size):
            batch = encode(self.tokenizer, [pairs[i][0] for i in chosen], [pairs[i][1] for i in chosen])
            self.truncated += self._cut([pairs[i] for i in chosen], batch["input_ids"].shape[1])
            found[chosen] = self.net(**{name: tensor.to(self.device) for name, tensor in batch.items()}).cpu().numpy()
        return found

    def _cut(self, pairs: Sequence[tuple[str, str]], tokens: int) -> int:
        """Return how many pairs of a batch were truncated; only a batch of full length can have any."""
        if tokens < MAX_TOKENS:
            return 0
        lengths = [len(found) for found in self.tokenizer([one for one, _ in pairs], [two for _, two in pairs])["input_ids"]]
        return sum(length > MAX_TOKENS for length in lengths)


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
