"""A record as a reader yields it, and how values of any file become records."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any, NamedTuple

from hardneg.captions.fields.texts import Unclear, captions_in
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

MAX_DETAIL = 500
"""Characters of a record that are kept in a reject's detail or caption."""

BASE64 = ("data:image/", "/9j/", "iVBORw0KGg", "UklGR", "R0lGOD")
"""Beginnings of JPEG, PNG, WebP and GIF in base64."""
FEWEST_BASE64 = 100
"""Characters of an image in base64, at least."""

_ENTITY = re.compile(r"\[/EN#\d+(?:/[\w-]+)+ ([^\[\]]*)\]")
"""A phrase that Flickr30k Entities marks within its captions."""

BETWEEN_TAGS = "\u2063"
"""Between the tags of a list from reading to cleaning: Unicode's invisible separator, which cleaning takes out of any text."""
TAG_COLUMNS = ("tags", "tag", "keywords", "tag_list", "labels")
"""Columns that hold tags, by name, in order of preference."""


class Broken(Exception):  # noqa: N818 (it states a fact about the file, and is caught in one place)
    """The file cannot be read any further. What was read before stands; the message says what is wrong."""


class Record(NamedTuple):
    """One record of the input, before anything is judged: `hardneg.schemas.rows.InputRow` without its source file."""

    key: str
    caption: str | None = None
    image_path: str | None = None
    image_bytes: bytes | None = None
    image_offset: int | None = None
    image_size: int | None = None
    defect: Reason | None = None
    detail: str | None = None
    image_id: str | None = None


def records_of(
    key: str, caption: Any, image: Any = None, separator: str | None = None, image_id: str | None = None, *, several: bool = False
) -> Iterator[Record]:
    """One record a caption: a list gives one each, with keys `key#0`, `key#1`, ... and the same `image_id`.

    `caption` may be a text, a list, a struct, a conversation, or one of these written as text (see `texts.captions_in`). `image` may be a
    path, bytes, or the Hugging Face struct of both; what cannot be read as an image is a defect. Without an `image_id` the image's path
    is one, or the key where there are several captions. With a `separator` the captions are lists of tags: a list gives one record, and
    so does a text, which is parted there. `several`: the list was put together from several columns, and is none of tags.
    """
    try:
        path, data = image_of(image)
    except ValueError as error:
        yield Record(key, _sample(caption), defect=Reason.BAD_RECORD, detail=shortened(str(error)), image_id=image_id)
        return
    image_id = image_id or path
    if separator is not None:
        yield _tagged(_record(key, "", path, data, image_id), caption, separator)
        return
    if isinstance(caption, list) and not several and _are_tags(caption):
        detail = f"a list of {len(caption)} short texts such as {caption[0][:60]!r}: lists of tags are read with captions.form: tags"
        yield Record(key, None, path, data, defect=Reason.LIST_OF_TAGS, detail=shortened(detail), image_id=image_id)
        return
    found = captions_in(caption)
    if isinstance(found, Unclear):
        yield Record(key, _sample(caption), path, data, defect=Reason.BAD_RECORD, detail=str(found), image_id=image_id)
    elif isinstance(found, list):
        image_id = image_id or key
        if not found:
            detail = "the list of captions is empty"
            yield Record(key, None, path, data, defect=Reason.NO_CAPTION, detail=detail, image_id=image_id)
        for number, item in enumerate(found):
            yield _record(f"{key}#{number}", item, path, data, image_id)
    else:
        yield _record(key, found, path, data, image_id)


def _sample(caption: Any) -> str | None:
    return shortened(caption) if isinstance(caption, str) else None


def _are_tags(texts: list[Any]) -> bool:
    """Whether a list holds tags where captions were wanted: three or more texts of two words at most, taken together."""
    return (
        len(texts) >= 3
        and all(isinstance(text, str) for text in texts)
        and sum(len(text.replace("_", " ").split()) for text in texts) <= 2 * len(texts)
    )


