"""What is remembered of the attempts at one part, in storage, so that the death of a worker cannot wipe it out.

A run is a *session*. How often a range of rows was tried is counted within one session only: when the whole run is killed, the
rows that were being worked on are not to blame. What was found out (a range is condemned, a piece is made) holds in later sessions.
"""

import json
from typing import NamedTuple

from hardneg.engine import storage
from hardneg.engine.stage import Outcome

FOLDER = ".attempts"


class Attempts(NamedTuple):
    """The record of one part; `wanted` is the fingerprint it is to have, so that what was found under another config is not believed."""

    out: str
    stage: str
    number: int
    wanted: str
    session: str

    def tries(self, key: str) -> int:
        """How often `key` was begun in this session."""
        return sum(name.startswith(self._name(key, self.session, "try")) for name in storage.names(self._folder()))

    def total(self) -> int:
        """How often anything of the part was begun in this session, the loading of models not counted."""
        marked = f".{self.session}.try"
        return sum(marked in name and not name.startswith(self._name("setup", "")) for name in storage.names(self._folder()))

    def begin(self, key: str) -> None:
        """Mark that `key` is about to be tried."""
        storage.write(self._path(key, self.session, f"try{self.tries(key) + 1}"), b"")

    def clear(self, key: str) -> None:
        """Forget the tries of `key` in this session."""
        for name in storage.names(self._folder()):
            if name.startswith(self._name(key, self.session, "try")):
                storage.remove(storage.join(self._folder(), name))

    def condemn(self, key: str, detail: str) -> None:
        """Record that `key` cannot be done as a whole, and why."""
        storage.write(self._path(key, "condemned"), detail.encode(errors="replace"))

    def condemned(self, key: str) -> str | None:
        """Why `key` was condemned; None where it was not."""
        return data.decode() if (data := _read(self._path(key, "condemned"))) is not None else None

    def keep(self, key: str, outcome: Outcome) -> None:
        """Store what came of `key`; the usage is written last and vouches for the rest."""
        storage.write(self._path(key, "rows.parquet"), storage.parquet(outcome.rows))
        storage.write(self._path(key, "rejects.parquet"), storage.parquet(outcome.rejects))
        storage.write(self._path(key, "usage.json"), json.dumps(outcome.usage).encode())

    def kept(self, key: str) -> Outcome | None:
        """What came of `key` in an earlier attempt, if it was stored."""
        usage = _read(self._path(key, "usage.json"))
        if usage is None:
            return None
        rows, rejects = (storage.read_parquet(storage.read(self._path(key, f"{what}.parquet"))) for what in ("rows", "rejects"))
        return Outcome(rows, rejects, json.loads(usage))

    def forget(self) -> None:
        """Remove the whole record, of every session and fingerprint: the part is published."""
        storage.remove(self._folder())

    def _folder(self) -> str:
        return storage.join(self.out, self.stage, FOLDER, f"part-{self.number:05d}")

    def _name(self, *words: str) -> str:
        return ".".join((self.wanted[:16], *words))

    def _path(self, *words: str) -> str:
        return storage.join(self._folder(), self._name(*words))


def _read(path: str) -> bytes | None:
    try:
        return storage.read(path)
    except FileNotFoundError:
        return None
