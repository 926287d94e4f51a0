"""Write an export to a folder that appears as a whole, or to a URL, where `export.json` comes last."""

import csv
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import fsspec

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.export.pictures import Picture

SUMMARY = "export.json"
IMAGES = "images"


class Destination(NamedTuple):
    """Hold the folder or URL that is written to, and the one that readers will see."""

    place: str
    final: str

    def open(self, name: str) -> Any:
        """Return a context manager that opens a new file for writing bytes."""
        path = storage.join(self.place, name)
        if "://" not in path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        return cast(Any, fsspec.open(path, "wb"))

    def add_image(self, picture: Picture) -> str:
        """Write an image under a name that follows from its bytes, so that equal images are stored once, and return the name."""
        digest = hashlib.sha256(picture.data).hexdigest()[:20]
        name = f"{IMAGES}/{digest[:2]}/{digest}.{picture.ending}"
        path = storage.join(self.place, name)
        if not (storage.exists(path) if "://" in path else os.path.exists(path)):  # noqa: PTH110 - called for every image
            with self.open(name) as file:
                file.write(picture.data)
        return name


@contextmanager
def destination(dest: str, force: bool) -> Iterator[Destination]:
    """Yield where to write; afterwards everything is at `dest`. After an error nothing is.

    Args:
        dest: Folder or URL.
        force: Replace an earlier export there.

    Raises:
        UserError: `dest` is not empty, or it is not an export and `force` would delete it.
    """
    occupied = storage.names(dest) if "://" in dest or Path(dest).is_dir() else [dest] if Path(dest).exists() else []
    if occupied and not force:
        raise UserError(f"{dest}: exists and is not empty; give another --dest, or --force to replace an earlier export")
    if occupied and SUMMARY not in occupied:
        raise UserError(f"{dest}: holds no {SUMMARY}, so it is no earlier export and --force does not delete it; give another --dest")
    if "://" in dest:
        storage.remove(dest)
        try:
            yield Destination(dest, dest)
        except BaseException:
            storage.remove(dest)
            raise
        return
    final = Path(dest).absolute()
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = final.with_name(f".{final.name}.{uuid.uuid4().hex}{storage.TEMPORARY}")
    try:
        temporary.mkdir()
        yield Destination(str(temporary), str(final))
        if final.exists():
            former = temporary.with_name(temporary.name + "-former")
            final.rename(former)
            temporary.rename(final)
            shutil.rmtree(former)
        else:
            temporary.rename(final)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def text(file: BinaryIO) -> Any:
    """Return a text file over a binary one: UTF-8, lines end as written."""
    import io

    return io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)


class Delimited:
    """Write rows whose fields are read back as they were. `csv` does not quote a carriage return, which readers take for a line end."""

    def __init__(self, file: Any, delimiter: str = ",") -> None:
        self._plain = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        self._quoted = csv.writer(file, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)

    def writerow(self, fields: Sequence[object]) -> None:
        """Write a row."""
        writer = self._quoted if any("\r" in str(field) for field in fields) else self._plain
        writer.writerow(fields)
