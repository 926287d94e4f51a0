"""Measure by family how well a matcher distinguishes true captions of scenes from hard negatives."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from hardneg.matching.matcher import Matcher, Scores
from hardneg.scenes.text_variants import CHANGES, negatives, positives
from hardneg.scenes.world import DRAWN_WORLD, World, samples
from hardneg.seeding import generator_for

FAMILIES = tuple(family.value for family in CHANGES)

Places = npt.NDArray[np.int64]


class SceneTrial(NamedTuple):
    """A `SceneTrial` holds the scenes to evaluate on: images, texts, and their pairs.

    `captions` are rows of (image, caption), `positives` of (image, positive), `negatives` of (image, caption, negative); `family`
    is that of each negative.
    """

    pictures: list[Image.Image]
    texts: list[str]
    captions: Places
    positives: Places
    negatives: Places
    family: npt.NDArray[np.str_]


class SceneFigures(NamedTuple):
    """A `SceneFigures` holds accuracies by family, NaN where there are no pairs.

    `pairwise` is the share of pairs whose caption scores above the negative. `balanced` is the mean of the shares of captions
    accepted and negatives rejected at a threshold. `captions` and `positives` are the shares of all of them that are accepted.
    """

    pairwise: Mapping[str, float]
    balanced: Mapping[str, float]
    counts: Mapping[str, int]
    captions: float
    positives: float


def trial_of(count: int, seed: int, size: int | None = None, world: World = DRAWN_WORLD) -> SceneTrial:
    """Return the captions of `count` scenes of a seed, with at most one negative of each family and up to two positives.

    The images have `size` pixels a side (default: the world's).
    """
    pictures: list[Image.Image] = []
    texts: list[str] = []
    captions, paraphrased, changed, family = [], [], [], []
    for place, sample in enumerate(samples(seed, count, world=world)):
        pictures.append(world.render(sample.scene, size or world.pixels))
        caption = len(texts)
        captions.append((place, caption))
        texts.append(sample.caption)
        for pair in negatives(sample.scene, generator_for(seed, sample.id, "match", "negatives"), sample.statement):
            changed.append((place, caption, len(texts)))
            family.append(pair.family.value)
            texts.append(pair.negative)
        for text in positives(sample.scene, generator_for(seed, sample.id, "match", "positives"), sample.statement):
            paraphrased.append((place, len(texts)))
            texts.append(text)
    return SceneTrial(pictures, texts, _table(captions, 2), _table(paraphrased, 2), _table(changed, 3), np.array(family, np.str_))


def scores_of(matcher: Matcher, trial: SceneTrial) -> Scores:
    """Return the score of each text of the trial with its image."""
    pairs = np.concatenate([trial.captions, trial.positives, trial.negatives[:, [0, 2]]])
    scores = np.empty(len(trial.texts), np.float32)
    scores[pairs[:, 1]] = matcher.score(trial.pictures, trial.texts, pairs)
    return scores


def measured(matcher: Matcher, trial: SceneTrial, threshold: float) -> SceneFigures:
    """Return the figures of a matcher at a threshold."""
    return figures_of(scores_of(matcher, trial), trial, threshold)


def figures_of(scores: Scores, trial: SceneTrial, threshold: float) -> SceneFigures:
    """Return the figures of the scores that `scores_of` returned."""
    pairwise, balanced, counts = {}, {}, {}
    for family in FAMILIES:
        _, captions, others = trial.negatives[trial.family == family].T
        true, false = scores[captions], scores[others]
        counts[family] = len(true)
        pairwise[family] = _mean(true > false)
        balanced[family] = (_mean(true >= threshold) + _mean(false < threshold)) / 2
    accepted = (_mean(scores[rows[:, 1]] >= threshold) for rows in (trial.captions, trial.positives))
    return SceneFigures(pairwise, balanced, counts, *accepted)


def best_threshold(scores: Scores, trial: SceneTrial) -> float:
    """Return the threshold that maximises the smallest balanced accuracy of all families; the middle of a range of maxima."""
    tried = np.quantile(scores, np.linspace(0.2, 0.8, 241))
    worst = np.array([min(figures_of(scores, trial, float(each)).balanced.values()) for each in tried])
    best = tried[worst >= worst.max() - 1e-9]
    return float((best.min() + best.max()) / 2)


def _table(rows: Sequence[tuple[int, ...]], width: int) -> Places:
    return np.array(rows, np.int64).reshape(-1, width)


def _mean(holds: npt.NDArray[np.bool_]) -> float:
    return float(holds.mean()) if len(holds) else float("nan")
