"""A larger LLM as the scorer of plausibility: by how much less likely than its caption it finds a text."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline import models
from pipeline.match.device import device_of
from pipeline.plausibility.head import Scorer, Scores
from pipeline.plausibility.packing import packed, token_ids
from pipeline.plausibility.states import PROMPT

SHARE, PER_NAT, BIAS = 0.65, 0.25, 1.3
"""Weights of the shipped scorer's logit and of a nat of the gap, and a bias: logistic regression on labelled edits with the gaps of
Qwen2.5-Coder-1.5B. The two know different things: together they distinguish senseless edits better than either."""
SOFT_AT_ZERO, SOFT_PER_NAT = 2.3, 0.29
"""The same for the gap alone, by which a teacher's gaps become soft labels."""


class LikelihoodScorer:
    """A causal LLM by the log-likelihood gap of caption and text, in bfloat16, in this process; beside a shipped scorer.

    Args:
        name: One that `make setup` fetches, a folder, or a hub id.
        beside: The shipped scorer, whose logit is added; None for the gaps alone.
    """

    def __init__(self, name: str, beside: Scorer | None = None) -> None:
        self.name, self.beside = name, beside
        self.revision = models.revision(name) + (f"+{beside.revision}" if beside is not None else "")
        self._model: Any = None

    def setup(self) -> None:
        """Load the LLM, and the shipped scorer's."""
        if self.beside is not None:
            self.beside.setup()
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        from pipeline.match.pretrained import quiet

        folder = models.resolve(self.name)
        with quiet():
            made = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, use_safetensors=True)
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self._device = device_of(None)
        self._model = made.to(self._device).eval()
        self._prompt = list(self._tokenizer(PROMPT)["input_ids"])

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return the probability (n,) that text i, made of caption `of[i]`, is plausible."""
        gaps = self.gaps(captions, texts, of)
        if self.beside is None:
            return plausible(gaps)
        own = np.clip(self.beside.score(captions, texts, of), 1e-6, 1 - 1e-6)
        return _logistic(BIAS + SHARE * np.log(own / (1 - own)) - PER_NAT * gaps)

    def gaps(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return log p(caption) - log p(text) in nats, (n,)."""
        import torch

        if self._model is None:
            self.setup()
        found = np.zeros(len(texts), np.float64)
        with torch.inference_mode():
            for each in packed(self._prompt, token_ids(self._tokenizer, captions), token_ids(self._tokenizer, texts), of):
                lowest = torch.finfo(torch.bfloat16).min
                mask = torch.where(torch.from_numpy(each.sees), 0.0, lowest).to(torch.bfloat16)[None, None].to(self._device)
                states = self._model.model(
                    input_ids=torch.tensor([each.ids], device=self._device),
                    position_ids=torch.tensor([each.positions], device=self._device),
                    attention_mask=mask,
                    use_cache=False,
                ).last_hidden_state[0]
                logs = self._model.lm_head(states).float().log_softmax(-1)
                last = len(self._prompt) - 1
                for branch in each.branches:
                    start = branch.caption + branch.known - 1 if branch.known else last
                    length = len(branch.ids) - branch.known
                    after = [start, *range(branch.start, branch.start + length - 1)]
                    before = [start, *range(branch.caption + branch.known, branch.caption + len(branch.own) - 1)]
                    new = logs[after, branch.ids[branch.known :]].sum()
                    old = logs[before[: len(branch.own) - branch.known], branch.own[branch.known :]].sum()
                    found[branch.number] = float(old - new)
        return found


def plausible(gaps: Scores) -> Scores:
    """Return the probability that an edit is plausible, by its gap alone."""
    return _logistic(SOFT_AT_ZERO - SOFT_PER_NAT * gaps)


def _logistic(logits: Scores) -> Scores:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))))
