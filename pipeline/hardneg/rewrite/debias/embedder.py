"""Embed texts by the lower layers of a small causal language model.

A transformer's middle layers represent what a text says; the last ones, which word comes next. Of the 30 layers of SmolLM2-135M, a linear
classifier of the mean state recognises negatives best by the 12th to 20th: 0.60 to 0.61 of pairs of COCO that hide from n-grams and from
the likelihood; by the 4th 0.54, by the last 0.53. Only the first `SHARE` of the layers is loaded and run.

A state depends on nothing that comes after it. So of a text that is an edited caption, only what follows the first edit is run through the
model. The keys and values of what precedes it are those of the caption.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from hardneg.engine import steps
from hardneg.engine.memory import give_back
from hardneg.errors import UserError
from hardneg.grammar.difference import common_beginning
from hardneg.models.device import device_of
from hardneg.models.llm_folder import is_causal, source_of
from hardneg.rewrite.plausibility.shared_layers import lower_layers
from hardneg.rewrite.plausibility.window import windows

SHARE = 0.4
"""Share of the layers that are run."""
DECIMALS = 3
"""States are rounded, since their last digits differ from machine to machine."""
_TOKENS = 512
_TOKENS_A_PASS = 1024
"""Tokens in one pass at most, padding included, where a pass has several texts."""

States = npt.NDArray[np.float32]
_Item = TypeVar("_Item")


class _Suffix(NamedTuple):
    """Hold the tokens of text `number` after the first `known`, which are those of the caption in row `row` of its batch."""

    number: int
    row: int
    known: int
    ids: Sequence[int]


class Embedder:
    """An `Embedder` runs the lower layers of a causal language model.

    Args:
        name: One that `hardneg models fetch` fetches, a folder, or a hub id.

    Raises:
        UserError: The model is not there, or not causal with full attention in each layer.
    """

    def __init__(self, name: str) -> None:
        from transformers import AutoConfig, AutoTokenizer, DynamicCache
        from transformers.cache_utils import DynamicLayer

        from hardneg.models.pretrained import quiet

        folder = source_of(name)
        with quiet():
            try:
                config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
            except (OSError, ValueError) as error:
                said = " ".join(str(error).split())[:200]
                raise UserError(f"rewrite.balance.embedding_model {name}: cannot be loaded ({said})") from None
            if not is_causal(config.architectures or ()):
                raise UserError(f"rewrite.balance.embedding_model {name}: no causal language model; name one, or null for none")
            used = max(1, round(SHARE * config.num_hidden_layers))
            made = lower_layers(folder, used)
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
        layers = DynamicCache(config=made.config).layers
        if "past_key_values" not in inspect.signature(made.forward).parameters or any(type(each) is not DynamicLayer for each in layers):
            raise UserError(f"rewrite.balance.embedding_model {name}: some layers do not see all tokens before; name another, or null")
        self._device = device_of(None)
        self._model: Any = made

    def changes(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> States:
        """Return the mean state of the tokens of each text less that of its caption (n, width).

        Of a long caption, windows around each edit are embedded, by their first 512 tokens, and averaged by length (`windows`). So
        negatives with several edits consist of windows that were embedded with the single edits.

        Args:
            captions: Source captions.
            texts: Edited captions.
            of: Index of the caption of each text.
        """
        cut = [windows(captions[i], text) for i, text in zip(of, texts, strict=True)]
        pairs = {pair: number for number, pair in enumerate(dict.fromkeys(pair for places in cut for pair in places))}
        own = {caption: number for number, caption in enumerate(dict.fromkeys(pair.caption for pair in pairs))}
        embedded = self._embed(list(own), [pair.text for pair in pairs], [own[pair.caption] for pair in pairs])
        give_back()
        if len(pairs) == len(texts):
            return embedded
        changes = np.zeros((len(texts), embedded.shape[1]), np.float32)
        for number, places in enumerate(cut):
            weights = np.array([len(pair.text) for pair in places], np.float32) + 1
            changes[number] = (weights / weights.sum()) @ embedded[[pairs[pair] for pair in places]]
        return np.round(changes, DECIMALS, out=changes)

    def _embed(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> States:
        """Return the mean state of the tokens of each whole text less that of its caption."""
        import torch

        found = np.zeros((len(texts), self._model.config.hidden_size), np.float32)
        own = self._ids(captions)
        texts_of: dict[int, list[int]] = {}
        for number, caption in enumerate(of):
            texts_of.setdefault(caption, []).append(number)
        with torch.inference_mode():
            done = 0
            for some in _batches(sorted(texts_of, key=lambda i: (len(own[i]), i)), lambda i: len(own[i])):
                steps.advance(done, len(texts_of))
                done += len(some)
                ids, mask = self._padded([own[i] for i in some])
                output = self._model(input_ids=ids, attention_mask=mask, use_cache=True)
                sums = (output.last_hidden_state * mask.unsqueeze(-1)).cumsum(1)
                means = sums[:, -1] / mask.sum(1, keepdim=True)
                wanted = [(number, row) for row, i in enumerate(some) for number in texts_of[i]]
                ids_of = self._ids([texts[number] for number, _ in wanted])
                suffixes = [_suffix(number, row, own[some[row]], each) for (number, row), each in zip(wanted, ids_of, strict=True)]
                suffixes.sort(key=lambda each: (len(each.ids), each.known, each.number))
                for part in _batches(suffixes, lambda each: each.known + len(each.ids)):
                    rows = [each.row for each in part]
                    states = self._means(part, output.past_key_values, sums) - means[rows]
                    found[[each.number for each in part]] = states.float().cpu().numpy()
        return np.round(found, DECIMALS, out=found)

    def _means(self, part: Sequence[_Suffix], cached: Any, sums: Any) -> Any:
        """Return mean states of texts whose prefix was run with the caption; `sums` are cumulative sums of the captions' states."""
        import torch
        from transformers import DynamicCache

        rows = torch.tensor([each.row for each in part], device=self._device)
        known = torch.tensor([each.known for each in part], device=self._device)
        most = int(known.max())
        ids, mask = self._padded([each.ids for each in part])
        cache = DynamicCache(config=self._model.config)
        for number, layer in enumerate(cached.layers):
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
        """Return tokens; an empty text has one, so that it has a state."""
        ids = self._tokenizer(list(texts), truncation=True, max_length=_TOKENS)["input_ids"] if texts else []
        return [each or [self._tokenizer.eos_token_id] for each in ids]

    def _padded(self, ids: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """Pad tokens at the right to equal length; return them and their mask."""
        import torch

        longest = max(map(len, ids))
        filled = torch.tensor([[*each, *[0] * (longest - len(each))] for each in ids], device=self._device)
        mask = torch.tensor([[1] * len(each) + [0] * (longest - len(each)) for each in ids], device=self._device)
        return filled, mask


def _suffix(number: int, row: int, own: Sequence[int], ids: Sequence[int]) -> _Suffix:
    """Return what has to be run of a text: at least its last token."""
    known = min(common_beginning(own, ids), len(ids) - 1)
    return _Suffix(number, row, known, ids[known:])


def _batches(items: Iterable[_Item], size: Callable[[_Item], int]) -> Iterator[list[_Item]]:
    """Yield batches in order, whose largest item times their number is at most `_TOKENS_A_PASS`; each has at least one item."""
    batch: list[_Item] = []
    longest = 0
    for item in items:
        longest = max(longest, size(item))
        if batch and longest * (len(batch) + 1) > _TOKENS_A_PASS:
            yield batch
            batch, longest = [], size(item)
        batch.append(item)
    if batch:
        yield batch
