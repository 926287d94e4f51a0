"""Clean the text of a caption: remove what comes from its storage, and keep what it says."""

import html
import re
import unicodedata
from html.entities import html5
from typing import NamedTuple

from hardneg.captions.cleaning import mojibake
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason
from hardneg.wording import amount

PASSES = 8
RAW_FACTOR = 16
"""A text of more than this many times `max_chars` is rejected before cleaning."""

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
"""Letters of scripts that put no spaces between words: each counts as a word."""


class Rejected(NamedTuple):
    """Give the reason why a caption or its image is rejected."""

    reason: Reason
    detail: str | None = None


def clean(text: str, config: CaptionsConfig) -> str | Rejected:
    """Return the cleaned text, or the reason for its rejection. Cleaning is idempotent.

    HTML entities that end in `;` are decoded, mojibake is repaired, and Unicode is normalised to NFC. Control characters, format
    characters (zero-width, bidirectional, byte order mark, tag) and private characters are removed. White space of every kind becomes
    single spaces. Quotes are kept.
    """
    cleaned = scrubbed(text, config)
    return cleaned if isinstance(cleaned, Rejected) else _checked(cleaned, config)


def scrubbed(text: str, config: CaptionsConfig) -> str | Rejected:
    """Return the text cleaned as by `clean`, without checking its length and words."""
    if len(text) > RAW_FACTOR * config.max_chars:
        return Rejected(Reason.TOO_LONG, f"{amount(len(text), 'character')}, at most {config.max_chars}")
    for _ in range(PASSES):
        cleaned = _pass(text)
        if cleaned == text:
            lost = mojibake.lost(cleaned)
            return cleaned if lost is None else Rejected(Reason.MOJIBAKE, lost)
        text = cleaned
    return Rejected(Reason.BAD_RECORD, f"HTML entities are nested more than {PASSES} deep")


def _pass(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(_unescaped, text)
    text = mojibake.repaired(text)  # before control characters are removed, because mojibake may contain some
    if not text.isprintable():  # letters, marks, digits, punctuation and the plain space are printable
        text = "".join(char for char in text if _is_kept(char))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def _unescaped(match: re.Match[str]) -> str:
    entity = match[0]
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def _is_kept(char: str) -> bool:
    if char.isspace():
        return True
    category = unicodedata.category(char)
    return category not in ("Cc", "Cf", "Cs", "Co") and not _is_noncharacter(char)


def _is_noncharacter(char: str) -> bool:
    code = ord(char)
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _checked(text: str, config: CaptionsConfig) -> str | Rejected:
    if not text:
        return Rejected(Reason.EMPTY)
    if len(text) > config.max_chars:
        return Rejected(Reason.TOO_LONG, f"{amount(len(text), 'character')}, at most {config.max_chars}")
    if not any(char.isalpha() for char in text):
        return Rejected(Reason.NO_WORDS, "it has no letter")
    if len(text) < config.min_chars:
        return Rejected(Reason.TOO_SHORT, f"{amount(len(text), 'character')}, at least {config.min_chars}")
    words = len(_WORD.findall(text)) if text.isascii() else len(_WORD.findall(_UNSPACED.sub(" x ", text)))
    if words < config.min_words:
        return Rejected(Reason.TOO_SHORT, f"{amount(words, 'word')}, at least {config.min_words}")
    return text
