"""Record the attempts at one part in storage, so that they survive the death of a worker.

A run is a *session*. Attempts at a range of rows are counted within one session, because rows are not at fault when the whole run is
killed. Results hold in later sessions: a range that was condemned, the outcome of a range, or a piece of the work inside one.
"""

import json
from typing import NamedTuple

from hardneg.engine import storage
from hardneg.engine.stage import Outcome

FOLDER = ".attempts"
STEPS = ("read", "setup", "publish")
"""Keys of steps in which no row is at fault."""


class Attempts(NamedTuple):
    """Read and write the record of one part. `wanted` is its fingerprint, so that records of another config are ignored."""

    out: str
    stage: str
    number: int
    wanted: str
    session: str

    def tries(self, key: str) -> int:
        """Return the number of attempts at `key` in this session."""
        return sum(name.startswith(self._name(key, self.session, "try")) for name in storage.names(self.folder()))

    def total(self) -> int:
        """Return the number of attempts at any rows of the part in this session. Reading it, loading models and publishing do not count."""
        marked, steps = f".{self.session}.try", tuple(self._name(step, "") for step in STEPS)
        return sum(marked in name and not name.startswith(steps) for name in storage.names(self.folder()))

    def begin(self, key: str) -> None:
        """Count an attempt at `key`, which is about to begin."""
        storage.write(self._path(key, self.session, f"try{self.tries(key) + 1}"), b"")

    def late(self, key: str) -> None:
        """Record that an attempt at `key` takes too long."""
        storage.write(self._path(key, self.session, "late"), b"")

    def was_late(self, key: str) -> bool:
        """Return whether an attempt at `key` in this session took too long."""
        return self._name(key, self.session, "late") in storage.names(self.folder())

    def clear(self, key: str) -> None:
        """Remove the attempts at `key` of this session."""
        for name in storage.names(self.folder()):
            if name.startswith(self._name(key, self.session, "try")):
                storage.remove(storage.join(self.folder(), name))

    def condemn(self, key: str, detail: str) -> None:
        """Record that `key` cannot be processed as a whole, and why."""
        storage.write(self._path(key, "condemned"), detail.encode(errors="replace"))

    def condemned(self, key: str) -> str | None:
        """Return why `key` was condemned; None where it was not."""
        return data.decode() if (data := _read(self._path(key, "condemned"))) is not None else None

    def pardon(self) -> None:
        """Remove what was condemned, so that the next run tries all rows again."""
        for name in storage.names(self.folder()):
            if name.startswith(self._name("")) and name.endswith(".condemned"):
                storage.remove(storage.join(self.folder(), name))

    def keep(self, key: str, outcome: Outcome) -> None:
        """Store the outcome of `key`. The usage is written last and marks the outcome as complete."""
        storage.write(self._path(key, "rows.parquet"), storage.parquet(outcome.rows))
        storage.write(self._path(key, "rejects.parquet"), storage.parquet(outcome.rejects))
        storage.write(self._path(key, "usage.json"), json.dumps(outcome.usage).encode())

    def kept(self, key: str) -> Outcome | None:
        """Return the stored outcome of `key`, if there is one."""
        usage = _read(self._path(key, "usage.json"))
        if usage is None:
            return None
        rows, rejects = (storage.read_parquet(storage.read(self._path(key, f"{what}.parquet"))) for what in ("rows", "rejects"))
        return Outcome(rows, rejects, json.loads(usage))

    def keep_piece(self, key: str, data: bytes) -> None:
        """Store what a stage has made of the part so far under `key` (`hardneg.engine.checkpoints`)."""
        storage.write(self._path(key, "piece"), data)

    def piece(self, key: str) -> bytes | None:
        """Return what was stored under `key`, if there is any."""
        return _read(self._path(key, "piece"))

    def names(self) -> list[str]:
        """Return the names of the files of the record, which change with each attempt."""
        return storage.names(self.folder())

    def forget(self) -> None:
        """Remove the record of all sessions and fingerprints, once the part is published."""
        storage.remove(self.folder())

    def folder(self) -> str:
        """Return the folder of the record."""
        return storage.join(self.out, self.stage, FOLDER, f"part-{self.number:05d}")

    def _name(self, *words: str) -> str:
        return ".".join((self.wanted[:16], *words))

    def _path(self, *words: str) -> str:
        return storage.join(self.folder(), self._name(*words))


def _read(path: str) -> bytes | None:
    try:
        return storage.read(path)
    except FileNotFoundError:
        return None
