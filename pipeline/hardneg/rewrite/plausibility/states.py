"""Compute features of an edited caption from the hidden states of the lower layers of a small LLM.

The states are those of SmolLM2-135M after 12 of its 30 layers. The features have five parts: the mean over the text less that over the
caption; the means of the replacement and of the source words; and two differences of text and caption, in the mean of the words that follow
the edit and in the last token. A linear classifier of them distinguishes senseless edits better than the model's own log-likelihoods do.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.engine import steps
from hardneg.models.device import device_of
from hardneg.models.llm_folder import source_of
from hardneg.rewrite.plausibility.packing import Branch, packed, token_ids
from hardneg.rewrite.plausibility.shared_layers import lower_layers

LAYERS = 12
PARTS = 5
PROMPT = "A photo caption:"

Features = npt.NDArray[np.float32]


class Read(NamedTuple):
    """Hold texts that were read together: their indices, and their features (n, width)."""

    numbers: list[int]
    features: Features


class States:
    """Read texts by the lower layers of a causal LLM.

    Args:
        name: A model that `hardneg models fetch` fetches, or a folder.

    Raises:
        UserError: The model is missing.
    """

    def __init__(self, name: str, layers: int = LAYERS) -> None:
        from transformers import AutoTokenizer

        folder = source_of(name)
        self._model: Any = lower_layers(folder, layers)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
        self._device = device_of(None)
        self._prompt = list(self._tokenizer(PROMPT)["input_ids"])
        self.width = PARTS * int(self._model.config.hidden_size)

    def features(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Features:
        """Return the features (n, width) of texts, each an edit of `captions[of[i]]`; zeros where no token that is read differs."""
        found = np.zeros((len(texts), self.width), np.float32)
        for each in self.read(captions, texts, of):
            found[each.numbers] = each.features
        return found

    def read(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Iterator[Read]:
        """Yield the features of texts that differ from their caption, some at a time, since those of a part fill a gigabyte."""
        import torch

        own, ids = token_ids(self._tokenizer, captions), token_ids(self._tokenizer, texts)
        read_of = [i for i, row in enumerate(of) if ids[i] != own[row]]
        lowest = torch.finfo(torch.float32).min
        done = 0
        for each in packed(self._prompt, own, [ids[i] for i in read_of], [of[i] for i in read_of]):
            steps.advance(done, len(read_of))
            done += len(each.branches)
            mask = torch.where(torch.from_numpy(each.sees), 0.0, lowest)[None, None].to(self._device)
            with inputs_of(self._model.norm) as between, torch.inference_mode():
                self._model(
                    input_ids=torch.tensor([each.ids], device=self._device),
                    position_ids=torch.tensor([each.positions], device=self._device),
                    attention_mask=mask,
                    use_cache=False,
                )
            yield Read([read_of[branch.number] for branch in each.branches], features_of(between[0], each.branches))


@contextmanager
def inputs_of(module: Any) -> Iterator[list[Any]]:
    """Record the hidden states (1, tokens, width) that a module of a model gets: those between two layers, before normalisation."""
    seen: list[Any] = []
    hook = module.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    try:
        yield seen
    finally:
        hook.remove()


def features_of(between: Any, branches: Sequence[Branch]) -> Features:
    """Return the features (n, width) of texts, from the hidden states of their sequence after `LAYERS` layers."""
    states = between[0].cpu().numpy()
    return np.stack([_parts(states, branch) for branch in branches])


def _parts(states: Features, branch: Branch) -> Features:
    """Return the features of one text, from the states of its sequence."""
    caption = states[branch.caption : branch.caption + len(branch.own)]
    rest = states[branch.start : branch.start + len(branch.ids) - branch.known]
    whole = np.concatenate([caption[: branch.known], rest])
    before, after = caption[branch.known : len(caption) - branch.shared], rest[: len(rest) - branch.shared]
    follows = rest[len(after) :].mean(0) - caption[len(caption) - branch.shared :].mean(0) if branch.shared else np.zeros_like(rest[0])
    parts = (whole.mean(0) - caption.mean(0), _mean(after), _mean(before), follows, whole[-1] - caption[-1])
    return np.concatenate(parts)


def _mean(states: Features) -> Features:
    """Return the mean state; zero where there is none, as of an edit that only deletes."""
    return np.asarray(states.mean(0) if len(states) else np.zeros(states.shape[1], np.float32), np.float32)
