"""Measure a CLIP on held-out scenes: hard negatives by family, both ways; paraphrases; and retrieval."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from hardneg.scenes.caption_reading import CaptionClaim, read
from hardneg.scenes.edit import edited
from hardneg.scenes.render import render
from hardneg.scenes.text_variants import negatives, positives
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for

SEED = 900_011
"""Seed of the held-out scenes."""

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


class Trial(NamedTuple):
    """Hold images and texts, and their places in these lists.

    Attributes:
        scenes: The image and the caption of each scene.
        pairs: Image, caption, negative, and the image of the negative (-1 where there is none).
        family: Family of each pair.
        hard_positives: Pair, and a paraphrase of its caption.
    """

    images: list[Image.Image]
    texts: list[str]
    scenes: list[tuple[int, int]]
    pairs: list[tuple[int, int, int, int]]
    family: list[str]
    hard_positives: list[tuple[int, int]]


def trial_of(count: int, seed: int = SEED) -> Trial:
    """Return held-out scenes with at most one negative a family and up to two paraphrases of each caption; the oracle checked all."""
    trial = Trial([], [], [], [], [], [])
    for sample in samples(seed, count):
        image, caption = len(trial.images), len(trial.texts)
        trial.images.append(render(sample.scene))
        trial.texts.append(sample.caption)
        trial.scenes.append((image, caption))
        said = positives(sample.scene, generator_for(seed, sample.id, "demo", "positives"), sample.statement)
        paraphrases = [text for text in said if _says_as_much(text, sample.caption)]
        places = [len(trial.texts) + i for i in range(len(paraphrases))]
        trial.texts.extend(paraphrases)
        for pair in negatives(sample.scene, generator_for(seed, sample.id, "demo", "negatives"), sample.statement):
            other = edited(sample.scene, pair.caption, pair.negative)
            trial.hard_positives.extend((len(trial.pairs), place) for place in places)
            trial.pairs.append((image, caption, len(trial.texts), -1 if other is None else len(trial.images)))
            trial.family.append(pair.family.value)
            trial.texts.append(pair.negative)
            if other is not None:
                trial.images.append(render(other))
    return trial


def _says_as_much(paraphrase: str, caption: str) -> bool:
    """Return whether the paraphrase leaves nothing out: it has as many words of content, by clause, as the caption."""
    ours, theirs = (read(text) for text in (paraphrase, caption))
    return ours is not None and theirs is not None and _content(ours) == _content(theirs)


def _content(claims: Sequence[CaptionClaim]) -> int:
    nouns = [noun for claim in claims for noun in claim.nouns]
    required = [*(claim.required for claim in claims), *(noun.required for noun in nouns)]
    return len(claims) + len(nouns) + sum(map(len, required))


def measure(trial: Trial, of_pairs: Callable[[Places, Places], Scores], table: Callable[[Places, Places], Scores]) -> dict[str, float]:
    """Return accuracies: `text FAMILY`, `image FAMILY`, their means `text` and `image`, `paraphrase`, and recall at 1 both ways.

    Args:
        trial: Held-out scenes.
        of_pairs: Returns the score of each image (n,) with the text of the same place (n,), given by their places in the trial.
        table: Returns the scores (n, m) of images (n,) with texts (m,).
    """
    image, caption, negative, other = np.array(trial.pairs).T
    true, false = of_pairs(image, caption), of_pairs(image, negative)
    drawn = other >= 0
    of_other = of_pairs(np.where(drawn, other, image), caption)
    family = np.array(trial.family)
    found: dict[str, float] = {}
    for name in sorted(set(trial.family)):
        found[f"text {name}"] = float((true > false)[family == name].mean())
    for name in sorted(set(family[drawn].tolist())):
        found[f"image {name}"] = float((true > of_other)[drawn & (family == name)].mean())
    for way in ("text", "image"):
        found[way] = float(np.mean([value for name, value in found.items() if name.startswith(f"{way} ")]))
    pair, paraphrase = np.array(trial.hard_positives).T
    found["paraphrase"] = float((np.minimum(true[pair], of_pairs(image[pair], paraphrase)) > false[pair]).mean())
    scores = table(*np.array(trial.scenes).T)
    here = np.arange(len(scores))
    return found | {"image to text": float((scores.argmax(1) == here).mean()), "text to image": float((scores.argmax(0) == here).mean())}
