"""Keep the features of images or texts on disk, by content, so that each is encoded once for all trainings.

    encoder.json            revision of the encoder, and the width of a row
    NAME.features.npy       rows of a segment, float16 (rows, width)
    NAME.keys.npy           the key of each entry of the segment, and the row after its last one; written last

NAME is a hash of the keys. A segment is written under another name and renamed, so a killed run leaves whole segments only, and several
runs may fill a cache at once.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from more_itertools import chunked

from hardneg.encoders.encoder import Features
from hardneg.errors import UserError

VERSION = 1
RECORD = "encoder.json"
KEYS, FEATURES = ".keys.npy", ".features.npy"
SEGMENT = 512
"""Entries in a segment."""

_DIGEST = 16
_ENTRY = np.dtype([("key", f"V{_DIGEST}"), ("end", np.int64)])

Key = bytes
Item = TypeVar("Item")


def key_of(content: bytes | str) -> Key:
    """Return the key of an image's file, or of a text."""
    return hashlib.blake2b(content.encode() if isinstance(content, str) else content, digest_size=_DIGEST).digest()


class FeatureCache:
    """A `FeatureCache` holds the features of one encoder by key. Rows are read from the disk where they are asked for."""

    def __init__(self, folder: str | Path, encoder: str, width: int) -> None:
        """Open a cache, or begin one.

        Args:
            folder: On a disk that all workers of a training share.
            encoder: Revision of the encoder.
            width: Features in a row.

        Raises:
            UserError: The folder holds features of another encoder, or something else, or a segment is broken.
        """
        self.folder, self.encoder, self.width = Path(folder), encoder, width
        self._at: dict[Key, tuple[Features, int, int]] = {}
        self.folder.mkdir(parents=True, exist_ok=True)
        self._check_encoder()
        for file in sorted(self.folder.glob(f"*{KEYS}")):
            self._open(file.name.removesuffix(KEYS))

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._at)

    def __contains__(self, key: Key) -> bool:
        """Return whether there are features of this key."""
        return key in self._at

    def __getitem__(self, key: Key) -> Features:
        """Return the features of a key, float16 (rows, width), unread as yet."""
        features, start, end = self._at[key]
        return features[start:end]

    def require(self, keys: Iterable[Key], names: Iterable[str]) -> None:
        """Check that there are features of all keys.

        Raises:
            UserError: Some are of other images or texts; the first of `names` that lacks is in the message.
        """
        pairs = list(zip(keys, names, strict=True))
        lacking = [name for key, name in pairs if key not in self]
        if lacking:
            raise UserError(
                f"features in {self.folder}: of other content, {len(lacking):,} of {len(pairs):,} are not in it, such as {lacking[0]!r}; "
                "name the cache of these images, or a new folder"
            )

    def fill(
        self,
        keys: Sequence[Key],
        load: Callable[[int], Item | None],
        encode: Callable[[list[Item]], Sequence[Features] | Features],
        at_once: int = SEGMENT,
    ) -> int:
        """Encode what is not in the cache yet, a segment at a time, and return how much that was.

        Args:
            keys: Of all images or texts; one may be there several times.
            load: Gives item i, or None where it cannot be read, which is skipped.
            encode: Gives the features of items.
            at_once: Upper bound on the items in memory: a segment of decoded photographs takes gigabytes.
        """
        first: dict[Key, int] = {}
        for place, key in enumerate(keys):
            if key not in self:
                first.setdefault(key, place)
        done = 0
        for some in chunked(first.items(), SEGMENT):
            read: list[Key] = []
            features: list[Features] = []
            for few in chunked(some, at_once):
                loaded = [(key, item) for key, place in few if (item := load(place)) is not None]
                if loaded:
                    read += [key for key, _ in loaded]
                    features.extend(encode([item for _, item in loaded]))
            if read:
                self._write(read, features)
                done += len(read)
        return done

    def _write(self, keys: Sequence[Key], features: Sequence[Features]) -> None:
        name = hashlib.blake2b(b"".join(keys), digest_size=8).hexdigest()
        entries = np.empty(len(keys), _ENTRY)
        entries["key"] = [np.void(key) for key in keys]
        entries["end"] = np.cumsum([len(each) for each in features])
        self._save(np.concatenate([np.asarray(each, np.float16) for each in features]), name + FEATURES)
        self._save(entries, name + KEYS)
        self._open(name)

    def _save(self, values: np.ndarray, name: str) -> None:  # type: ignore[type-arg]
        scratch = self._scratch(name)
        np.save(scratch, values)
        scratch.replace(self.folder / name)

    def _scratch(self, name: str) -> Path:
        """Return a path that no other process uses, also none of another machine that shares the folder."""
        return self.folder / f".{uuid.uuid4().hex}-{name}"

    def _open(self, name: str) -> None:
        path = self.folder / f"{name}{FEATURES}"
        try:
            entries = np.load(self.folder / f"{name}{KEYS}")
            features = np.load(path, mmap_mode="r")
            whole = entries.dtype == _ENTRY and features.shape == (int(entries["end"][-1]), self.width) and features.dtype == np.float16
        except (OSError, ValueError, IndexError, EOFError):
            whole = False
        if not whole:
            raise UserError(f"{path}: not whole; delete this file and {name}{KEYS}, and the features are computed again")
        ends = entries["end"].tolist()
        for key, start, end in zip(entries["key"].tolist(), [0, *ends], ends, strict=False):
            self._at[key] = features, start, end

    def _check_encoder(self) -> None:
        path = self.folder / RECORD
        mine = {"version": VERSION, "encoder": self.encoder, "width": self.width}
        if not path.exists():
            others = any(not file.name.startswith(".") for file in self.folder.iterdir())
            if others and not path.exists():  # another run may have begun the cache meanwhile
                raise UserError(f"features in {self.folder}: the folder holds other files; name a new one")
            scratch = self._scratch(RECORD)
            scratch.write_text(json.dumps(mine, indent=1) + "\n", encoding="utf-8")
            scratch.replace(path)
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = None
        if found != mine:
            of = found.get("encoder") if isinstance(found, dict) else "unknown"
            raise UserError(f"features in {self.folder}: of the encoder {of}, not {self.encoder}; name another folder")
