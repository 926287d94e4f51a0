"""Which column is the caption, which the image, which the key: as configured, or guessed by name."""

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.captions.records import TAG_COLUMNS
from pipeline.errors import UserError
from schemas.config import CaptionsConfig

CAPTION = ("caption", "captions", "text", "title", "sentence", "sentences", "description", "alt_text", "alt")
IMAGE = ("image", "image_path", "filepath", "file_path", "file_name", "filename", "path", "img", "jpg", "png", "webp", "image_url", "url")
KEY = ("id", "key", "__key__", "caption_id", "uid")
"""Guesses in order of preference; case does not matter."""

SHOWN = 20


class Columns(NamedTuple):
    """Names of the columns that are read."""

    caption: str
    image: str | None
    key: str | None

    def present(self) -> list[str]:
        """Those that exist, each once."""
        return list(dict.fromkeys(name for name in self if name is not None))


def choose(found: Iterable[str], config: CaptionsConfig, where: str) -> Columns:
    """Columns of the file `where`, which has the columns `found`.

    Raises:
        UserError: A configured column is not there, or no column looks like a caption.
    """
    names = list(dict.fromkeys(found))
    guesses = TAG_COLUMNS + CAPTION if config.form == "tags" else CAPTION
    caption = _configured(names, config.caption_column, "caption", where) or _guess(names, guesses)
    if caption is None:
        tags = _guess(names, TAG_COLUMNS)
        hint = f", or captions.form: tags to read '{tags}'" if tags is not None else ""
        raise UserError(f"{where}: no column looks like a caption; columns: {_listed(names)}; set captions.caption_column{hint}")
    image = None
    if config.images != "ignore":
        image = _configured(names, config.image_column, "image", where) or _guess(names, IMAGE)
    key = _configured(names, config.key_column, "key", where) or _guess(names, KEY)
    return Columns(caption, image if image != caption else None, key if key != caption else None)


def _configured(names: list[str], wanted: str | None, role: str, where: str) -> str | None:
    if wanted is None or wanted in names:
        return wanted
    near = difflib.get_close_matches(wanted, names, 1, 0.0)
    hint = f" (nearest: {near[0]})" if near else ""
    raise UserError(f"{where}: no column '{wanted}'{hint}; columns: {_listed(names)}; set captions.{role}_column")


def _guess(names: list[str], guesses: tuple[str, ...]) -> str | None:
    lower = {name.lower(): name for name in reversed(names)}
    return next((lower[guess] for guess in guesses if guess in lower), None)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(name[:60] for name in names[:SHOWN]) + more if names else "none"
