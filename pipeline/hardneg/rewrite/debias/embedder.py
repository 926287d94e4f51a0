"""Texts as numbers: what a small language model makes of them half-way up.

A transformer's middle layers hold what a text says; the last ones, which word comes next. Of the 30 layers of SmolLM2-135M a linear judge
of the mean state tells our negatives from captions best by the 12th to 20th (0.60 to 0.61 of pairs of COCO that hide from n-grams and
from the likelihood; by the 4th 0.54, by the last 0.53). Only the first `SHARE` of the layers is loaded and run.

A state depends on nothing that comes after it. So of a text that is a caption but for an edit, only what stands from the edit on is read;
what is before was read with the caption.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from hardneg.engine.memory import give_back
from hardneg.errors import UserError
from hardneg.models.device import device_of
from hardneg.models.llm_folder import is_causal, source_of
from hardneg.rewrite.plausibility.shared_layers import lower_layers
from hardneg.rewrite.plausibility.window import windows

SHARE = 0.4
"""Of the layers."""
DECIMALS = 3
"""Of the numbers, which differ in the last digits from machine to machine."""
_TOKENS = 512
_AT_ONCE = 1024
"""Tokens in one pass, about, with those that fill up."""

States = npt.NDArray[np.float32]
_Item = TypeVar("_Item")


class _Rest(NamedTuple):
    """What is left to read of text `number`: all but the first `known` tokens, which are those of the caption in `row` of its batch."""

    number: int
    row: int
    known: int
    ids: Sequence[int]


class Reader:
    """The lower layers of a causal language model.

    Args:
        name: One that `hardneg models fetch` fetches, a folder, or a hub id.

    Raises:
        UserError: The model is not there, or none in which each layer sees all that came before, and that alone.
    """

    def __init__(self, name: str) -> None:
        from transformers import AutoConfig, AutoTokenizer, DynamicCache
        from transformers.cache_utils import DynamicLayer

        from hardneg.models.pretrained import quiet

        folder = source_of(name)
        with quiet():
            config = AutoConfig.from_pretrained(folder)
            if not is_causal(config.architectures or ()):
                raise UserError(f"rewrite.balance.embedding_model {name}: no causal language model; name one, or null for none")
            used = max(1, round(SHARE * config.num_hidden_layers))
            made = lower_layers(folder, used)
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        layers = DynamicCache(config=made.config).layers
        if "past_key_values" not in inspect.signature(made.forward).parameters or any(type(each) is not DynamicLayer for each in layers):
            raise UserError(f"rewrite.balance.embedding_model {name}: some layers do not see all tokens before; name another, or null")
        self._device = device_of(None)
        self._model: Any = made

    def changes(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> States:
        """The mean state of each text's tokens less that of its caption's, (n, width).

        Of long captions the edited places are read with their neighbours (`windows`), each by itself, and of these the first 512 tokens:
        negatives of several changes then consist of places that have been read with the single changes.

        Args:
            captions: What the texts were made of.
            texts: The texts.
            of: For each text, the place of its caption.
        """
        cut = [windows(captions[i], text) for i, text in zip(of, texts, strict=True)]
        pairs = {pair: number for number, pair in enumerate(dict.fromkeys(pair for places in cut for pair in places))}
        own = {caption: number for number, caption in enumerate(dict.fromkeys(pair.caption for pair in pairs))}
        read = self._read(list(own), [pair.text for pair in pairs], [own[pair.caption] for pair in pairs])
        give_back()
        if len(pairs) == len(texts):
            return read
        changes = np.zeros((len(texts), read.shape[1]), np.float32)
        for number, places in enumerate(cut):
            weights = np.array([len(pair.text) for pair in places], np.float32) + 1
            changes[number] = (weights / weights.sum()) @ read[[pairs[pair] for pair in places]]
        return np.round(changes, DECIMALS, out=changes)

    def _read(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> States:
        """The mean state of each whole text's tokens less that of its caption's."""
        import torch

        found = np.zeros((len(texts), self._model.config.hidden_size), np.float32)
        own = self._ids(captions)
        texts_of: dict[int, list[int]] = {}
        for number, caption in enumerate(of):
            texts_of.setdefault(caption, []).append(number)
        with torch.inference_mode():
            for some in _batches(sorted(texts_of, key=lambda i: (len(own[i]), i)), lambda i: len(own[i])):
                ids, mask = self._filled([own[i] for i in some])
                read = self._model(input_ids=ids, attention_mask=mask, use_cache=True)
                sums = (read.last_hidden_state * mask.unsqueeze(-1)).cumsum(1)
                means = sums[:, -1] / mask.sum(1, keepdim=True)
                wanted = [(number, row) for row, i in enumerate(some) for number in texts_of[i]]
                ids_of = self._ids([texts[number] for number, _ in wanted])
                rests = [_rest(number, row, own[some[row]], each) for (number, row), each in zip(wanted, ids_of, strict=True)]
                rests.sort(key=lambda each: (len(each.ids), each.known, each.number))
                for part in _batches(rests, lambda each: each.known + len(each.ids)):
                    rows = [each.row for each in part]
                    states = self._means(part, read.past_key_values, sums) - means[rows]
                    found[[each.number for each in part]] = states.float().cpu().numpy()
        return np.round(found, DECIMALS, out=found)

    def _means(self, part: Sequence[_Rest], read: Any, sums: Any) -> Any:
        """The mean states of texts of which the beginning has been read; `sums` are those of its states."""
        import torch
        from transformers import DynamicCache

        rows = torch.tensor([each.row for each in part], device=self._device)
        known = torch.tensor([each.known for each in part], device=self._device)
        most = int(known.max())
        ids, mask = self._filled([each.ids for each in part])
        cache = DynamicCache(config=self._model.config)
        for number, layer in enumerate(read.layers):
            cache.update(layer.keys[rows, :, :most], layer.values[rows, :, :most], number)
        seen = torch.arange(most, device=self._device) < known[:, None]
        states = self._model(
            input_ids=ids,
            attention_mask=torch.cat([seen.to(mask.dtype), mask], 1),
            position_ids=known[:, None] + torch.arange(ids.shape[1], device=self._device),
            past_key_values=cache,
            use_cache=True,
        ).last_hidden_state
        before = torch.where(known[:, None] > 0, sums[rows, (known - 1).clamp(min=0)], 0.0)
        return (before + (states * mask.unsqueeze(-1)).sum(1)) / (known + mask.sum(1))[:, None]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokens; of an empty text one, so that there is something to read."""
        ids = self._tokenizer(list(texts), truncation=True, max_length=_TOKENS)["input_ids"] if texts else []
        return [each or [self._tokenizer.eos_token_id] for each in ids]

    def _filled(self, ids: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """Tokens of equal length, filled up at the right, and which of them count."""
        import torch

        longest = max(map(len, ids))
        filled = torch.tensor([[*each, *[0] * (longest - len(each))] for each in ids], device=self._device)
        mask = torch.tensor([[1] * len(each) + [0] * (longest - len(each)) for each in ids], device=self._device)
        return filled, mask


def _rest(number: int, row: int, own: Sequence[int], ids: Sequence[int]) -> _Rest:
    """What has to be read of a text: at least its last token."""
    shorter = min(len(own), len(ids) - 1)
    known = next((i for i in range(shorter) if own[i] != ids[i]), shorter)
    return _Rest(number, row, known, ids[known:])


def _batches(items: Iterable[_Item], size: Callable[[_Item], int]) -> Iterator[list[_Item]]:
    """Items in order, in batches whose largest item times their number is at most `_AT_ONCE`; of one at least."""
    batch: list[_Item] = []
    longest = 0
    for item in items:
        longest = max(longest, size(item))
        if batch and longest * (len(batch) + 1) > _AT_ONCE:
            yield batch
            batch, longest = [], size(item)
        batch.append(item)
    if batch:
        yield batch
