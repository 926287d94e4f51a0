"""Convert sentences and targets to Arrow columns, and back; column by column, since one row at a time costs as much as the parser."""

from collections.abc import Iterator, Sequence
from sys import intern
from typing import Any

import pyarrow as pa

from hardneg.families import Target
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.tags import marked
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.captions import Form
from hardneg.schemas.rows import ParsedRow

_TOKENS = arrow_schema(ParsedRow).field("tokens").type
_FIELDS = Word._fields
_TARGETS = arrow_schema(ParsedRow).field("targets").type
_BATCH = 256


def tokens_column(sentences: Sequence[Sentence]) -> pa.ListArray:
    """Return the `tokens` column of `hardneg.schemas.rows.ParsedRow`."""
    columns = list(zip(*(word for sentence in sentences for word in sentence.words), strict=True))
    stored = [columns[_FIELDS.index(field.name)] for field in _TOKENS.value_type] if columns else []
    return _nested([len(sentence.words) for sentence in sentences], stored, _TOKENS)


def targets_column(targets: Sequence[Sequence[Target]]) -> pa.ListArray:
    """Return the `targets` column of `hardneg.schemas.rows.ParsedRow`."""
    columns = list(zip(*(target for each in targets for target in each), strict=True))
    return _nested([len(each) for each in targets], columns, _TARGETS)


def sentences_from(captions: Sequence[str], tokens: pa.ListArray, form: Form = "caption") -> list[Sentence]:
    """Return the sentences that `tokens_column` was built from, given captions of this form."""
    found = []
    for caption, row in zip(captions, _rows(tokens), strict=True):
        words = [
            Word(i, intern(t["text"]), intern(t["text"].lower()), intern(t["lemma"]), intern(t["pos"]), intern(t["tag"]), intern(t["dep"]),
                 t["head"], t["start"], t["end"])
            for i, t in enumerate(row)
        ]  # fmt: skip
        sentence = Sentence(caption, words)
        found.append(marked(sentence) if form == "tags" else sentence)
    return found


def targets_from(targets: pa.ListArray) -> list[list[Target]]:
    """Return the targets that `targets_column` was built from."""
    return [
        [Target(**target | {name: intern(target[name]) for name in ("family", "kind", "lemma")}) for target in row]
        for row in _rows(targets)
    ]


def _rows(column: pa.ListArray) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a column; few are dictionaries at a time, which take several times the memory of words."""
    for start in range(0, len(column), _BATCH):
        yield from column.slice(start, _BATCH).to_pylist()


def _nested(lengths: Sequence[int], columns: Sequence[Sequence[object]], kind: pa.ListType) -> pa.ListArray:
    offsets = [0]
    for length in lengths:
        offsets.append(offsets[-1] + length)
    fields = list(kind.value_type)
    arrays = [pa.array(columns[i] if columns else [], field.type) for i, field in enumerate(fields)]
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.StructArray.from_arrays(arrays, fields=fields), type=kind)
