"""Preserve capitals: a replacement takes the case of its source word, and that of the whole caption in titles and capitals."""

import re
from collections.abc import Sequence
from typing import Literal

from hardneg.grammar.splice import Edit

Casing = Literal["title", "upper"]

MINOR = frozenset(
    "a an the and or nor but of on in at to for by with from as into onto over near under off up out via per vs is are 's s".split()  # noqa: SIM905
)
"""Words that many titles write in lower case."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_END = re.compile(r"[\s.,;!?]*$")
_MOST = 0.8


def casing_of(text: str) -> Casing | None:
    """Return the casing of a caption: `title` (a capital on each word), `upper` (all capitals), or None (as in a sentence)."""
    if text[1:].islower():
        return None
    words = _WORD.findall(text)
    if len(words) < 2:
        return None
    if all(map(str.isupper, words)) and sum(len(word) > 1 for word in words) > 1:
        return "upper"
    major = [word for word in words if word.lower() not in MINOR]
    capital = sum(word[0].isupper() for word in major)
    return "title" if capital > 1 and capital >= (_MOST if len(major) > 3 else 1) * len(major) else None


def with_casing(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Return `edits` in the casing of their caption: in a title, inserted words have capitals like the others."""
    how = casing_of(text)
    if how is None:
        return list(edits)
    return [edit._replace(new=in_casing(edit.new, how, text, edit.old)) for edit in edits]


def in_casing(new: str, how: Casing, caption: str, old: str = "") -> str:
    """Return inserted words in the casing of the caption; small words of titles follow the caption's own usage."""
    if how == "upper":
        return new.upper()
    if _WORD.fullmatch(old) and old[0].islower() and old not in MINOR:
        return new  # a word that had no capital in the title
    small = any(word in MINOR for word in _WORD.findall(caption)) or not any(word.lower() in MINOR for word in _WORD.findall(caption)[1:])

    def written(match: re.Match[str]) -> str:
        word = match[0]
        if word in MINOR and (small or word.startswith("'")) and not (match.start() == 0 and old[:1].isupper()):
            return word
        return word[:1].upper() + word[1:]

    return _WORD.sub(written, new)


def like(new: str, old: str) -> str:
    """Return `new` in the case of `old`: all capitals, a first capital, or as it is. A word that only gets an ending keeps its own."""
    if new.lower().startswith(old.lower()):
        return old + new[len(old) :]
    if len(old) > 1 and old.isupper():
        return new.upper()
    if old[:1].isupper():
        return new[:1].upper() + new[1:]
    return new


def framed(text: str, caption: str) -> str:
    """Return a text with the first capital and the final punctuation of the caption, which models add or drop."""
    end = _END.search(caption)
    text = _END.sub("", text, count=1) + (end.group() if end else "")
    first = caption[:1]
    if first.isupper():
        return text[:1].upper() + text[1:]
    return text[:1].lower() + text[1:] if first.islower() and not text[1:2].isupper() else text


def moved(text: str, was_first: bool, becomes_first: bool, capitalised: bool, proper: bool) -> str:
    """Return `text` as it is written at another place of its sentence.

    Args:
        text: The text at its old place.
        was_first: It began the sentence.
        becomes_first: It will begin the sentence.
        capitalised: The sentence begins with a capital.
        proper: The text begins with a name, which keeps its capital anywhere.
    """
    shouted = len(text.split()[0]) > 1 and text.split()[0].isupper()
    if was_first and not becomes_first and not proper and not shouted:
        return text[:1].lower() + text[1:]
    if becomes_first and not was_first and capitalised:
        return text[:1].upper() + text[1:]
    return text
