"""Decide whether the lines of a text are separate captions, or one caption that was wrapped or written in paragraphs."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

HANGING = frozenset((
    "a", "an", "the", "and", "or", "but", "nor", "into", "onto", "against", "during", "while", "which", "whose", "where", "when", "than",
    "is", "are", "was", "were", "be", "being", "been", "has", "have", "had", "its", "their", "my", "your", "our", "very", "every",
))  # fmt: skip
"""Words that no sentence ends with, so that the next line continues it."""
SELDOM_LAST = frozenset((
    "in", "on", "by", "near", "over", "under", "behind", "beside", "above", "below", "along", "across", "around", "through", "of",
    "at", "to", "for", "from", "with", "without", "between", "as", "that", "who", "his", "her", "this", "these", "those", "some",
    "several", "both", "each", "two", "three", "four", "five",
))  # fmt: skip
"""Words that a sentence seldom ends with."""
OPENING = frozenset((
    "a", "an", "the", "this", "that", "these", "those", "there", "some", "several", "many", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "one", "no", "all", "both", "each", "every", "another", "his", "her", "their", "its", "my",
    "it", "he", "she", "they", "people", "men", "women", "children", "somebody", "someone",
))  # fmt: skip
"""Words that a caption in lower case begins with."""
REFERRING = frozenset((
    "it", "its", "he", "she", "they", "his", "her", "their", "him", "them", "and", "but", "also", "while", "both", "another",
    "other", "others", "meanwhile", "additionally", "overall", "behind", "above", "below", "beside", "around", "nearby",
    "furthermore", "moreover", "finally", "then",
))  # fmt: skip
"""Words at the beginning of a sentence that refers to the one before it."""
TERMINAL = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*$")
PLACE = re.compile(
    r"(in|on|at|to|from|along) (the|its|their) (back|fore|middle|left|right|top|bottom|far|distan|cent|corner|upper|lower|side)",
    re.IGNORECASE,
)
"""Pattern of the beginning of a sentence that adds another part of the scene."""
DEFINITE = re.compile(r"the (\w+)", re.IGNORECASE)
INSIDE = re.compile(r"[.!?][\"'\u201d\u2019)]* +[A-Z]")
WORD = re.compile(r"[\w'\u2019]+")
MIN_WORDS = 3


def captions_of(text: str, lines: Literal["auto", "join", "split"]) -> list[str]:
    """Return the captions of a text beside an image: the text itself, or its lines."""
    found = [line.strip() for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
    if len(found) < 2 or lines == "join":
        return [text]
    return found if lines == "split" or stand_alone(found) else [text]


def stand_alone(lines: Sequence[str]) -> bool:
    """Return whether each of two or more lines is a separate caption.

    They are one caption if a sentence continues in the next line. They also are if most lines have several sentences (paragraphs) or refer
    to the line before. So are lines without full stops that fill the same width. A line of one or two words is a title or a tag.
    """
    if any(len(WORD.findall(line)) < MIN_WORDS for line in lines) or any(_continues(lines[0], *pair) for pair in pairwise(lines)):
        return False
    if 2 * sum(INSIDE.search(line) is not None for line in lines) > len(lines):
        return False
    later = lines[1:]
    if not _refers_back(lines[0]) and sum(2 * _refers_back(line) + _repeats_noun(lines[0], line) for line in later) > len(later):
        return False
    if all(TERMINAL.search(line) for line in lines[:-1]) or (len(lines) > 2 and all(line[:1].isupper() for line in lines)):
        return True
    if not _is_wrapped(lines):
        return True
    return not any(WORD.findall(line.lower())[-1] in SELDOM_LAST for line in lines[:-1]) and all(
        _first(line) in OPENING or line[:1].isdigit() for line in lines
    )


def _continues(first: str, line: str, after: str) -> bool:
    """Return whether the sentence of `line` continues in the line after it. `first` shows whether sentences begin with capitals."""
    if TERMINAL.search(line):
        return False
    words = WORD.findall(line.lower())
    return line[-1] in ",;:-\u2013\u2014(" or words[-1] in HANGING or (first[:1].isupper() and after[:1].islower())


def _refers_back(line: str) -> bool:
    """Return whether a sentence refers to the one before it."""
    return _first(line) in REFERRING or PLACE.match(line) is not None


def _repeats_noun(first: str, line: str) -> bool:
    """Return whether a sentence begins with *the* and a noun that the first sentence introduces with *a*."""
    match = DEFINITE.match(line)
    return match is not None and re.search(rf"\ban? (\w+ ){{0,3}}{re.escape(match[1])}\b", first, re.IGNORECASE) is not None


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Return whether no line has room for the first word of the next, as in a text that was wrapped."""
    width = max(map(len, lines))
    return all(len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in pairwise(lines))


def _first(line: str) -> str:
    match = WORD.search(line.lower())
    return match[0] if match else ""