def _tagged(empty: Record, tags: Any, separator: str) -> Record:
    """`empty` with the tags for its caption. Null tags of a list are empty ones; whatever else is no string is a defect."""
    if not isinstance(tags, list):
        record = _record(empty.key, tags, empty.image_path, empty.image_bytes, empty.image_id)
        if record.caption is None or record.defect is not None:
            return record
        pieces = record.caption.replace(BETWEEN_TAGS, "").split(separator.strip() or separator)
        return record._replace(caption=BETWEEN_TAGS.join(pieces))
    found = []
    for number, tag in enumerate(tags, 1):
        record = _record(empty.key, "" if tag is None else tag, empty.image_path, empty.image_bytes, empty.image_id)
        if record.defect is not None:
            reason = Reason.BAD_TAG if record.defect is Reason.NO_CAPTION else record.defect
            what = f"it is of type {type(tag).__name__}, not a string" if record.defect is Reason.NO_CAPTION else record.detail
            return record._replace(defect=reason, detail=f"tag {number}: {what}")
        found.append((record.caption or "").replace(BETWEEN_TAGS, ""))
    if not found:
        return empty._replace(caption=None, defect=Reason.NO_CAPTION, detail="the list of tags is empty")
    return empty._replace(caption=BETWEEN_TAGS.join(found))


def image_of(value: Any) -> tuple[str | None, bytes | None]:
    """Path and bytes of an image in whatever shape the file holds it: path or URL, bytes (also in base64), a struct, a list of one image.

    Raises:
        ValueError: There are several images, or the value is a struct in which no image is recognised.
    """
    if isinstance(value, str):
        data = _from_base64(value)
        return (None, data) if data is not None else ((encodable(_slashed(value)) or None), None)
    if isinstance(value, bytes):
        return None, value or None
    if isinstance(value, list):
        given = [item for item in value if item is not None]
        if len(given) > 1:
            raise ValueError(f"there are {len(given)} images for one record")
        return image_of(given[0]) if given else (None, None)
    if isinstance(value, dict):
        path = next((value[name] for name in ("path", "url", "file_name", "filename", "src") if isinstance(value.get(name), str)), None)
        data = value.get("bytes")
        if value and path is None and "bytes" not in value and "path" not in value:
            raise ValueError(f"no image is recognised in the members {', '.join(list(value)[:8])}; set captions.image_column")
        return (encodable(_slashed(path)) or None) if isinstance(path, str) else None, data if isinstance(data, bytes) and data else None
    return None, None


def _slashed(path: str) -> str:
    r"""Return a relative path that was written on Windows, such as `dogs\1.jpg`, with the slashes that every other system reads."""
    return path.replace("\\", "/") if "\\" in path and "/" not in path and ":" not in path else path


def _from_base64(text: str) -> bytes | None:
    """Return the bytes of an image that is written as base64, with or without `data:image/...;base64,` before it."""
    if not text.startswith(BASE64) or (len(text) < FEWEST_BASE64 and not text.startswith("data:")):
        return None
    try:
        return b64decode(text.partition("base64,")[2] if text.startswith("data:") else text)
    except ValueError:
        return None


def tag_separator(config: CaptionsConfig) -> str | None:
    """What parts the tags of a text; None where captions are sentences."""
    return config.separator if config.form == "tags" else None


def key_of(value: Any, number: int) -> str:
    """The record's own key, or its number where it has none."""
    return encodable(str(value)) if isinstance(value, str | int | float) and value != "" else str(number)


def encodable(text: str) -> str:
    """`text` with what UTF-8 cannot hold (lone surrogates) replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def shortened(text: str) -> str:
    """`text` as it may stand in a reject."""
    return encodable(text[:MAX_DETAIL])


def _record(key: str, caption: Any, path: str | None, data: bytes | None, image_id: str | None = None) -> Record:
    empty = Record(key, None, path, data, image_id=image_id)
    if isinstance(caption, bytes):
        try:
            caption = caption.decode()
        except UnicodeDecodeError as error:
            sample = caption[:MAX_DETAIL].decode(errors="replace")
            return empty._replace(caption=sample, defect=Reason.INVALID_UTF8, detail=f"byte {error.start}: {error.reason}")
    if not isinstance(caption, str):
        found = "null" if caption is None or caption != caption else f"of type {type(caption).__name__}, not a string"
        return empty._replace(defect=Reason.NO_CAPTION, detail=f"the caption is {found}")
    if not caption.isascii():
        try:
            caption.encode()
        except UnicodeEncodeError as error:
            return empty._replace(caption=shortened(caption), defect=Reason.INVALID_UTF8, detail=f"lone surrogate at {error.start}")
    return empty._replace(caption=_ENTITY.sub(r"\1", caption) if "[/EN#" in caption else caption)
