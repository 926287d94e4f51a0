"""How well a matcher tells true captions of scenes from hard negatives, by family."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from PIL import Image

from pipeline.chance import generator_for
from pipeline.match.matcher import Matcher, Scores
from scenes.disturb import CHANGES, negatives, positives
from scenes.render import render
from scenes.world import samples

FAMILIES = tuple(family.value for family in CHANGES)


class Trial(NamedTuple):
    """Scenes to test on: pictures, texts, and pairs of places in these.

    `captions` (n, 2): picture and its caption; `positives`: picture and a rewording; `negatives` (m, 3): picture, caption, negative; `family` of each negative.
    """

    pictures: list[Image.Image]
    texts: list[str]
    captions: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    positives: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    negatives: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    family: np.ndarray[tuple[int, ...], np.dtype[np.str_]]


class Figures(NamedTuple):
    """By family: the share of pairs in which the caption scores above the negative; the mean of true captions accepted and negatives
    refused at a threshold; how many pairs. `captions` and `positives` are the shares accepted."""

    pairwise: Mapping[str, float]
    balanced: Mapping[str, float]
    counts: Mapping[str, int]
    captions: float
    positives: float


def trial_of(count: int, seed: int, size: int = 64) -> Trial:
    """The captions of `count` scenes of a seed, with at most one negative of each family and up to two rewordings."""
    pictures, texts, captions, reworded, changed, family = [], [], [], [], [], []
    for place, sample in enumerate(samples(seed, count)):
        pictures.append(render(sample.scene, size))
        caption = len(texts)
        captions.append((place, caption))
        texts.append(sample.caption)
        for pair in negatives(sample.scene, generator_for(seed, sample.id, "match", "negatives"), sample.statement):
            changed.append((place, caption, len(texts)))
            family.append(pair.family.value)
            texts.append(pair.negative)
        for text in positives(sample.scene, generator_for(seed, sample.id, "match", "positives"), sample.statement):
            reworded.append((place, len(texts)))
            texts.append(text)
    return Trial(
        pictures,
        texts,
        np.array(captions, np.int64),
        np.array(reworded, np.int64).reshape(-1, 2),
        np.array(changed, np.int64).reshape(-1, 3),
        np.array(family),
    )


def scores_of(matcher: Matcher, trial: Trial) -> Scores:
    """One score for each text, of the picture it belongs to."""
    pairs = np.concatenate([trial.captions, trial.positives, trial.negatives[:, [0, 2]]])
    scores = np.empty(len(trial.texts), np.float32)
    scores[pairs[:, 1]] = matcher.score(trial.pictures, trial.texts, pairs)
    return scores


def measured(matcher: Matcher, trial: Trial, threshold: float) -> Figures:
    """The figures of a matcher at a threshold."""
    return figures_of(scores_of(matcher, trial), trial, threshold)


def figures_of(scores: Scores, trial: Trial, threshold: float) -> Figures:
    """The figures of scores as `scores_of` gives them."""
    pairwise, balanced, counts = {}, {}, {}
    for family in FAMILIES:
        of_family = trial.negatives[trial.family == family]
        caption, negative = scores[of_family[:, 1]], scores[of_family[:, 2]]
        counts[family] = len(of_family)
        pairwise[family] = float((caption > negative).mean()) if len(of_family) else float("nan")
        balanced[family] = float((caption >= threshold).mean() + (negative < threshold).mean()) / 2 if len(of_family) else float("nan")
    captions, reworded = scores[trial.captions[:, 1]], scores[trial.positives[:, 1]]
    return Figures(pairwise, balanced, counts, float((captions >= threshold).mean()), float((reworded >= threshold).mean()))


def best_threshold(scores: Scores, trial: Trial) -> float:
    """The threshold at which the least balanced accuracy of all families is greatest; the middle of the best stretch."""
    tried = np.quantile(scores, np.linspace(0.2, 0.8, 241))
    worst = np.array([min(figures_of(scores, trial, float(each)).balanced.values()) for each in tried])
    best = tried[worst >= worst.max() - 1e-4]
    return float((best.min() + best.max()) / 2)
