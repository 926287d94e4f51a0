"""Write samples to tars of bounded size, as webdataset reads them. Equal samples give equal bytes."""

import io
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, cast

from hardneg.export.destination import Destination

SAMPLES_PER_TAR = 10_000
BYTES_PER_TAR = 512_000_000

_PLAIN = re.compile(r"[0-9A-Za-z_-]{1,100}")


class Tars:
    """Write samples, starting another tar after `per_tar` samples or `BYTES_PER_TAR` bytes. `sizes` counts the samples of each tar."""

    def __init__(self, destination: Destination, pattern: str, per_tar: int | None) -> None:
        self.destination, self.pattern, self.per_tar = destination, pattern, per_tar or SAMPLES_PER_TAR
        self.sizes: dict[str, int] = {}
        self.name, self.bytes = "", 0
        self.file: Any = None
        self.tar: tarfile.TarFile | None = None

    def add(self, key: str, files: Mapping[str, bytes]) -> None:
        """Write a sample: the bytes of each of its files by ending."""
        if self.tar is None:
            self.name = self.pattern.format(len(self.sizes))
            self.file = self.destination.open(self.name)
            self.tar = tarfile.open(fileobj=self.file.__enter__(), mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `end` closes it
            self.sizes[self.name], self.bytes = 0, 0
        for ending, data in files.items():
            entry = tarfile.TarInfo(f"{key}.{ending}")
            entry.size, entry.mode = len(data), 0o644
            self.tar.addfile(entry, io.BytesIO(data))
            self.bytes += len(data)
        cast(Any, self.tar).members.clear()  # tarfile would keep the header of every file
        self.sizes[self.name] += 1
        if self.sizes[self.name] >= self.per_tar or self.bytes >= BYTES_PER_TAR:
            self.end()

    def end(self) -> None:
        """Close the current tar."""
        if self.tar is not None:
            self.tar.close()
            self.file.__exit__(None, None, None)
            self.tar = None


@contextmanager
def tars(destination: Destination, pattern: str, per_tar: int | None) -> Iterator[Tars]:
    """Yield the writer of a split's tars, and close the last one. `pattern` formats the number of a tar into its name."""
    writer = Tars(destination, pattern, per_tar)
    try:
        yield writer
    finally:
        writer.end()


def key_of(identity: str) -> str:
    """Return an id as the key of a sample: without dots, which separate endings, and without slashes."""
    return identity if _PLAIN.fullmatch(identity) else blake2b(identity.encode(), digest_size=16).hexdigest()


def as_json(value: object) -> bytes:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False).encode()
