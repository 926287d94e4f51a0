"""Score plausibility by the log-likelihood gap of a larger LLM between caption and text."""

import inspect
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from hardneg.engine import steps
from hardneg.errors import UserError
from hardneg.models.device import device_of
from hardneg.models.llm_folder import AbsentError, find_llm
from hardneg.models.resolve import Resolved
from hardneg.rewrite.plausibility.head import Mix, Scorer, Scores, logistic
from hardneg.rewrite.plausibility.packing import Ids, packed, token_ids
from hardneg.rewrite.plausibility.shared_layers import share_lower_layers
from hardneg.rewrite.plausibility.states import PROMPT, features_of, inputs_of

BOTH = Mix(head=0.65, per_nat=0.25, bias=1.3)
"""Weights of the shipped scorer's logit and a larger LLM's gap: logistic regression on labelled edits with the gaps of Qwen2.5-Coder-1.5B.
Together they distinguish senseless edits better than either alone."""
SOFT_AT_ZERO, SOFT_PER_NAT = 2.3, 0.29
"""Weights of the gap alone, which turn the gaps of a teacher into soft labels."""


class LikelihoodScorer:
    """Score texts by the log-likelihood gap of a causal LLM in this process, combined with a shipped scorer.

    Args:
        name: A model that `hardneg models fetch` fetches, a folder, or a hub id.
        beside: The shipped scorer, whose logit is added; None for the gaps alone.
        revision: Commit, tag or branch of a hub id.
        mix: Weights of the shipped scorer and the gap.
        dtype: Type of the weights; in float32 a score hardly depends on the other texts of its batch.

    Raises:
        UserError: The LLM is missing, or it is not causal.
    """

    def __init__(
        self, name: str, beside: Scorer | None = None, revision: str | None = None, mix: Mix = BOTH, dtype: str = "bfloat16"
    ) -> None:
        self.name, self.beside, self.mix, self.dtype = name, beside, mix, dtype
        found = self._find(revision)
        self._commit = found.commit
        self.revision = found.revision + (f"+{beside.revision}" if beside is not None else "")
        self._model: Any = None

    def setup(self) -> None:
        """Load the LLM, and that of the shipped scorer.

        Raises:
            UserError: The LLM is not on this machine, or its weights cannot be loaded.
        """
        if self.beside is not None:
            self.beside.setup()
        import torch
        from safetensors import SafetensorError
        from transformers import AutoModelForCausalLM, AutoTokenizer

        from hardneg.models.pretrained import quiet

        folder = self._find(self._commit).source
        try:
            with quiet():
                made = AutoModelForCausalLM.from_pretrained(
                    folder, dtype=getattr(torch, self.dtype), use_safetensors=True, trust_remote_code=False
                )
                self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
        except (SafetensorError, OSError, ValueError, RuntimeError, TypeError, KeyError, AttributeError, ImportError) as error:
            said = " ".join(str(error).split())[:200]
            raise UserError(f"LLM {self.name}: cannot be loaded ({said})") from None
        self._device = device_of(None)
        self._model = made.to(self._device).eval()
        own = self.beside is not None and self.beside.base == self.name and self.dtype == "float32"
        self._shares = own and share_lower_layers(made, folder)
        self._prompt = list(self._tokenizer(PROMPT)["input_ids"])
        self._packs = packs(made)

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return the probability (n,) that text i, an edit of caption `of[i]`, is plausible.

        Where the shipped scorer has the lower layers of the same LLM, one reading serves both.
        """
        import torch

        if self._model is None:
            self.setup()
        if self.beside is None:
            return plausible(self.gaps(captions, texts, of))
        if not (self._shares and self._packs):
            return self.mix.probabilities(self.beside.score(captions, texts, of), self.gaps(captions, texts, of))
        scores = np.ones(len(texts))
        with torch.inference_mode():
            gaps = self._packed(token_ids(self._tokenizer, captions), token_ids(self._tokenizer, texts), of, scores)
        return self.mix.probabilities(scores, gaps)

    def gaps(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return log p(caption) - log p(text) in nats, (n,)."""
        import torch

        if self._model is None:
            self.setup()
        own, ids = token_ids(self._tokenizer, captions), token_ids(self._tokenizer, texts)
        with torch.inference_mode():
            if self._packs:
                return self._packed(own, ids, of)
            of_caption = {row: self._alone(own[row]) for row in dict.fromkeys(of)}
            return np.array([of_caption[row] - self._alone(each) for row, each in zip(of, ids, strict=True)], np.float64)

    def _packed(self, own: Sequence[Ids], ids: Sequence[Ids], of: Sequence[int], scores: Scores | None = None) -> Scores:
        """Return the gaps of texts, read as branches of their captions; put the shipped scorer's probabilities into `scores`, if given.

        A text that has the tokens of its caption keeps its score.
        """
        import torch

        found = np.zeros(len(ids), np.float64)
        done = 0
        for each in packed(self._prompt, own, ids, of):
            steps.advance(done, len(ids))
            done += len(each.branches)
            lowest = torch.finfo(self._model.dtype).min
            mask = torch.where(torch.from_numpy(each.sees), 0.0, lowest).to(self._model.dtype)[None, None].to(self._device)
            positions = torch.tensor([each.positions], device=self._device)
            with self._lower(scores is not None) as lower:
                logs = self._logs(each.ids, position_ids=positions, attention_mask=mask)
            edits = [branch for branch in each.branches if branch.ids != branch.own]
            if self.beside is not None and scores is not None and edits:
                scores[[branch.number for branch in edits]] = self.beside.judged(features_of(lower[0], edits))
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

    def _lower(self, wanted: bool) -> AbstractContextManager[list[Any]]:
        """Record the hidden states that the shipped scorer reads, where they are wanted."""
        return inputs_of(self._model.model.layers[self.beside.layers]) if wanted and self.beside is not None else nullcontext([])

    def _alone(self, ids: Ids) -> float:
        """Return the log-likelihood of one text after the prompt."""
        logs = self._logs([*self._prompt, *ids])
        first = len(self._prompt) - 1
        return float(logs[range(first, first + len(ids)), list(ids)].sum())

    def _logs(self, ids: Ids, **reading: Any) -> Any:
        """Return the log-probabilities (tokens, vocabulary) that the LLM gives after each token."""
        import torch

        made = self._model(input_ids=torch.tensor([list(ids)], device=self._device), use_cache=False, **reading)
        return made.logits[0].float().log_softmax(-1)

    def _find(self, revision: str | None) -> Resolved:
        try:
            return find_llm(self.name, revision)
        except AbsentError as error:
            raise UserError(f"LLM {self.name}: not on this machine ({' '.join(str(error).split())[:200]})") from error


def packs(model: Any) -> bool:
    """Return whether an LLM scores branches of one sequence like each text alone.

    That requires that only attention mixes tokens and that the caller gives positions: no recurrent layers, and no ALiBi biases.
    """
    from transformers import DynamicCache
    from transformers.cache_utils import DynamicLayer, DynamicSlidingWindowLayer

    if not {"position_ids", "attention_mask"} <= set(inspect.signature(model.forward).parameters) or getattr(model.config, "alibi", False):
        return False
    return all(type(each) in (DynamicLayer, DynamicSlidingWindowLayer) for each in DynamicCache(config=model.config).layers)


def plausible(gaps: Scores) -> Scores:
    """Return the probability that an edit is plausible, from its gap alone."""
    return logistic(SOFT_AT_ZERO - SOFT_PER_NAT * gaps)
