"""Fit the linear map from images to texts in closed form, by ridge regression.

The target of an image is the mean of its captions' unit vectors, after the mean of all texts is subtracted. The penalty is chosen by
cross-validation over images: the map of four fifths ranks the images of the rest for each of their captions.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from hardneg.matching.features_network import LinearMap

FOLDS = 5
PENALTIES = tuple(10.0 ** (half / 2) for half in range(-2, 7))
"""Ridge penalties to choose from, as factors on the mean variance of an image's feature times the number of images."""
RANKED = 1000
"""Upper bound on the images of a fold that are ranked to choose the penalty."""

Floats = npt.NDArray[np.float64]


class LinearFit(NamedTuple):
    """Hold the fitted map, the chosen penalty, and how often each penalty ranked the right image first, on images it was not fitted to."""

    map: LinearMap
    penalty: float
    first: dict[float, float]


class _Sums(NamedTuple):
    images: Floats
    texts: Floats
    inner: Floats
    outer: Floats
    number: int

    def plus(self, other: "_Sums", sign: int = 1) -> "_Sums":
        return _Sums(
            self.images + sign * other.images,
            self.texts + sign * other.texts,
            self.inner + sign * other.inner,
            self.outer + sign * other.outer,
            self.number + sign * other.number,
        )


def fit_linear(images: npt.NDArray[np.float32], texts: Sequence[npt.NDArray[np.float32]]) -> LinearFit:
    """Return the linear map of images (n, C) to their captions, each (captions, D).

    Raises:
        ValueError: There are fewer images than folds.
    """
    if len(images) < FOLDS:
        raise ValueError(f"{len(images)} images; {FOLDS} or more are needed")
    everything = np.concatenate([_unit(each) for each in texts])
    text_mean = everything.mean(0)
    targets = np.stack([_unit(_unit(each) - text_mean).mean(0) for each in texts]).astype(np.float64)
    fold = np.arange(len(images)) % FOLDS
    sums = [_sums_of(images[fold == number].astype(np.float64), targets[fold == number]) for number in range(FOLDS)]
    whole = sums[0]
    for each in sums[1:]:
        whole = whole.plus(each)
    right: dict[float, list[float]] = {penalty: [] for penalty in PENALTIES}
    for number in range(FOLDS):
        rest = whole.plus(sums[number], -1)
        mine = np.flatnonzero(fold == number)[:RANKED]
        read = [_unit(_unit(texts[i]) - text_mean) for i in mine]
        owner = np.repeat(np.arange(len(mine)), [len(each) for each in read])
        for penalty, (weight, mean) in zip(PENALTIES, _solved(rest, PENALTIES), strict=True):
            seen = _unit((images[mine].astype(np.float64) - mean) @ weight.T)
            scores = np.concatenate(read) @ seen.T
            right[penalty].append(float((scores.argmax(1) == owner).mean()))
    first = {penalty: float(np.mean(found)) for penalty, found in right.items()}
    best = max(first, key=lambda penalty: first[penalty])
    [(weight, mean)] = _solved(whole, (best,))
    fitted = LinearMap(images.shape[1], everything.shape[1])
    with torch.no_grad():
        fitted.weight.copy_(torch.from_numpy(weight))
        fitted.image_mean.copy_(torch.from_numpy(mean))
        fitted.text_mean.copy_(torch.from_numpy(text_mean))
    return LinearFit(fitted, best, first)


def _sums_of(images: Floats, targets: Floats) -> _Sums:
    return _Sums(images.sum(0), targets.sum(0), images.T @ images, targets.T @ images, len(images))


def _solved(sums: _Sums, penalties: Sequence[float]) -> list[tuple[Floats, Floats]]:
    """Return weight (D, C) and mean (C,) of the images for each penalty."""
    mean, target_mean = sums.images / sums.number, sums.texts / sums.number
    inner = sums.inner - sums.number * np.outer(mean, mean)
    outer = sums.outer - sums.number * np.outer(target_mean, mean)
    values, vectors = np.linalg.eigh(inner)
    turned = outer @ vectors
    scale = max(float(np.trace(inner)) / len(inner), 1e-12)
    return [((turned / (np.maximum(values, 0.0) + penalty * scale)) @ vectors.T, mean) for penalty in penalties]


def _unit(vectors: npt.NDArray[np.floating]) -> Floats:
    wide = np.asarray(vectors, np.float64)
    found: Floats = wide / np.maximum(np.linalg.norm(wide, axis=-1, keepdims=True), 1e-12)
    return found
