"""Hold a large set of 64-bit hashes in 8 bytes each."""

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]


class HashSet:
    """Hold hashes as sorted runs. Runs of about equal size are merged, so adding n hashes costs O(n log n)."""

    def __init__(self) -> None:
        self._runs: list[Hashes] = []

    def add(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Add hashes, and return for each whether it was there, or occurs earlier among them."""
        values, firsts, inverse = np.unique(hashes, return_index=True, return_inverse=True)
        known = np.zeros(len(values), bool)
        for run in self._runs:
            known |= run[np.minimum(np.searchsorted(run, values), len(run) - 1)] == values
        if not known.all():
            self._runs.append(values[~known])
        while len(self._runs) > 1 and len(self._runs[-2]) <= 2 * len(self._runs[-1]):
            merged = np.concatenate([self._runs.pop(), self._runs.pop()])
            merged.sort(kind="stable")
            self._runs.append(merged)
        repeated: npt.NDArray[np.bool_] = known[inverse] | (firsts[inverse] != np.arange(len(hashes)))
        return repeated
