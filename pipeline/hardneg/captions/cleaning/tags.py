"""Clean lists of tags: each tag as clean as a caption, no tag empty or twice, and all of them in one text."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.captions.cleaning.clean import RAW_FACTOR, Rejected, scrubbed
from hardneg.captions.cleaning.language import foreign_words
from hardneg.captions.fields.records import BETWEEN_TAGS
from hardneg.grammar.tags import SEPARATOR, join
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

LONGEST = 120
"""Characters of one tag; what is longer is a sentence, or worse."""

_ADDRESS = re.compile(r"https?:|www\.|://|\S@\S+\.\S|^\S+\.(?:com|org|net|jpe?g|png|webp|gif|html?)\b", re.IGNORECASE)
_EDGES = " ,;"
_SHOWN = 60


class Cleaned(NamedTuple):
    """The list as one text, and how many of its tags were left out: empty ones, and those that the list has already (case apart)."""

    text: str
    empty: int
    repeated: int


def clean_tags(text: str, config: CaptionsConfig) -> Cleaned | Rejected:
    """The cleaned list from tags as a reader leaves them, with `BETWEEN_TAGS` between them; or why there is none.

    Each tag is cleaned as a caption is; underscores, which stand for spaces in the tags of image boards, become spaces, and commas at its
    ends go. A tag that cannot be one (an address, one too long, one with the separator inside) rejects the whole list: without it, the
    list would say something else.
    """
    if len(text) > RAW_FACTOR * config.max_chars:
        return Rejected(Reason.TOO_LONG, f"{len(text)} characters, at most {config.max_chars}")
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
        why = _objection(tag)
        if why is not None:
            return Rejected(Reason.BAD_TAG, f"tag {number} {why}: {tag[:_SHOWN]!r}")
        if tag.casefold() in kept:
            repeated += 1
        else:
            kept[tag.casefold()] = tag
    return _judged(list(kept.values()), empty, repeated, config)


def _objection(tag: str) -> str | None:
    if _ADDRESS.search(tag):
        return "is an address"
    if len(tag) > LONGEST:
        return f"has {len(tag)} characters, at most {LONGEST}"
    return f"has {SEPARATOR!r} inside, which parts tags" if SEPARATOR in tag else None


def _judged(tags: Sequence[str], empty: int, repeated: int, config: CaptionsConfig) -> Cleaned | Rejected:
    text = join(tags)
    if not tags:
        return Rejected(Reason.EMPTY, f"{empty} tags, all empty")
    if len(text) > config.max_chars:
        return Rejected(Reason.TOO_LONG, f"{len(text)} characters, at most {config.max_chars}")
    if not any(char.isalpha() for char in text):
        return Rejected(Reason.NO_WORDS, "no letter in it")
    why = foreign_words(text) if config.language == "en" else None
    return Cleaned(text, empty, repeated) if why is None else Rejected(Reason.NOT_ENGLISH, why)
