"""Return whether the lines of a text are captions of their own, or one caption that was wrapped or written in paragraphs."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

HANGING = frozenset((
    "a", "an", "the", "and", "or", "but", "nor", "into", "onto", "against", "during", "while", "which", "whose", "where", "when", "than",
    "is", "are", "was", "were", "be", "being", "been", "has", "have", "had", "its", "their", "my", "your", "our", "very", "every",
))  # fmt: skip
"""Words that no sentence ends with, so that the next line goes on."""
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
"""Words that a sentence begins with which goes on from the one before it."""
TERMINAL = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*$")
PLACE = re.compile(
    r"(in|on|at|to|from|along) (the|its|their) (back|fore|middle|left|right|top|bottom|far|distan|cent|corner|upper|lower|side)",
    re.IGNORECASE,
)
"""Beginnings of a sentence that says where more of the scene is."""
DEFINITE = re.compile(r"the (\w+)", re.IGNORECASE)
INSIDE = re.compile(r"[.!?][\"'\u201d\u2019)]* +[A-Z]")
WORD = re.compile(r"[\w'\u2019]+")
FEWEST_WORDS = 3


def captions_of(text: str, lines: Literal["auto", "join", "split"]) -> list[str]:
    """The captions of a text beside an image: the text itself, or its lines."""
    found = [line.strip() for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
    if len(found) < 2 or lines == "join":
        return [text]
    return found if lines == "split" or stand_alone(found) else [text]


def stand_alone(lines: Sequence[str]) -> bool:
    """Return whether each of two or more lines reads as a caption of its own.

    They do not where a line breaks off, where most lines hold several sentences (paragraphs), where most go on from the line before them,
    or where lines without stops fill the same width. A line that is no more than a word or two is a title or a tag.
    """
    if any(len(WORD.findall(line)) < FEWEST_WORDS for line in lines) or any(_breaks_off(lines[0], *pair) for pair in pairwise(lines)):
        return False
    if 2 * sum(INSIDE.search(line) is not None for line in lines) > len(lines):
        return False
    later = lines[1:]
    if not _goes_on(lines[0]) and sum(2 * _goes_on(line) + _names_again(lines[0], line) for line in later) > len(later):
        return False
    if all(TERMINAL.search(line) for line in lines[:-1]) or (len(lines) > 2 and all(line[:1].isupper() for line in lines)):
        return True
    if not _fills(lines):
        return True
    return not any(WORD.findall(line.lower())[-1] in SELDOM_LAST for line in lines[:-1]) and all(
        _first(line) in OPENING or line[:1].isdigit() for line in lines
    )


def _breaks_off(first: str, line: str, after: str) -> bool:
    """Return whether the sentence of `line` goes on in the line after it. `first` says whether sentences begin with capitals."""
    if TERMINAL.search(line):
        return False
    words = WORD.findall(line.lower())
    return line[-1] in ",;:-\u2013\u2014(" or words[-1] in HANGING or (first[:1].isupper() and after[:1].islower())


def _goes_on(line: str) -> bool:
    """Return whether a sentence refers to the one before it."""
    return _first(line) in REFERRING or PLACE.match(line) is not None


def _names_again(first: str, line: str) -> bool:
    """Return whether a sentence begins with *the* and a noun that the first one introduces by *a*."""
    match = DEFINITE.match(line)
    return match is not None and re.search(rf"\ban? (\w+ ){{0,3}}{re.escape(match[1])}\b", first, re.IGNORECASE) is not None


def _fills(lines: Sequence[str]) -> bool:
    """Return whether no line could have held the first word of the next, as of a text that was wrapped."""
    width = max(map(len, lines))
    return all(len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in pairwise(lines))


def _first(line: str) -> str:
    match = WORD.search(line.lower())
    return match[0] if match else ""
