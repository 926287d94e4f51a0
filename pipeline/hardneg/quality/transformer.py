"""Train a transformer as text-only classifier: MiniLM with a linear head, the upper half fine-tuned on pairs.

The loss is pairwise, as the accuracy is: log(1 + exp(-margin)) of the score of the negative less that of the other text (Bradley and Terry
1952). The lower half is frozen, which halves the work on a CPU. The tokenizer ignores case; the n-grams do not.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from hardneg.models.device import device_of
from hardneg.models.llm_folder import source_of
from hardneg.models.pretrained import quiet
from hardneg.quality.accuracy import Scores
from hardneg.quality.pairs import Halves, Pair, Places
from hardneg.quality.text_only import Classifier
from hardneg.seeding import seed_for

BASE = "minilm-l6-v2"
EPOCHS, PAIRS = 3, 32
"""Epochs at most, and pairs of a step."""
FROZEN = ("embeddings.", "encoder.layer.0.", "encoder.layer.1.", "encoder.layer.2.")
RATE, HEAD_RATE = 3e-4, 1e-3
_WARM_UP = 0.1
_TOKENS = 128
_POOL = 16
"""The pairs of so many batches are sorted by length, which saves padding."""
_AT_ONCE = 128


def transformer(seed: int, most: int) -> Classifier:
    """Return a classifier that is fine-tuned anew in each call, for `EPOCHS` epochs and at most `most` steps.

    Raises:
        UserError: MiniLM was not fetched.
    """
    folder = source_of(BASE)

    def judge(pairs: Sequence[Pair], halves: Halves) -> Scores:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed_for(seed, "", "quality", "transformer"))
            network = _Network(folder)
            _train(network, pairs, halves, min(most, EPOCHS * math.ceil(len(halves.train) / PAIRS)), seed)
            texts = list(dict.fromkeys(text for i in halves.test for text in (pairs[i].caption, pairs[i].negative)))
            scores = dict(zip(texts, network.scores(texts), strict=True))
        return np.array([scores[pairs[i].negative] - scores[pairs[i].caption] for i in halves.test], np.float64)

    return judge


class _Network:
    """A `_Network` has an encoder, a head and a tokenizer."""

    def __init__(self, folder: str) -> None:
        self.device = device_of(None)
        with quiet():
            self.tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
            # Fused attention on the CPU runs backward many times slower than the plain one.
            options = {"attn_implementation": "eager", "use_safetensors": True, "trust_remote_code": False}
            encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, **options)
        for name, parameter in encoder.named_parameters():
            parameter.requires_grad_(not name.startswith(FROZEN))
        self.encoder: Any = encoder.to(self.device)
        self.head: Any = torch.nn.Linear(2 * encoder.config.hidden_size, 1).to(self.device)

    def logits(self, texts: Sequence[str]) -> Any:
        """Return a logit for each text (n,), higher for negatives, from the state of the first token and the mean state."""
        options = {"padding": "longest", "truncation": True, "max_length": _TOKENS, "return_tensors": "pt"}
        batch = self.tokenizer(list(texts), **options).to(self.device)
        states, mask = self.encoder(**batch).last_hidden_state, batch["attention_mask"].unsqueeze(-1)
        return self.head(torch.cat([states[:, 0], (states * mask).sum(1) / mask.sum(1)], -1)).squeeze(-1)

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def scores(self, texts: Sequence[str]) -> Scores:
        """Return `logits` of many texts, in batches of similar length."""
        self.encoder.eval()
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        found = np.zeros(len(texts))
        for first in range(0, len(order), _AT_ONCE):
            chosen = order[first : first + _AT_ONCE]
            found[chosen] = self.logits([texts[i] for i in chosen]).double().cpu().numpy()
        return found


def _train(network: _Network, pairs: Sequence[Pair], halves: Halves, steps: int, seed: int) -> None:
    tuned = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    groups = [{"params": tuned, "lr": RATE}, {"params": network.head.parameters(), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    warm = max(1, round(_WARM_UP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / warm, (steps - step) / max(1, steps - warm)))
    network.encoder.train()
    for _, chosen in zip(range(steps), _batches(pairs, halves, seed), strict=False):
        texts = list(dict.fromkeys(text for i in chosen for text in (pairs[i].caption, pairs[i].negative)))
        place = {text: number for number, text in enumerate(texts)}
        logits = network.logits(texts)
        margins = logits[[place[pairs[i].negative] for i in chosen]] - logits[[place[pairs[i].caption] for i in chosen]]
        optimizer.zero_grad()
        torch.nn.functional.softplus(-margins).mean().backward()
        optimizer.step()
        schedule.step()


def _batches(pairs: Sequence[Pair], halves: Halves, seed: int) -> Iterator[Places]:
    """Yield batches of similar length without end, epoch by epoch; pairs of a caption together, so that it is encoded once."""
    drawn = np.random.default_rng(seed_for(seed, "", "quality", "batches"))
    lengths = np.array([len(pair.caption) for pair in pairs])
    while True:
        rank = drawn.permutation(int(halves.group.max()) + 1)
        order = halves.train[np.argsort(rank[halves.group[halves.train]], kind="stable")]
        pools = [order[first : first + PAIRS * _POOL] for first in range(0, len(order), PAIRS * _POOL)]
        ordered = [pool[np.argsort(lengths[pool], kind="stable")] for pool in pools]
        batches = [pool[first : first + PAIRS] for pool in ordered for first in range(0, len(pool), PAIRS)]
        for number in drawn.permutation(len(batches)):
            yield batches[number]
