"""Named arrays in a file that is there whole or not at all."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Keep them; of several processes that write the same file, the last one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with unfinished.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)
    unfinished.rename(path)


def read_arrays(path: Path, names: Sequence[str]) -> list[Any]:
    """The arrays of those names, in that order."""
    with np.load(path, allow_pickle=False) as kept:
        return [kept[name] for name in names]
