"""Training of the text matcher: binary cross-entropy on pairs whose overlap of words says nothing."""

import hashlib
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from hardneg.matching.text_matcher import TextCrossEncoder
from hardneg.matching.text_network import TextConfig, build, encode, save, tokenizer_of
from hardneg.training.matcher.texts.balanced_pairs import balanced
from hardneg.training.matcher.texts.evaluate_text import auc
from hardneg.training.matcher.texts.text_data import load_pairs
from hardneg.training.matcher.texts.text_pairs import Pair

SWAPS = ("exchange", "swap_attribute", "swap_object", "word_order")
_BLOCK = 64
_HELD_OUT = 2400


class TextTask:
    """Pairs from Parquet files that `text_data.save_pairs` wrote: `train.parquet` and `held_out.parquet` of a folder."""

    name = "text"

    def __init__(self, pairs: Path, shape: TextConfig, batch_size: int = 64, seed: int = 0) -> None:
        self.pairs, self.shape, self.batch_size, self.seed = pairs, shape, batch_size, seed
        self._train: list[Pair] | None = None
        self._held_out: list[Pair] = []
        self._epoch: tuple[int, list[list[int]]] = (-1, [])
        self._tokenizer: Any = None

    def __repr__(self) -> str:
        """What the run depends on, for the loop to tell runs apart."""
        data = hashlib.sha256((self.pairs / "train.parquet").read_bytes()).hexdigest()[:12]
        return f"TextTask({data}, {self.shape}, {self.batch_size}, {self.seed})"

    def model(self) -> torch.nn.Module:
        """The fetched encoder with adapters that change nothing yet."""
        return build(self.shape, self.seed)

    def __len__(self) -> int:
        """Pairs that are learned from."""
        return len(self._load())

    def held_out(self) -> list[Pair]:
        """Pairs that are measured on: of captions that are not learned from, balanced as the others."""
        self._load()
        return self._held_out

    def steps_per_epoch(self) -> int:
        """Batches in one pass over all pairs."""
        return len(self._load()) // self.batch_size

    def batch(self, step: int, rank: int, world: int) -> dict[str, torch.Tensor]:
        """Pairs of about one length, so that little is padding; the passes differ in how pairs fall together."""
        pairs = self._load()
        epoch, place = divmod(step, self.steps_per_epoch())
        if self._epoch[0] != epoch:
            self._epoch = epoch, self._order(epoch)
        chosen = [pairs[i] for i in self._epoch[1][place][rank::world]]
        encoded = encode(self._tokenizer, [pair.caption for pair in chosen], [pair.text for pair in chosen])
        encoded["labels"] = torch.tensor([float(pair.follows) for pair in chosen])
        return encoded

    def loss(self, model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, Mapping[str, float]]:
        """Binary cross-entropy, with labels a little soft since rules make some mistakes."""
        device = next(model.parameters()).device
        batch = {name: tensor.to(device) for name, tensor in batch.items()}
        labels = batch["labels"]
        logits = model(batch["input_ids"], batch["attention_mask"], batch["token_type_ids"])
        loss = functional.binary_cross_entropy_with_logits(logits, labels * 0.96 + 0.02)
        return loss, {"accuracy": float(((logits > 0) == (labels > 0.5)).float().mean())}

    def evaluate(self, model: torch.nn.Module) -> Mapping[str, float]:
        """ROC-AUC on held-out captions, in all and for exchanges; the score is their mean."""
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
        """A folder that `TextCrossEncoder.from_folder` loads."""
        save(model, self.shape, folder)

    def _load(self) -> list[Pair]:
        if self._train is None:
            self._train = balanced(load_pairs(self.pairs / "train.parquet"), random.Random(self.seed))
            self._held_out = balanced(load_pairs(self.pairs / "held_out.parquet"), random.Random(self.seed))[:_HELD_OUT]
            self._tokenizer = tokenizer_of(self.shape)
        return self._train

    def _order(self, epoch: int) -> list[list[int]]:
        """Batches of one pass: shuffled, sorted by length within blocks, and the batches of a block shuffled again."""
        rng = random.Random(self.seed * 1000 + epoch)
        pairs = self._load()
        order = list(range(len(pairs)))
        rng.shuffle(order)
        batches: list[list[int]] = []
        for first in range(0, len(order), self.batch_size * _BLOCK):
            block = sorted(order[first : first + self.batch_size * _BLOCK], key=lambda i: len(pairs[i].caption) + len(pairs[i].text))
            made = [block[i : i + self.batch_size] for i in range(0, len(block) - self.batch_size + 1, self.batch_size)]
            rng.shuffle(made)
            batches += made
        return batches
