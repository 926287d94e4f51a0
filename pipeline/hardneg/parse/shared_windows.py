"""Compute the token vectors of spaCy's convolutional network once for each distinct window of words.

The texts of a batch are variants of few captions: a negative differs from its caption by a word or two. After layer n the vector of a token
depends on n words on either side of it, and most windows occur many times. The vectors are those of spaCy, digit by digit where a row of
a matrix product depends on nothing but the row, which holds from `_LEAST` rows on for processors with AVX-512. OpenBLAS for those without
(Haswell, EPYC before Zen 4) sums the rows of a tile in two orders. There the last digits depend on the texts in the batch, as spaCy's do.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from thinc.api import Model, NumpyOps

from hardneg.parse.fast_products import Matrix

Ids = npt.NDArray[np.int64]
"""Numbers of the distinct windows, from 1 on, by place; 0 is the padding between texts."""

NAME = "shared_windows"

_LEAST = 32
"""BLAS libraries have kernels for few rows, which sum in another order."""
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB,
                 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3], np.uint64)  # fmt: skip
"""Odd factors that make one hash of the features of a word, which are hashes themselves."""


class _Layers(NamedTuple):
    """Hold the layers of a network: those that embed a word by its features, and those that convolve, each of which adds to its input."""

    features: Sequence[str]
    embed: Sequence[Any]
    convolutions: Sequence[Sequence[Any]]
    padding: int


def with_shared_windows(nlp: Any) -> Any:
    """Return a pipeline whose component `tok2vec` computes each window once; another network than spaCy's own stays as it is."""
    if "tok2vec" in nlp.pipe_names:
        component = nlp.get_pipe("tok2vec")
        own = component.model
        layers = _layers(own)
        if layers is not None:
            component.model = Model(NAME, _forward, layers=[own], dims={"nO": own.get_dim("nO")}, attrs={"shared": layers}, ops=own.ops)
    return nlp


def _layers(model: Any) -> _Layers | None:
    """Return the layers of `spacy.HashEmbedCNN` with windows of three words, on a CPU; None for any other network."""
    if not (model.has_ref("embed") and model.has_ref("encode")) or not all(isinstance(node.ops, NumpyOps) for node in model.walk()):
        return None
    embed, encode = model.get_ref("embed").layers, model.get_ref("encode")
    if [_kind(layer) for layer in embed] != ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]:
        return None
    columns, convolutions = embed[0].attrs["columns"], encode.layers[0].layers if _kind(encode) == "with_array" else []
    chains = [layer.layers[0].layers for layer in convolutions if _kind(layer) == "residual"]
    windows = [chain[0].attrs["window_size"] for chain in chains if _kind(chain[0]) == "expand_window"]
    if not windows or windows != [1] * len(convolutions) or len(columns) > len(_MIX):
        return None
    return _Layers(columns, [layer.layers[0] for layer in embed[2:4]], [chain[1:] for chain in chains], encode.attrs["pad"])


def _kind(layer: Any) -> str:
    return str(layer.name).partition("(")[0]


def _forward(model: Any, docs: Sequence[Any], is_train: bool) -> tuple[list[Matrix], Any]:
    if is_train:
        trained: tuple[list[Matrix], Any] = model.layers[0](docs, is_train)
        return trained
    return _vectors(model.attrs["shared"], docs), None


def _vectors(layers: _Layers, docs: Sequence[Any]) -> list[Matrix]:
    """Return the vectors of the tokens of each text; at least one text must have a token."""
    lengths = [len(doc) for doc in docs]
    features = np.concatenate([doc.to_array(layers.features).reshape(len(doc), len(layers.features)) for doc in docs])
    _, first, number = np.unique(features @ _MIX[: len(layers.features)], return_index=True, return_inverse=True)
    known = _numbered(_applied(layers.embed, features[first]))
    texts = np.cumsum([length > 0 for length in lengths])
    places = np.arange(len(features)) + layers.padding * np.repeat(texts, lengths)
    ids: Ids = np.zeros(len(features) + layers.padding * (texts[-1] + 1), np.int64)
    ids[places] = number + 1
    for convolution in layers.convolutions:
        ids, known = _convolved(convolution, ids, known)
    return np.split(known[ids[places]], np.cumsum(lengths)[:-1])


def _convolved(layers: Sequence[Any], ids: Ids, known: Matrix) -> tuple[Ids, Matrix]:
    """Return the number of the window at each place, and the vectors of the windows of three."""
    before, after = np.append(0, ids[:-1]), np.append(ids[1:], 0)
    _, first, number = np.unique((before * len(known) + ids) * len(known) + after, return_index=True, return_inverse=True)
    windows = np.concatenate([known[each[first]] for each in (before, ids, after)], axis=1)
    return number + 1, _numbered(known[ids[first]] + _applied(layers, windows))


def _applied(layers: Sequence[Any], rows: Matrix) -> Matrix:
    """Apply layers to rows; few rows are filled up."""
    missing = max(_LEAST - len(rows), 0)
    found = np.concatenate([rows, np.zeros((missing, rows.shape[1]), rows.dtype)]) if missing else rows
    for layer in layers:
        found = layer.predict(found)
    return found[: len(rows)]


def _numbered(rows: Matrix) -> Matrix:
    """Return the vectors by number: that of the padding is zero."""
    return np.concatenate([np.zeros((1, rows.shape[1]), rows.dtype), rows])
