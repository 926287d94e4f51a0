"""Find the first token by which a negative differs from its caption, and compare it with the context of a text encoder.

CLIP reads 77 tokens, start and end token included. It cannot distinguish a negative that differs later from its caption.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from hardneg.errors import UserError
from hardneg.errors.extras import install
from hardneg.families import Target
from hardneg.grammar.difference import common_beginning
from hardneg.lexicon.tables import HERE

CLIP = "clip"
CONTEXT = 77
"""Tokens that CLIP reads."""

Encode = Callable[[str], list[int]]
"""Token ids of a text, with neither start nor end token."""


class Context(NamedTuple):
    """Describe what a text encoder reads: at most `tokens` tokens of `encode`, start and end token included; None for all."""

    encode: Encode
    tokens: int | None = None

    def sees(self, token: int) -> bool:
        """Return whether the token of this index is read; the last position holds the end token."""
        return self.tokens is None or token <= self.tokens - 2

    def sees_edit(self, caption: str, negative: str) -> bool:
        """Return whether the encoder reads the first token by which the texts differ."""
        return self.tokens is None or self.sees(edit_token(caption, negative, self.encode))

    def within(self, caption: str, targets: list[Target]) -> list[Target]:
        """Return the targets that begin within the context."""
        if self.tokens is None or self.sees(len(self.encode(caption))):
            return targets
        return [target for target in targets if self.sees(1 + len(self.encode(caption[: target.start])))]


def edit_token(caption: str, negative: str, encode: Encode) -> int:
    """Return the index of the first token by which the texts differ, the start token being 0."""
    return 1 + common_beginning(encode(caption), encode(negative))


@cache
def encoder(name: str) -> Encode:
    """Return the tokenizer of `rewrite.tokenizer`: `clip`, whose merges come with this package, or a folder or hub id for transformers.

    Raises:
        UserError: There is no such tokenizer, or transformers is not installed.
    """
    return _clip() if name == CLIP else _pretrained(name)


def _clip() -> Encode:
    """Return the encoder of CLIP's lower-cased byte-pair encoding (Radford and others, 2021; `openai/CLIP`, simple_tokenizer.py)."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    table = pq.ParquetFile(HERE / "clip_merges.parquet").read()
    merges = list(zip(table["left"].to_pylist(), table["right"].to_pylist(), strict=True))
    letters = _byte_letters()
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), *(left + right for left, right in merges)]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    model: Any = Tokenizer(models.BPE(vocabulary, merges, continuing_subword_prefix="", end_of_word_suffix="</w>", fuse_unk=False))
    model.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    pieces = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    model.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(pieces, behavior="removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    return lambda text: list(model.encode(text).ids)


def _byte_letters() -> list[str]:
    """Return the 256 letters that encode bytes in CLIP's vocabulary: printable bytes as themselves, others from U+0100 on."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = 256 - len(printable)
    return [chr(byte) for byte in printable] + [chr(256 + n) for n in range(others)]


def _pretrained(name: str) -> Encode:
    try:
        from transformers import AutoTokenizer
    except ImportError as error:
        raise UserError(f"rewrite.tokenizer {name} needs transformers: run `{install('images')}`, or set it to {CLIP}") from error
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise UserError(f"rewrite.tokenizer {name}: there is no such tokenizer ({str(error).splitlines()[0]})") from error
    return lambda text: list(tokenizer(text, add_special_tokens=False)["input_ids"])
