"""Hold the captions of a row group, each with the negatives that an epoch draws for it."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.loading.options import Options, weights_of
from hardneg.loading.row_groups import keys, starts
from hardneg.shards.margin import margin

Floats = npt.NDArray[np.float64]

UNRATED = 1.0
"""Concreteness of a row without a rating: the lowest."""

UNJUDGED = 0.5
"""Likelihood of drawing a row without the score that `draw` names, relative to the most likely row."""


class Images(NamedTuple):
    """Hold the images of a row group: those of captions by caption, those of negatives by row, and the input of each caption."""

    captions: pa.ChunkedArray
    negatives: pa.ChunkedArray
    inputs: list[str]


class Captions:
    """Hold the captions of a row group with at least one negative that may be drawn.

    `members` lists the captions of each sample: one, or with `group="image"` those of an image, of which one is drawn. `image_names` names
    the image of each caption among those of all inputs; a caption without an image has its own id.

    Args:
        rows: Rows with the columns of `options`.
        options: How negatives and positives are drawn.
        rng: Draws them.
    """

    def __init__(self, rows: pa.Table, options: Options, rng: np.random.Generator) -> None:
        self.options = options
        first = starts(rows["caption_id"])
        take = pa.array(first, pa.int64())
        self.first = [*first, rows.num_rows]
        self.ids, self.texts = rows["caption_id"].take(take).to_pylist(), rows["caption"].take(take).to_pylist()
        self.image_names = keys(rows, "image").take(take).to_pylist()
        self.image_ids, self.paraphrases = rows["image_id"].take(take).to_pylist(), rows["positives"].take(take).to_pylist()
        self.negatives, self.families = rows["negative"].to_pylist(), rows["family"].to_pylist()
        self.weights, self.p_valid = rows["weight"].to_pylist(), rows["p_valid"].to_pylist()
        self.margins = margin(rows).tolist()
        self.images = None
        if options.images:
            inputs = pc.struct_field(rows["source"], "input").take(take).to_pylist()
            self.images = Images(rows["image"].take(take), rows["negative_image"], inputs)
        caption_of = np.repeat(np.arange(len(first)), np.diff(self.first))
        eligible, chance = chances(rows, options)
        drawn = np.log(np.maximum(rng.random(rows.num_rows), 1e-300)) / np.where(eligible, chance, 1.0)
        place = -drawn if options.negatives != "all" else np.arange(rows.num_rows, dtype=np.float64)
        self.order = np.lexsort((np.where(eligible, place, np.inf), caption_of)).tolist()
        self.eligible = np.bincount(caption_of[eligible], minlength=len(first)).tolist()
        self.turns = rng.random((len(first), 2))
        self.members = self._members(keys(rows, options.group), first)

    def sample(self, caption: int, members: list[int]) -> tuple[dict[str, Any], list[int]]:
        """Return the sample of a caption without its images, and the indices of the rows of its negatives."""
        wanted = self.options.negatives
        count = self.eligible[caption] if wanted == "all" else min(wanted, self.eligible[caption])
        at = self.first[caption]
        rows = self.order[at : at + count]
        return {
            "image": None,
            "caption": self.texts[caption],
            "caption_id": self.ids[caption],
            "image_id": self.image_ids[caption],
            "positives": self._positives(caption, members),
            "negatives": [self.negatives[row] for row in rows],
            "families": [self.families[row] for row in rows],
            "negative_images": [None] * count,
            "weights": [self.weights[row] for row in rows],
            "margins": [self.margins[row] for row in rows],
            "p_valid": [self.p_valid[row] for row in rows],
        }, rows

    def drawn(self, members: list[int]) -> int:
        """Return the caption of a sample: the only one, or one that is drawn among those of an image."""
        return members[int(self.turns[members[0], 0] * len(members))]

    def _members(self, key: pa.ChunkedArray, first: list[int]) -> list[list[int]]:
        """Return the captions with a negative, each by itself or those of an image together."""
        if self.options.group == "caption":
            return [[caption] for caption, count in enumerate(self.eligible) if count]
        bounds = np.searchsorted(first, [*starts(key), self.first[-1]])
        groups = [[each for each in range(start, end) if self.eligible[each]] for start, end in pairwise(bounds)]
        return [group for group in groups if group]

    def _positives(self, caption: int, members: list[int]) -> list[str]:
        """Return paraphrases of a caption, and other captions of the image where samples are images."""
        known = [*self.paraphrases[caption], *(self.texts[each] for each in members if self.texts[each] != self.texts[caption])]
        wanted = self.options.positives
        if wanted == "all" or len(known) <= wanted:
            return known
        if wanted == 1:
            return [known[int(self.turns[caption, 1] * len(known))]]
        chosen = np.random.default_rng(int(self.turns[caption, 1] * 2**53)).permutation(len(known))[:wanted]
        return [known[each] for each in chosen]


def sample_count(rows: pa.Table, options: Options) -> int:
    """Return how many samples `Captions` makes of these rows, of which only `options.counted_columns` are read."""
    if not rows.num_rows:
        return 0
    eligible, _ = chances(rows, options)
    return int(np.logical_or.reduceat(eligible, starts(keys(rows, options.group))).sum())


def chances(rows: pa.Table, options: Options) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Return which negatives may be drawn, and the relative chance of each among those of its caption.

    Those that need both directions may be drawn only where they are asked for.
    """
    chance = np.ones(rows.num_rows)
    if options.family_weights is not None:
        weight = weights_of(options.family_weights)
        chance *= np.array([weight.get(family, 1.0) for family in rows["family"].to_pylist()], np.float64)
    if options.draw == "concreteness":
        chance *= _floats(rows, "concreteness", UNRATED)
    elif options.draw == "p_valid":
        chance *= _floats(rows, "p_valid", UNJUDGED)
    elif options.draw == "margin":
        chance *= _hardness(rows)
    eligible = chance > 0
    return eligible if options.needs_image else eligible & ~np.asarray(rows["needs_image"], bool), chance


def _hardness(rows: pa.Table) -> Floats:
    """Return 1 for a negative that scores as its caption does, and 1/2 for the median margin of those of its judge, each on its own scale.

    So scores of several matchers are comparable, and a row without a score counts as a median one. The median is that of these rows.
    """
    apart = np.maximum(_floats(rows, "match_positive", np.nan) - _floats(rows, "match_negative", np.nan), 0)
    judges = pc.fill_null(pc.index_in(rows["judged_by"], pc.unique(rows["judged_by"].drop_null())), -1).to_numpy()
    hardness = np.full(rows.num_rows, UNJUDGED)
    for judge in np.unique(judges):
        scored = (judges == judge) & ~np.isnan(apart)
        above = apart[scored & (apart > 0)]
        hardness[scored] = 1 / (1 + apart[scored] / (np.median(above) if len(above) else 1.0))
    return hardness


def _floats(rows: pa.Table, name: str, null: float) -> Floats:
    found = rows[name].to_numpy().astype(np.float64)
    return np.where(np.isnan(found), null, found)
