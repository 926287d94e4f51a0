"""Find the records that repeat an earlier one, over the whole input.

Memory: 16 bytes per record for hash and position, doubled while two runs are merged, and 8 bytes plus the key for the report. That is
about 45 MB per million captions with keys of ten characters. With 64-bit hashes, the probability of any collision among a hundred million
captions is 3 in 10,000.
"""

import unicodedata
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]


def hash_of(caption: str, image: bytes) -> int:
    """Return a 64-bit hash of the image's identity and of the caption after NFC and white space folding."""
    text = caption if caption.isascii() else unicodedata.normalize("NFC", caption)
    digest = blake2b(image, digest_size=8)
    digest.update(b"\0" + " ".join(text.split()).encode())
    return int.from_bytes(digest.digest(), "little")


class Seen:
    """Hold all records so far as sorted runs of hashes. Runs of equal size are merged, so adding n records costs O(n log n)."""

    def __init__(self) -> None:
        self._runs: list[tuple[Hashes, Positions]] = []
        self._keys: list[pa.Array] = []
        self._starts: list[int] = []
        self._size = 0

    def add(self, hashes: Sequence[int], keys: Sequence[str]) -> list[str | None]:
        """Add the records of one part; return for each the key of an earlier record with its hash, else None."""
        if not hashes:
            return []
        values, firsts, inverse = np.unique(np.array(hashes, np.uint64), return_index=True, return_inverse=True)
        original = self._find(values)
        new = original < 0
        original[new] = firsts[new] + self._size
        self._keys.append(pa.array(keys, pa.string()))
        self._starts.append(self._size)
        first = original[inverse]
        own = np.arange(len(hashes)) + self._size
        self._size += len(hashes)
        self._runs.append((values[new], original[new]))
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= 2 * len(self._runs[-1][0]):
            self._runs.append(_merged(self._runs.pop(-2), self._runs.pop()))
        return [None if at == here else self._key(int(at)) for at, here in zip(first, own, strict=True)]

    def _find(self, values: Hashes) -> Positions:
        """Return the position of the record with each hash; -1 where there is none."""
        found = np.full(len(values), -1, np.int64)
        for hashes, positions in self._runs:
            if len(hashes):
                at = np.minimum(np.searchsorted(hashes, values), len(hashes) - 1)
                hit = hashes[at] == values
                found[hit] = positions[at[hit]]
        return found

    def _key(self, position: int) -> str:
        chunk = int(np.searchsorted(self._starts, position, side="right")) - 1
        return str(self._keys[chunk][position - self._starts[chunk]])


def _merged(first: tuple[Hashes, Positions], second: tuple[Hashes, Positions]) -> tuple[Hashes, Positions]:
    hashes = np.concatenate([first[0], second[0]])
    order = np.argsort(hashes, kind="stable")
    return hashes[order], np.concatenate([first[1], second[1]])[order]
