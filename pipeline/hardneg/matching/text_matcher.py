"""Score whether a text follows from a caption. This judges negatives where there is no image."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from more_itertools import chunked

from hardneg.engine import steps
from hardneg.matching.differing import differing
from hardneg.matching.matcher import Scores
from hardneg.matching.text_network import MAX_TOKENS, TextNet, build, encode, load_learned, merged, read_config, tokenizer_of
from hardneg.models.device import device_of
from hardneg.models.resolve import revision_of


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
        for number, chosen in enumerate(chunked(order, self.batch_size)):
            steps.advance(number * self.batch_size, len(order))
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
