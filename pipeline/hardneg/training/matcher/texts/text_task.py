"""Train the text matcher by binary cross-entropy on pairs whose word overlap does not predict the label."""

import hashlib
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from more_itertools import chunked
from torch.nn import functional

from hardneg.matching.text_matcher import TextCrossEncoder
from hardneg.matching.text_network import TextConfig, build, encode, save, tokenizer_of
from hardneg.training.matcher.texts.balanced_pairs import balanced
from hardneg.training.matcher.texts.evaluate_text import auc
from hardneg.training.matcher.texts.text_data import load_pairs
from hardneg.training.matcher.texts.text_pairs import TextPair

SWAPS = ("exchange", "swap_attribute", "swap_object", "word_order")
_BLOCK = 64
_HELD_OUT = 2400


class TextTask:
    """Train on pairs in the Parquet files of `text_data.save_pairs`: `train.parquet` and `held_out.parquet` of a folder."""

    name = "text"

    def __init__(self, pairs: Path, shape: TextConfig, batch_size: int = 64, seed: int = 0) -> None:
        self.pairs, self.shape, self.batch_size, self.seed = pairs, shape, batch_size, seed
        self._train: list[TextPair] | None = None
        self._held_out: list[TextPair] = []
        self._epoch: tuple[int, list[list[int]]] = (-1, [])
        self._tokenizer: Any = None

    def __repr__(self) -> str:
        """Return everything that the result depends on, which identifies the run."""
        data = hashlib.sha256((self.pairs / "train.parquet").read_bytes()).hexdigest()[:12]
        return f"TextTask({data}, {self.shape}, {self.batch_size}, {self.seed})"

    def model(self) -> torch.nn.Module:
        """Return the fetched encoder with adapters that change nothing yet."""
        return build(self.shape, self.seed)

    def __len__(self) -> int:
        """Return the number of training pairs."""
        return len(self._load())

    def held_out(self) -> list[TextPair]:
        """Return the held-out pairs, of captions that are not learned from, balanced like the others."""
        self._load()
        return self._held_out

    def steps_per_epoch(self) -> int:
        """Return the number of batches in one pass over all pairs."""
        return len(self._load()) // self.batch_size

    def batch(self, step: int, rank: int, world: int) -> dict[str, torch.Tensor]:
        """Return pairs of similar length, which reduces padding; each pass has other batches."""
        pairs = self._load()
        epoch, place = divmod(step, self.steps_per_epoch())
        if self._epoch[0] != epoch:
            self._epoch = epoch, self._order(epoch)
        chosen = [pairs[i] for i in self._epoch[1][place][rank::world]]
        encoded = encode(self._tokenizer, [pair.caption for pair in chosen], [pair.text for pair in chosen])
        encoded["labels"] = torch.tensor([float(pair.follows) for pair in chosen])
        return encoded

    def loss(self, model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, Mapping[str, float]]:
        """Return binary cross-entropy with label smoothing, because rules make some mistakes."""
        device = next(model.parameters()).device
        batch = {name: tensor.to(device) for name, tensor in batch.items()}
        labels = batch["labels"]
        logits = model(batch["input_ids"], batch["attention_mask"], batch["token_type_ids"])
        loss = functional.binary_cross_entropy_with_logits(logits, labels * 0.96 + 0.02)
        return loss, {"accuracy": float(((logits > 0) == (labels > 0.5)).float().mean())}

    def evaluate(self, model: torch.nn.Module) -> Mapping[str, float]:
        """Return ROC-AUC on held-out captions, over all and for exchanges; the score is their mean."""
        self._load()
        device = next(model.parameters()).device
        matcher = TextCrossEncoder(model, self._tokenizer, "in training", str(device))
        with torch.autocast(device.type, torch.bfloat16):
            scores = matcher.score([pair.caption for pair in self._held_out], [pair.text for pair in self._held_out])
        follows = np.array([pair.follows for pair in self._held_out])
        swaps = np.array([not pair.follows and pair.kind in SWAPS for pair in self._held_out])
        figures = {
            "auc": auc(scores[follows], scores[~follows]),
            "auc_swaps": auc(scores[follows], scores[swaps]),
            "accuracy": float(((scores > 0) == follows).mean()),
        }
        return {"score": (figures["auc"] + figures["auc_swaps"]) / 2, **figures}

    def save(self, model: torch.nn.Module, folder: Path) -> None:
        """Write a folder that `TextCrossEncoder.from_folder` loads."""
        save(model, self.shape, folder)

    def _load(self) -> list[TextPair]:
        if self._train is None:
            self._train = balanced(load_pairs(self.pairs / "train.parquet"), random.Random(self.seed))
            self._held_out = balanced(load_pairs(self.pairs / "held_out.parquet"), random.Random(self.seed))[:_HELD_OUT]
            self._tokenizer = tokenizer_of(self.shape)
        return self._train

    def _order(self, epoch: int) -> list[list[int]]:
        """Return the batches of one pass: shuffled, sorted by length within blocks, and shuffled again within a block."""
        rng = random.Random(self.seed * 1000 + epoch)
        pairs = self._load()
        order = list(range(len(pairs)))
        rng.shuffle(order)
        batches: list[list[int]] = []
        for block in chunked(order, self.batch_size * _BLOCK):
            by_length = sorted(block, key=lambda i: len(pairs[i].caption) + len(pairs[i].text))
            full = [batch for batch in chunked(by_length, self.batch_size) if len(batch) == self.batch_size]
            rng.shuffle(full)
            batches += full
        return batches
