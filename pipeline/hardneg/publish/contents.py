"""Collect the files of a folder of shards that are to be published, after their hashes were checked."""

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import yaml

from hardneg.errors import UserError
from hardneg.schemas.manifest import Packed
from hardneg.shards.describe import README, SUMS
from hardneg.shards.files import DONE

HELD_BACK = {DONE}
"""Files of the folder that only this package reads."""


class Contents(NamedTuple):
    """Hold a folder of shards: the sizes of the files to publish by name, and the names of its other files."""

    folder: Path
    sizes: Mapping[str, int]
    others: list[str]

    @property
    def size(self) -> int:
        """Return the bytes of all files to publish."""
        return sum(self.sizes.values())


def contents_of(out: str) -> Contents:
    """Return the contents of the shards of a run, or of a folder of shards.

    Raises:
        UserError: `out` is no folder of this machine, holds no shards, or a file is missing or differs from its hash.
    """
    folder = _folder(out)
    hashes = _listed(folder)
    sizes = {}
    for name, sha256 in hashes.items():
        path = folder / name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}); run `hardneg verify {out}`") from None
        if found != sha256:
            raise UserError(f"{path} has changed: its SHA-256 is not that of {SUMS}; run `hardneg verify {out}`")
        sizes[name] = path.stat().st_size
    sizes[SUMS] = (folder / SUMS).stat().st_size
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return Contents(folder, dict(sorted(sizes.items())), sorted(there - set(sizes)))


def warnings_of(contents: Contents) -> list[str]:
    """Return what a reader of the data set will miss: a licence, and images that are not among the files."""
    warnings = []
    _, _, card = (contents.folder / README).read_text(encoding="utf-8").partition("---\n")
    if "license" not in yaml.safe_load(card.partition("\n---\n")[0]):
        warnings.append("no licence is stated: run `hardneg shards OUT --set shards.card.licence=NAME`")
    if DONE in contents.others:
        packed = Packed.model_validate_json((contents.folder / DONE).read_text(encoding="utf-8"))
        if by_path := sum(counts.by_path for counts in packed.splits.values()):
            warnings.append(
                f"the images of {by_path:,} rows are not among the files: `image` has their paths or addresses; "
                "captions.images=bytes stores them in the shards"
            )
    return warnings


def _folder(out: str) -> Path:
    if "://" in out and not out.startswith("file://"):
        raise UserError(f"{out}: push reads a folder of this machine; copy its shards/ here first, such as by `aws s3 sync`")
    base = Path(out.removeprefix("file://")).expanduser()
    for folder in (base / "shards", base):
        if (folder / SUMS).is_file():
            return folder
    raise UserError(f"{out}: no finished shards here (no {SUMS}); run `hardneg run {out}` first")


def _listed(folder: Path) -> dict[str, str]:
    """Return the hashes of `SHA256SUMS` by name; a name that leads out of the folder is refused."""
    hashes = {}
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        sha256, _, name = line.partition("  ")
        path = PurePosixPath(name)
        if len(sha256) != 64 or not name or path.is_absolute() or ".." in path.parts:
            raise UserError(f"{folder / SUMS}: is damaged, at the line {line[:80]!r}")
        hashes[name] = sha256
    if README not in hashes or not any(name.endswith(".parquet") for name in hashes):
        raise UserError(f"{folder / SUMS}: lists no card or no shard; run `hardneg shards` again")
    return hashes
