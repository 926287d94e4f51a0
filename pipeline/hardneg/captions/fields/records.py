"""Define the record that a reader yields, and turn values of any file into records."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any, NamedTuple

from hardneg.captions.fields.texts import NoCaption, captions_in
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

MAX_DETAIL = 500
"""Upper bound of the characters in a reject's detail or caption."""

BASE64 = ("data:image/", "/9j/", "iVBORw0KGg", "UklGR", "R0lGOD")
"""Prefixes of JPEG, PNG, WebP and GIF in base64."""
MIN_BASE64 = 100
"""Least number of characters of an image in base64."""

_ENTITY = re.compile(r"\[/EN#\d+(?:/[\w-]+)+ ([^\[\]]*)\]")
"""Pattern of a phrase that Flickr30k Entities marks in its captions."""

BETWEEN_TAGS = "\u2063"
"""Separator of the tags of a list between reading and cleaning: Unicode's invisible separator, which cleaning removes from any text."""
TAG_COLUMNS = ("tags", "tag", "keywords", "tag_list", "labels")
"""Names of columns of tags, in order of preference."""


class Broken(Exception):  # noqa: N818 (it states a fact about the file, and is caught in one place)
    """The file is damaged and cannot be read any further. Records before the damage are valid; the message names the defect."""


class Record(NamedTuple):
    """A record is one row of the input before cleaning: `hardneg.schemas.rows.InputRow` without its source file."""

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
    """Yield one record per caption; the captions of a list get the keys `key#0`, `key#1`, ... and the same `image_id`.

    Args:
        key: The key of the record.
        caption: A text, a list, a struct, a conversation, or one of these written as text (see `texts.captions_in`).
        image: A path, bytes, or the Hugging Face struct of both; other values make the record a defect.
        separator: The separator of tags, where captions are lists of tags. A list is one record, and so is a text, which is split.
        image_id: The identity of the image; by default its path, or the key where there are several captions.
        several: Whether a list was collected from several columns, so that it is no list of tags.
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
        detail = f"a list of {len(caption)} short texts such as {caption[0][:60]!r}: set captions.form=tags to read lists of tags"
        yield Record(key, None, path, data, defect=Reason.LIST_OF_TAGS, detail=shortened(detail), image_id=image_id)
        return
    found = captions_in(caption)
    if isinstance(found, NoCaption):
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
    """Return whether a list that should hold captions holds tags: three or more texts with at most two words on average."""
    return (
        len(texts) >= 3
        and all(isinstance(text, str) for text in texts)
        and sum(len(text.replace("_", " ").split()) for text in texts) <= 2 * len(texts)
    )


def _tagged(empty: Record, tags: Any, separator: str) -> Record:
    """Return the record `empty` with the tags as its caption. Null tags of a list are empty; any other value but a string is a defect."""
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
            problem = f"it is of type {type(tag).__name__}, not a string" if record.defect is Reason.NO_CAPTION else record.detail
            return record._replace(defect=reason, detail=f"tag {number}: {problem}")
        found.append((record.caption or "").replace(BETWEEN_TAGS, ""))
    if not found:
        return empty._replace(caption=None, defect=Reason.NO_CAPTION, detail="the list of tags is empty")
    return empty._replace(caption=BETWEEN_TAGS.join(found))


def image_of(value: Any) -> tuple[str | None, bytes | None]:
    """Return path and bytes of an image that is a path or URL, bytes (also in base64), a struct, or a list of one image.

    Raises:
        ValueError: There are several images, or no image is recognised in a struct.
    """
    if isinstance(value, str):
        data = _from_base64(value)
        return (None, data) if data is not None else ((encodable(_slashed(value)) or None), None)
    if isinstance(value, bytes):
        return None, value or None
    if isinstance(value, list):
        given = [item for item in value if item is not None]
        if len(given) > 1:
            raise ValueError(f"the record has {len(given)} images; it must have one")
        return image_of(given[0]) if given else (None, None)
    if isinstance(value, dict):
        path = next((value[name] for name in ("path", "url", "file_name", "filename", "src") if isinstance(value.get(name), str)), None)
        data = value.get("bytes")
        if value and path is None and "bytes" not in value and "path" not in value:
            raise ValueError(f"no image is recognised in the members {', '.join(list(value)[:8])}; set captions.image_column")
        return (encodable(_slashed(path)) or None) if isinstance(path, str) else None, data if isinstance(data, bytes) and data else None
    return None, None


def _slashed(path: str) -> str:
    r"""Replace the backslashes of a relative Windows path, such as `dogs\1.jpg`, by slashes."""
    return path.replace("\\", "/") if "\\" in path and "/" not in path and ":" not in path else path


def _from_base64(text: str) -> bytes | None:
    """Return the bytes of an image in base64, with or without the prefix `data:image/...;base64,`."""
    if not text.startswith(BASE64) or (len(text) < MIN_BASE64 and not text.startswith("data:")):
        return None
    try:
        return b64decode(text.partition("base64,")[2] if text.startswith("data:") else text)
    except ValueError:
        return None


def tag_separator(config: CaptionsConfig) -> str | None:
    """Return the separator of tags; None where captions are sentences."""
    return config.separator if config.form == "tags" else None


def key_of(value: Any, number: int) -> str:
    """Return the record's own key, or its number where it has none."""
    return encodable(str(value)) if isinstance(value, str | int | float) and value != "" else str(number)


def encodable(text: str) -> str:
    """Return `text` with lone surrogates replaced, because UTF-8 cannot encode them."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def shortened(text: str) -> str:
    """Return `text` cut to the length that a reject may have."""
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
