"""Remember what a demonstration's folder is of, so that figures of other data are not taken for those of these."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from hardneg.errors import UserError

ASKED = "asked.json"


def holds(out: Path, asked: Mapping[str, Any]) -> bool:
    """Return whether `out` was made for these options; False where nothing was made yet.

    Raises:
        UserError: It was made for others.
    """
    if not (out / ASKED).exists():
        return False
    before = json.loads((out / ASKED).read_text(encoding="utf-8"))
    if before != asked:
        raise UserError(f"{out}: holds the demonstration of {before}, and not of {asked}; name another folder (OUT=...)")
    return True


def remember(out: Path, asked: Mapping[str, Any]) -> None:
    """Write that `out` was made for these options."""
    (out / ASKED).write_text(json.dumps(asked) + "\n", encoding="utf-8")


def key_of(files: Iterable[Path], *facts: object) -> str:
    """Return a hash of the content of files and of values that are written in full by `repr`."""
    found = sha256(repr(facts).encode())
    for path in sorted(files):
        found.update(sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]
