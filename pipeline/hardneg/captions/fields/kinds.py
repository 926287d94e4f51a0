"""Classify the values of a column by a sample."""

import math
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from hardneg.captions.fields.conversations import is_conversation
from hardneg.captions.fields.texts import captions_in

PICTURE = r"jpe?g|png|webp|gif|bmp|tiff?|jfif|avif|heic|svg|ppm"
MEDIA = rf"{PICTURE}|mp4|webm|avi|mkv|mov|wav|mp3|flac|ogg|m4a|npy"
_NAME = re.compile(rf"[^\n]{{1,400}}\.(?:{MEDIA})(?:[#?]\S*)?|[a-z][a-z0-9+.-]*://\S+|data:image/\S+", re.IGNORECASE)
_PICTURE = re.compile(rf"[^\n]{{1,400}}\.(?:{PICTURE})(?:[#?]\S*)?|data:image/\S+", re.IGNORECASE)
_FUNCTION = frozenset(
    ["a", "an", "the", "of", "on", "in", "at", "with", "and", "is", "are", "to", "by", "for", "from", "his", "her", "its", "near"]
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


class Kind(StrEnum):
    """A kind classifies the values of a column."""

    SENTENCES = "sentences"
    WORDS = "words"
    QUESTIONS = "questions"
    CONVERSATIONS = "conversations"
    NAMES = "file names or URLs"
    IMAGES = "images"
    NUMBERS = "numbers"
    STRUCTS = "structs"
    EMPTY = "nothing"


def kind_of(values: Sequence[Any]) -> Kind:
    """Return the kind of most of the values that are not null."""
    found = [value for value in values if not is_missing(value)]
    if not found:
        return Kind.EMPTY
    kinds = [_kind(value) for value in found]
    return max(dict.fromkeys(kinds), key=kinds.count)


def is_missing(value: Any) -> bool:
    """Return whether a value is missing: null, NaN, an empty text or an empty list."""
    return value is None or value in ("", [], {}) or (isinstance(value, float) and math.isnan(value))


def is_name(text: str) -> bool:
    """Return whether a text is the name of a media file or a URL."""
    return _NAME.fullmatch(text.strip()) is not None


def is_picture(text: str) -> bool:
    """Return whether a text is the name or the URL of an image file."""
    return _PICTURE.fullmatch(text.strip()) is not None


def are_sentences(values: Sequence[Any]) -> bool:
    """Return whether the values of an unnamed column are sentences, as opposed to names of classes such as `tench, Tinca tinca`.

    A fifth of the texts must have a function word, or letters outside ASCII.
    """
    texts = [text for value in values for text in _texts(value)]
    some = sum(not text.isascii() or not _FUNCTION.isdisjoint(text.lower().split()) for text in texts)
    return kind_of(values) in (Kind.SENTENCES, Kind.CONVERSATIONS) and 5 * some > len(texts)


def _texts(value: Any) -> list[str]:
    held = captions_in(value)
    return [text for text in (held if isinstance(held, list) else [held]) if isinstance(text, str)]


def _kind(value: Any) -> Kind:
    if isinstance(value, bytes):
        return Kind.IMAGES
    if isinstance(value, dict) and ("bytes" in value or isinstance(value.get("path"), str)):
        return Kind.IMAGES
    if is_conversation(value):
        return Kind.CONVERSATIONS
    if isinstance(value, list) and value and isinstance(value[0], bytes):
        return Kind.IMAGES
    held = captions_in(value)
    texts = _texts(value)
    if texts:
        return _of_texts(texts)
    if isinstance(held, int | float):
        return Kind.NUMBERS
    if isinstance(held, list) and held and all(isinstance(item, int | float) for item in held):
        return Kind.NUMBERS
    return Kind.STRUCTS


def _of_texts(texts: list[str]) -> Kind:
    text = max(texts[:5], key=len)
    if is_name(text):
        return Kind.NAMES
    try:
        float(text)
    except ValueError:
        pass
    else:
        return Kind.NUMBERS
    if text.rstrip().endswith("?"):
        return Kind.QUESTIONS
    return Kind.SENTENCES if len(text.split()) >= 3 or len(_UNSPACED.findall(text)) >= 6 else Kind.WORDS
