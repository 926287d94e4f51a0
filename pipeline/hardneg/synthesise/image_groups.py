"""Find the images that must be held out together, since an edit is in rows of both of its images."""

from array import array
from collections.abc import Callable, Iterator

import numpy as np

from hardneg.shards.image_ids import image_id
from hardneg.synthesise.pairs import EditPair, images_of

NO_IMAGE = 0
"""Stands for both images of a pair that lacks one; its record is rejected."""


def in_groups(read: Callable[[], Iterator[EditPair]]) -> Iterator[EditPair]:
    """Yield the pairs of `read`, each with its `group`: the connected component of its images, named after the smallest of their hashes.

    All pairs are read twice, because the last one may join two groups. Memory is about 100 bytes a pair.
    """
    hashes = array("Q", (each for pair in read() for each in _hashes(pair)))
    for pair, group in zip(read(), _components(np.asarray(hashes, np.uint64).reshape(-1, 2)), strict=True):
        yield pair._replace(values={**pair.values, "group": f"sha:{group:016x}"})


def _hashes(pair: EditPair) -> tuple[int, int]:
    first, second = (image_id(image) for image in images_of(pair))
    if first is None or second is None:
        return NO_IMAGE, NO_IMAGE
    return int(first.removeprefix("sha:"), 16), int(second.removeprefix("sha:"), 16)


def _components(pairs: np.ndarray) -> list[int]:
    """Return for each pair of hashes the smallest hash of its connected component."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(pairs):
        return []
    names, ends = np.unique(pairs, return_inverse=True)
    ends = ends.reshape(pairs.shape)
    joined = coo_array((np.ones(len(ends), bool), (ends[:, 0], ends[:, 1])), shape=(len(names), len(names)))
    _, component = connected_components(joined, directed=False)
    _, firsts = np.unique(component, return_index=True)
    found: list[int] = names[firsts][component[ends[:, 0]]].tolist()
    return found
