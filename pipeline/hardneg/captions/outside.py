"""Refuse an input that lies in a folder of OUT that runs write to: they replace and remove files there, also while the input is read."""

import os
import posixpath
from typing import Any

from fsspec.implementations.local import LocalFileSystem

from hardneg.captions.files.sources import Input
from hardneg.engine import storage
from hardneg.engine.order import WRITTEN
from hardneg.errors import UserError


def require_outside(found: Input, input: str, out: str) -> None:
    """Check that no source of the input `found` lies in such a folder of `out`.

    Raises:
        UserError: One does; the message names it.
    """
    written = {f"{_address(*storage.filesystem(storage.join(out, name)))}/": name for name in WRITTEN}
    for source in found.sources:
        near = source.members or [source.path]
        for path in {posixpath.dirname(each): each for each in near}.values():
            folder = f"{_address(source.fs, posixpath.dirname(path))}/"
            if (name := next((name for begin, name in written.items() if folder.startswith(begin)), None)) is not None:
                raise UserError(f"{input}: {path} lies in the folder {name}/ of OUT, whose files runs replace and remove; name another OUT")


def _address(system: Any, path: str) -> str:
    """Return the URL of a folder, without symbolic links on this machine."""
    return str(system.unstrip_protocol(os.path.realpath(path) if isinstance(system, LocalFileSystem) else path)).rstrip("/")
