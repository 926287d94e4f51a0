"""A record as a reader yields it, and how values of any file become records."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from schemas.reasons import Reason

MAX_DETAIL = 500
"""Characters of a record that are kept in a reject's detail or caption."""


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


def records_of(key: str, caption: Any, image: Any = None) -> Iterator[Record]:
    """One record a caption: a list of strings gives one each, with keys `key#0`, `key#1`, ...

    `image` may be a path, bytes, or the Hugging Face struct of both; anything else is taken for no image.
    """
    path, data = image_of(image)
    if isinstance(caption, list):
        if not caption:
            yield Record(key, None, path, data, defect=Reason.NO_CAPTION, detail="the list of captions is empty")
        for number, item in enumerate(caption):
            yield _record(f"{key}#{number}", item, path, data)
    else:
        yield _record(key, caption, path, data)


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
