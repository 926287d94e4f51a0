"""Write and read files of named arrays; a file is published complete or not at all."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays to a temporary file and rename it; if several processes write the same path, the last one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    with unfinished.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)
    unfinished.rename(path)


def read_arrays(path: Path, names: Sequence[str]) -> list[Any]:
    """Return the arrays of those names, in that order."""
    with np.load(path, allow_pickle=False) as arrays:
        return [arrays[name] for name in names]
