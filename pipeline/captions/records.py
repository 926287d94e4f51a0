"""A record as a reader yields it, and how values of any file become records."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from schemas.config import CaptionsConfig
from schemas.reasons import Reason

MAX_DETAIL = 500
"""Characters of a record that are kept in a reject's detail or caption."""


BETWEEN_TAGS = "\u2063"
"""Between the tags of a list from reading to cleaning: Unicode's invisible separator, which cleaning takes out of any text."""
TAG_COLUMNS = ("tags", "tag", "keywords", "tag_list", "labels")
"""Columns that hold tags, by name, in order of preference."""


class Broken(Exception):  # noqa: N818 (it states a fact about the file, and is caught in one place)
    """The file cannot be read any further. What was read before stands; the message says what is wrong."""


class Record(NamedTuple):
    """One record of the input, before anything is judged: `schemas.rows.InputRow` without its source file."""

    key: str
    caption: str | None = None
    image_path: str | None = None
    image_bytes: bytes | None = None
    image_offset: int | None = None
    image_size: int | None = None
    defect: Reason | None = None
    detail: str | None = None
    image_id: str | None = None


def records_of(key: str, caption: Any, image: Any = None, separator: str | None = None) -> Iterator[Record]:
    """One record a caption: a list of strings gives one each, with keys `key#0`, `key#1`, ...

    `image` may be a path, bytes, or the Hugging Face struct of both; anything else is taken for no image. With a `separator` the captions
    are lists of tags: a list gives one record, and so does a text, which is parted there.
    """
    path, data = image_of(image)
    if separator is not None:
        yield _tagged(_record(key, "", path, data), caption, separator)
    elif isinstance(caption, list) and _are_tags(caption):
        detail = f"a list of {len(caption)} short texts such as {caption[0][:60]!r}: lists of tags are read with captions.form: tags"
        yield Record(key, None, path, data, defect=Reason.LIST_OF_TAGS, detail=shortened(detail))
    elif isinstance(caption, list):
        if not caption:
            yield Record(key, None, path, data, defect=Reason.NO_CAPTION, detail="the list of captions is empty")
        for number, item in enumerate(caption):
            yield _record(f"{key}#{number}", item, path, data)
    else:
        yield _record(key, caption, path, data)


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
        record = _record(empty.key, tags, empty.image_path, empty.image_bytes)
        if record.caption is None or record.defect is not None:
            return record
        pieces = record.caption.replace(BETWEEN_TAGS, "").split(separator.strip() or separator)
        return record._replace(caption=BETWEEN_TAGS.join(pieces))
    found = []
    for number, tag in enumerate(tags, 1):
        record = _record(empty.key, "" if tag is None else tag, empty.image_path, empty.image_bytes)
        if record.defect is not None:
            reason = Reason.BAD_TAG if record.defect is Reason.NO_CAPTION else record.defect
            what = f"it is of type {type(tag).__name__}, not a string" if record.defect is Reason.NO_CAPTION else record.detail
            return record._replace(defect=reason, detail=f"tag {number}: {what}")
        found.append((record.caption or "").replace(BETWEEN_TAGS, ""))
    if not found:
        return empty._replace(caption=None, defect=Reason.NO_CAPTION, detail="the list of tags is empty")
    return empty._replace(caption=BETWEEN_TAGS.join(found))


def image_of(value: Any) -> tuple[str | None, bytes | None]:
    """Path and bytes of an image in whatever shape the file holds it."""
    if isinstance(value, str):
        return (encodable(value) or None), None
    if isinstance(value, bytes):
        return None, value or None
    if isinstance(value, dict):
        path, data = value.get("path"), value.get("bytes")
        return (encodable(path) or None) if isinstance(path, str) else None, data if isinstance(data, bytes) and data else None
    return None, None


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


def _record(key: str, caption: Any, path: str | None, data: bytes | None) -> Record:
    if isinstance(caption, bytes):
        try:
            caption = caption.decode()
        except UnicodeDecodeError as error:
            sample = caption[:MAX_DETAIL].decode(errors="replace")
            return Record(key, sample, path, data, defect=Reason.INVALID_UTF8, detail=f"byte {error.start}: {error.reason}")
    if not isinstance(caption, str):
        found = "null" if caption is None else f"of type {type(caption).__name__}, not a string"
        return Record(key, None, path, data, defect=Reason.NO_CAPTION, detail=f"the caption is {found}")
    if not caption.isascii():
        try:
            caption.encode()
        except UnicodeEncodeError as error:
            return Record(key, shortened(caption), path, data, defect=Reason.INVALID_UTF8, detail=f"lone surrogate at {error.start}")
    return Record(key, caption, path, data)
