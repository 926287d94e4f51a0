"""Clean lists of tags: clean each tag like a caption, drop empty and repeated tags, and join the list to one text."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.captions.cleaning.clean import RAW_FACTOR, Rejected, scrubbed
from hardneg.captions.cleaning.language import why_tags_not_english
from hardneg.captions.fields.records import BETWEEN_TAGS
from hardneg.grammar.tags import SEPARATOR, join
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason
from hardneg.wording import amount

MAX_TAG = 120
"""Upper bound of the characters of one tag; a longer one is no tag but a sentence, or corrupt."""

_ADDRESS = re.compile(r"https?:|www\.|://|\S@\S+\.\S|^\S+\.(?:com|org|net|jpe?g|png|webp|gif|html?)\b", re.IGNORECASE)
_EDGES = " ,;"
_SHOWN = 60


class Cleaned(NamedTuple):
    """A cleaned list as one text, with the numbers of empty and of repeated tags that were dropped; case is ignored."""

    text: str
    empty: int
    repeated: int


def clean_tags(text: str, config: CaptionsConfig) -> Cleaned | Rejected:
    """Return the cleaned list from tags that a reader has joined by `BETWEEN_TAGS`, or the reason for its rejection.

    Each tag is cleaned like a caption. Underscores, which image boards write for spaces, become spaces, and commas at both ends are
    removed. An invalid tag (an address, one too long, one with the separator inside) rejects the whole list. Without that tag, the list
    would describe another image.
    """
    if len(text) > RAW_FACTOR * config.max_chars:
        return Rejected(Reason.TOO_LONG, f"{amount(len(text), 'character')}, at most {config.max_chars}")
    kept: dict[str, str] = {}
    empty = repeated = 0
    for number, raw in enumerate(text.split(BETWEEN_TAGS), 1):
        tag = scrubbed(raw.replace("_", " "), config)
        if isinstance(tag, Rejected):
            return Rejected(Reason.BAD_TAG, f"tag {number}: {tag.detail}")
        tag = tag.strip(_EDGES)
        if not tag:
            empty += 1
            continue
        defect = _defect(tag)
        if defect is not None:
            return Rejected(Reason.BAD_TAG, f"tag {number} {defect}: {tag[:_SHOWN]!r}")
        if tag.casefold() in kept:
            repeated += 1
        else:
            kept[tag.casefold()] = tag
    return _checked(list(kept.values()), empty, repeated, config)


def _defect(tag: str) -> str | None:
    if _ADDRESS.search(tag):
        return "is an address"
    if len(tag) > MAX_TAG:
        return f"has {amount(len(tag), 'character')}, at most {MAX_TAG}"
    return f"contains the separator {SEPARATOR!r}" if SEPARATOR in tag else None


def _checked(tags: Sequence[str], empty: int, repeated: int, config: CaptionsConfig) -> Cleaned | Rejected:
    text = join(tags)
    if not tags:
        return Rejected(Reason.EMPTY, f"all {empty} tags are empty")
    if len(text) > config.max_chars:
        return Rejected(Reason.TOO_LONG, f"{amount(len(text), 'character')}, at most {config.max_chars}")
    if not any(char.isalpha() for char in text):
        return Rejected(Reason.NO_WORDS, "it has no letter")
    detail = why_tags_not_english(text) if config.language == "en" else None
    return Cleaned(text, empty, repeated) if detail is None else Rejected(Reason.NOT_ENGLISH, detail)
