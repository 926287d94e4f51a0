"""Find fetched models in the cache, and check that their files are complete and unchanged.

Beside the files of each model is `SOURCE.json` with the size and SHA-256 of each, as they were when the model was fetched.
"""

import json
import os
from pathlib import Path
from typing import NamedTuple

from hardneg.models.digest import sha256

SOURCE = "SOURCE.json"


class Stored(NamedTuple):
    """Hold size and SHA-256 of one file, as it was when it was fetched."""

    sha256: str
    size: int


def cache() -> Path:
    """Return the folder of fetched models: `$HARDNEG_CACHE`, else `hardneg` in the user's cache folder."""
    if own := os.environ.get("HARDNEG_CACHE"):
        return Path(own).expanduser()
    users = os.environ.get("XDG_CACHE_HOME")
    return (Path(users) if users else Path.home() / ".cache") / "hardneg"


def folder_of(name: str) -> Path:
    """Return the folder that the fetched model `name` has, whether or not it is there."""
    return cache() / "models" / name


def recorded(folder: Path) -> dict[str, Stored]:
    """Return size and SHA-256 of each file of a fetched model, as recorded when it was fetched."""
    record = json.loads((folder / SOURCE).read_text(encoding="utf-8"))
    return {file: Stored(**stored) for file, stored in record["files"].items()}


def incomplete(folder: Path) -> str | None:
    """Return which file of a fetched model is missing or has another size; None where all are there. No file is read."""
    if not (folder / SOURCE).is_file():
        return f"not in {folder}"
    try:
        files = recorded(folder)
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{folder / SOURCE} is broken"
    for file, stored in files.items():
        path = folder / file
        if not path.is_file():
            return f"{path} is gone"
        if path.stat().st_size != stored.size:
            return f"{path} is {path.stat().st_size} bytes, not {stored.size}"
    return None


def check(name: str) -> str | None:
    """Read every byte of the fetched model `name`, and return what is wrong with it; None where nothing is."""
    folder = folder_of(name)
    problem = incomplete(folder)
    if problem:
        return problem
    for file, stored in recorded(folder).items():
        if sha256(folder / file) != stored.sha256:
            return f"{folder / file} has changed since it was fetched"
    return None
