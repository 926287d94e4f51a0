"""Load models of transformers, refuse incomplete ones, and truncate texts to what a model reads."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import transformers
from transformers import AutoTokenizer

from hardneg.errors import UserError
from hardneg.models.matcher_folder import MatcherFolder
from hardneg.models.tensors import check_finite
from hardneg.wording import amount

_NO_LIMIT = 1 << 20
"""Tokenizers without a limit give a larger number."""

_FULL = ("siglip", "siglip2")
"""Kinds whose texts were padded to the full length in training, so they are padded here."""


class Encoded:
    """Hold tokens of texts, sorted by length: `back[i]` is the place of text i in that order, and `cut[i]` says if it was truncated."""

    def __init__(self, tokens: list[dict[str, list[int]]], pad: Any, full: int | None, cut: npt.NDArray[np.bool_]) -> None:
        self.order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]["input_ids"]))
        self.back = torch.empty(len(tokens), dtype=torch.long)
        self.back[self.order] = torch.arange(len(tokens))
        self.tokens, self.pad, self.full, self.cut = tokens, pad, full, cut

    def rows(self, indices: Sequence[int], device: Any) -> Any:
        """Return the texts of these indices as one batch of tensors."""
        padding = {"padding": "max_length", "max_length": self.full} if self.full else {"padding": True}
        return self.pad([self.tokens[i] for i in indices], return_tensors="pt", **padding).to(device)

    def batches(self, size: int, device: Any) -> Iterator[Any]:
        """Yield all texts in batches, sorted by length."""
        for some in batches(len(self.order), size):
            yield self.rows([self.order[i] for i in some], device)


class Texts:
    """Tokenize texts for a model; texts that are longer than it reads are truncated and counted."""

    def __init__(self, folder: MatcherFolder) -> None:
        self.tokenizer = processor(AutoTokenizer, folder)
        of_text = folder.config.get("text_config") or folder.config
        positions = of_text.get("max_position_embeddings") or _NO_LIMIT
        if folder.config.get("text_config") is not None and "max_position_embeddings" not in of_text:
            positions = _default_positions(folder)
        self.limit = min(int(self.tokenizer.model_max_length), int(positions))
        if self.limit >= _NO_LIMIT:
            raise UserError(f"matcher {folder.name}: neither its tokenizer nor its config says how many tokens it reads")
        self.full = self.limit if folder.kind in _FULL else None
        self.truncated = 0

    def encode(self, *texts: Sequence[str]) -> Encoded:
        """Return the tokens of texts, or of pairs of texts, at most `limit` each."""
        read = self.tokenizer(*(list(each) for each in texts), truncation=True, max_length=self.limit)
        names = [name for name in self.tokenizer.model_input_names if name in read]
        tokens = [{name: read[name][i] for name in names} for i in range(len(texts[0]))]
        cut = np.array([len(each["input_ids"]) >= self.limit for each in tokens], bool)
        cut[cut] = self.too_long(*([each[i] for i in np.flatnonzero(cut)] for each in texts))
        self.truncated += int(cut.sum())
        return Encoded(tokens, self.tokenizer.pad, self.full, cut)

    def too_long(self, *texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return which texts, or pairs of texts, have more tokens than the model reads."""
        whole = self.tokenizer(*(list(each) for each in texts), verbose=False)["input_ids"] if len(texts[0]) else []
        return np.array([len(each) > self.limit for each in whole], bool)


def batches(count: int, size: int) -> Iterator[range]:
    """Yield the indices below `count` in ranges of at most `size`."""
    for first in range(0, count, size):
        yield range(first, min(first + size, count))


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress the bars and tables that transformers prints when it loads a model."""
    shown, bars = transformers.logging.get_verbosity(), transformers.logging.is_progress_bar_enabled()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers.logging.set_verbosity(shown)
        if bars:
            transformers.logging.enable_progress_bar()


def pretrained(kind: Any, folder: MatcherFolder, device: Any) -> Any:
    """Return the model of a folder in float32, ready to score.

    Raises:
        UserError: A weight is missing, of another shape, not finite, or the file is broken.
    """
    check_finite(folder.path, folder.name)
    try:
        with quiet():  # missing weights are reported below, in one line
            model, info = kind.from_pretrained(
                folder.path,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                dtype=torch.float32,
                output_loading_info=True,
            )
    except (OSError, ValueError, RuntimeError, TypeError, KeyError, AttributeError) as error:
        said = " ".join(str(error).split())[:200]
        raise UserError(f"matcher {folder.name}: weights and config.json do not match ({said})") from None
    wrong = sorted(info["missing_keys"]) or sorted(str(each[0]) for each in info["mismatched_keys"])
    if wrong:
        raise UserError(
            f"matcher {folder.name}: missing {amount(len(wrong), 'weight')} of a {folder.kind} matcher, such as {wrong[0]}; "
            "is it a complete model of this kind, with its head?"
        )
    return model.to(device).eval()


def processor(kind: Any, folder: MatcherFolder, **options: Any) -> Any:
    """Return a tokenizer or image processor of a folder.

    Raises:
        UserError: It is missing, or needs a package that is not installed.
    """
    try:
        return kind.from_pretrained(folder.path, local_files_only=True, trust_remote_code=False, **options)
    except (OSError, ValueError, ImportError, KeyError, TypeError, AttributeError) as error:
        said = " ".join(str(error).split())[:200]
        what = "tokenizer" if kind is AutoTokenizer else "image processor"
        raise UserError(f"matcher {folder.name}: its {what} cannot be loaded ({said}); save it beside the model") from None


def _default_positions(folder: MatcherFolder) -> int:
    """Return the default of the kind, where config.json omits the number of positions."""
    config = transformers.AutoConfig.from_pretrained(folder.path, local_files_only=True, trust_remote_code=False)
    return int(getattr(config.text_config, "max_position_embeddings", _NO_LIMIT))
