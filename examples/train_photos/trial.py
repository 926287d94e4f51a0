"""Measure the towers on held-out images: hard negatives of several makers, with the image and blind; paraphrases; and retrieval."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from examples.train_clip.swaps import swaps_of
from examples.train_photos.data import HELD_OUT, captions_of, negatives_of
from hardneg.errors import UserError

SEED = 900_011
OURS, SWAPS, SIMILAR = "text", "swap", "similar"
"""Makers of what a caption is compared with: hardneg, swaps as in NegCLIP, and people, who wrote it of the most similar other image."""
FEWEST = 30
"""Least number of pairs of a family that has a row of its own."""
MOST_TRIPLES = 200


class Pair(NamedTuple):
    """Hold an image, its caption and a text that is false of it, by their places in the trial."""

    image: int
    caption: int
    false: int


class Trial(NamedTuple):
    """Hold held-out images and texts.

    Attributes:
        images: Files.
        texts: Captions and all that they are compared with.
        captions: Image and text of each caption.
        pairs: By maker, for hardneg `text FAMILY`.
        also_true: By kind, an index of the pairs of hardneg, and a text that is true of the image as well.
        triples: By kind, a caption, a paraphrase and a negative that somebody else wrote, without an image.
    """

    images: list[str]
    texts: list[str]
    captions: list[tuple[int, int]]
    pairs: dict[str, list[Pair]]
    also_true: dict[str, list[tuple[Pair, int]]]
    triples: dict[str, list[tuple[int, int, int]]]


def trial_of(out: Path, triples: Path | None = None) -> Trial:
    """Return the trial of the held-out half, without the pairs of `SIMILAR`, which need vectors (`add_similar`).

    Args:
        out: Folder of the demonstration.
        triples: JSONL with caption, paraphrase and negative, and perhaps type.
    """
    rng = random.Random(SEED)
    texts: dict[str, int] = {}
    images: dict[str, int] = {}

    def place(of: dict[str, int], name: str) -> int:
        return of.setdefault(name, len(of))

    held = captions_of(out, HELD_OUT)
    captions = [(place(images, str(each.image)), place(texts, each.caption)) for each in held]
    said: dict[int, list[int]] = defaultdict(list)
    for image, text in captions:
        said[image].append(text)
    pairs: dict[str, list[Pair]] = defaultdict(list)
    also_true: dict[str, list[tuple[Pair, int]]] = defaultdict(list)
    for row in negatives_of(out, HELD_OUT):
        pair = Pair(images[str(row.image)], place(texts, row.caption), place(texts, row.negative))
        pairs[f"{OURS} {row.family}"].append(pair)
        if others := [text for text in said[pair.image] if text != pair.caption]:
            also_true["person"].append((pair, rng.choice(others)))
        if row.positives:
            also_true["rule"].append((pair, place(texts, rng.choice(row.positives))))
    tested = sorted({(pair.image, pair.caption) for some in pairs.values() for pair in some})
    names = list(texts)
    for (image, text), swaps in zip(tested, swaps_of([names[text] for _, text in tested], SEED), strict=True):
        if swaps:
            pairs[SWAPS].append(Pair(image, text, place(texts, swaps[0])))
    found = [(kind, [place(texts, text) for text in three]) for kind, three in _triples(triples)]
    by_kind: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for kind, (caption, paraphrase, negative) in found:
        by_kind[kind].append((caption, paraphrase, negative))
    return Trial(list(images), list(texts), captions, dict(pairs), dict(also_true), dict(by_kind))


def add_similar(trial: Trial, texts: Tensor) -> None:
    """Add pairs of each caption with the most similar caption of another image, and the same with both exchanged: blind scores get 0.5.

    Args:
        trial: Gets the pairs.
        texts: Unit vectors (n, D) of the trial's texts by the text encoder as it came.
    """
    image, text = torch.tensor(trial.captions).T
    close = texts[text] @ texts[text].T
    close[image[:, None] == image[None]] = -torch.inf
    nearest = {tuple(sorted(both)) for both in enumerate(close.argmax(1).tolist())}
    pairs = [(trial.captions[i], trial.captions[j]) for i, j in sorted(nearest) if trial.captions[i][1] != trial.captions[j][1]]
    trial.pairs[SIMILAR] = [Pair(mine[0], mine[1], theirs[1]) for one, other in pairs for mine, theirs in ((one, other), (other, one))]


def measure(trial: Trial, images: Tensor, texts: Tensor, blind: Tensor) -> dict[str, float]:
    """Return accuracies by their row of the table (`titles.title_of`).

    Args:
        trial: Held-out images.
        images: Unit vectors (n, D) of its images.
        texts: Unit vectors (m, D) of its texts.
        blind: The mean vector (D,) of other images: what a model answers that does not see the image.
    """
    found: dict[str, float] = {}
    families = {name: pairs for name, pairs in sorted(trial.pairs.items()) if name.startswith(f"{OURS} ")}
    for name, pairs in families.items():
        if len(pairs) >= FEWEST:
            found[name] = _accuracy(pairs, images, texts)
    groups = {OURS: [pair for pairs in families.values() for pair in pairs]} | {
        name: trial.pairs.get(name, []) for name in (SWAPS, SIMILAR)
    }
    for name, pairs in groups.items():
        if pairs:
            found[name] = _accuracy(pairs, images, texts)
            found[f"blind {name}"] = _accuracy(pairs, blind.expand(len(images), -1), texts)
    for kind, rows in trial.also_true.items():
        image, caption, false = torch.tensor([pair for pair, _ in rows]).T
        other = torch.tensor([text for _, text in rows])
        true = torch.minimum(_scores(images, texts, image, caption), _scores(images, texts, image, other))
        found[f"also {kind}"] = (true > _scores(images, texts, image, false)).float().mean().item()
    for kind, three in trial.triples.items():
        caption, paraphrase, false = texts[torch.tensor(three)].unbind(1)
        found[f"triple {kind}"] = ((caption * paraphrase).sum(1) > (caption * false).sum(1)).float().mean().item()
    image, text = torch.tensor(trial.captions).T
    scores = images @ texts[text].T
    found["image to text"] = (image[scores.argmax(1)] == torch.arange(len(images))).float().mean().item()
    for most in (1, 5):
        nearest = scores.topk(min(most, len(images)), 0).indices
        found["text to image" if most == 1 else f"text to image {most}"] = (nearest == image).any(0).float().mean().item()
    return found


def counts(trial: Trial) -> Counter[str]:
    """Return the number of pairs behind each figure."""
    found = Counter({name: len(pairs) for name, pairs in trial.pairs.items()})
    found[OURS] = sum(len(pairs) for name, pairs in trial.pairs.items() if name.startswith(f"{OURS} "))
    found.update({f"also {kind}": len(rows) for kind, rows in trial.also_true.items()})
    found.update({f"triple {kind}": len(rows) for kind, rows in trial.triples.items()})
    return found


def _accuracy(pairs: Sequence[Pair], images: Tensor, texts: Tensor) -> float:
    image, caption, false = torch.tensor(pairs).T
    return float((_scores(images, texts, image, caption) > _scores(images, texts, image, false)).float().mean())


def _scores(images: Tensor, texts: Tensor, image: Tensor, text: Tensor) -> Tensor:
    return (images[image] * texts[text]).sum(1)


def _triples(path: Path | None) -> list[tuple[str, tuple[str, str, str]]]:
    if path is None:
        return []
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        found = [(row.get("type", "all"), (row["caption"], row["paraphrase"], row["negative"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path}: no JSONL with caption, paraphrase and negative ({error}); leave --triples away, or mend it") from None
    return random.Random(SEED).sample(found, min(MOST_TRIPLES, len(found)))
