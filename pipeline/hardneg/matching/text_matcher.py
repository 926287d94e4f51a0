"""The text matcher: does a text follow from a caption? What judges negatives where there is no image to look at."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from hardneg.grammar.difference import without
from hardneg.matching.matcher import Scores
from hardneg.matching.text_network import MAX_TOKENS, TextNet, build, encode, load_learned, merged, read_config, tokenizer_of
from hardneg.models.device import device_of
from hardneg.models.resolve import revision_of

_PARTS = (re.compile(r"(?<=[.!?;])\s+"), re.compile(r"(?<=[,:])\s+"))
"""Where sentences part, and where clauses do."""
_LONG = 100
"""Characters of a text from which on it is judged by the sentences, then the clauses, in which it differs; training saw few so long."""


class TextCrossEncoder:
    """Reads caption and text together. As `hardneg.matching.matcher.TextMatcher`.

    Scores are logits: above 0 the text is thought to follow. A pair of long texts is judged by the sentences that the two do not share,
    and of long sentences by the clauses. What of these is over the encoder's room is cut, the longer of the two first, and counted in
    `truncated`.
    """

    def __init__(self, net: TextNet, tokenizer: Any, revision: str, device: str | None = None, batch_size: int = 64) -> None:
        self.device = device_of(device)
        self.net, self.tokenizer, self.revision, self.batch_size = net.to(self.device), tokenizer, revision, batch_size
        self.truncated = 0

    @classmethod
    def from_folder(cls, folder: Path | str, device: str | None = None, batch_size: int = 64) -> "TextCrossEncoder":
        """The matcher that `scripts/train_text_matcher.py` wrote to a folder.

        Raises:
            UserError: The folder is none, its weights are broken, or the encoder it builds on was not fetched.
        """
        folder = Path(folder)
        shape = read_config(folder)
        net = build(shape)
        load_learned(net, folder)
        return cls(merged(net), tokenizer_of(shape), revision_of(folder.name, folder), device, batch_size)

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        """float32 (n,): logit that text i follows from caption i. Pairs of about one length go through together."""
        pairs = [differing(caption, text) for caption, text in zip(captions, texts, strict=True)]
        order = sorted(range(len(pairs)), key=lambda i: (len(pairs[i][0]) + len(pairs[i][1]), pairs[i]))
        found = np.zeros(len(pairs), np.float32)
        for first in range(0, len(order), self.batch_size):
            chosen = order[first : first + self.batch_size]
            batch = encode(self.tokenizer, [pairs[i][0] for i in chosen], [pairs[i][1] for i in chosen])
            self.truncated += self._cut([pairs[i] for i in chosen], batch["input_ids"].shape[1])
            found[chosen] = self.net(**{name: tensor.to(self.device) for name, tensor in batch.items()}).cpu().numpy()
        return found

    def _cut(self, pairs: Sequence[tuple[str, str]], tokens: int) -> int:
        """How many pairs of a batch were cut: only one that fills all the room can have been."""
        if tokens < MAX_TOKENS:
            return 0
        lengths = [len(found) for found in self.tokenizer([one for one, _ in pairs], [two for _, two in pairs])["input_ids"]]
        return sum(length > MAX_TOKENS for length in lengths)


def differing(caption: str, text: str) -> tuple[str, str]:
    """Return the pair itself, or of long texts the sentences that only one of them has, and of long sentences the clauses.

    A text that only leaves out what the caption has is paired with itself. One that has the caption's parts in another order is left whole.
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
