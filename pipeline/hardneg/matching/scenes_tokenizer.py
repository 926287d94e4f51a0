"""Make a tokenizer of whole words: lower case, one token a word or punctuation mark, [UNK] for unknown words."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from more_itertools import chunked
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from hardneg.errors import UserError

PAD, UNKNOWN, START, END = range(4)
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")

Ids = npt.NDArray[np.int64]


class Bucket(NamedTuple):
    """Hold texts of similar length: their places in the encoded list, and their ids, int64 (n, length), padded with 0."""

    places: npt.NDArray[np.int64]
    ids: Ids


def tokenizer_of(words: Iterable[str]) -> Tokenizer:
    """Return a tokenizer whose vocabulary is the special tokens and the words, in their order."""
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys((*SPECIAL, *words)))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=SPECIAL[UNKNOWN]))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[(SPECIAL[START], START), (SPECIAL[END], END)])
    return tokenizer


def read_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model folder.

    Raises:
        UserError: The folder has no tokenizer.json, or it cannot be read.
    """
    path = folder / "tokenizer.json"
    try:
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"{folder}: no tokenizer.json; a model folder has one") from error
    except Exception as error:  # the library raises plain Exception for any broken file
        raise UserError(f"{path}: not a tokenizer ({error}); take the file that came with the weights") from error


def save_tokenizer(tokenizer: Tokenizer, folder: Path, length: int) -> None:
    """Write tokenizer.json, and the tokenizer_config.json that `transformers.AutoTokenizer` needs."""
    tokenizer.save(str(folder / "tokenizer.json"))
    described = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": length,
        "model_input_names": ["input_ids", "attention_mask"],
        **dict(zip(("pad_token", "unk_token", "bos_token", "eos_token"), SPECIAL, strict=True)),
        "cls_token": SPECIAL[START],
        "sep_token": SPECIAL[END],
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def encode(tokenizer: Tokenizer, texts: Sequence[str], length: int) -> list[list[int]]:
    """Return the ids of each text, truncated to `length` tokens of which the last is [SEP]."""
    return [
        ids if len(ids) <= length else [*ids[: length - 1], END]
        for ids in (encoding.ids for encoding in tokenizer.encode_batch(list(texts)))
    ]


def buckets(ids: Sequence[Sequence[int]], most: int) -> list[Bucket]:
    """Sort the texts by length and split them into buckets of at most `most`, which saves padding."""
    order = sorted(range(len(ids)), key=lambda i: (len(ids[i]), i))
    return [Bucket(np.array(part, np.int64), padded([ids[i] for i in part])) for part in chunked(order, most)]


def padded(ids: Sequence[Sequence[int]]) -> Ids:
    """Return the ids as one array, int64 (n, longest)."""
    table = np.full((len(ids), max((len(each) for each in ids), default=0)), PAD, np.int64)
    for row, each in zip(table, ids, strict=True):
        row[: len(each)] = each
    return table
