"""Titles and capitals: spaCy takes most words of `Black Dog On A Couch` for names, so it reads a copy in small letters.

The copy has the same length, so that all offsets hold. Words that no list knows keep a capital: they are names.
"""

import re

from hardneg.families.titles import brand_end, mended, rated
from hardneg.grammar.capitals import MINOR, form
from hardneg.grammar.sentence import Sentence
from hardneg.lexicon import attribute_kind, noun_classes

_WORD = re.compile(r"[^\W\d_]+")


def plain(text: str) -> str:
    """The text as a sentence would have it, where it is a title or all in capitals; else the same object."""
    if form(text) is None:
        return text
    named = brand_end(text) or 0
    read = text[:named] + _WORD.sub(lambda match: _small(match[0]), text[named:])
    return read if len(read) == len(text) else text


def as_written(sentence: Sentence, text: str) -> Sentence:
    """A sentence that was read in another case, with its words as `text` has them."""
    words = [word._replace(text=text[word.start : word.end]) for word in sentence.words]
    return mended(Sentence(text, words))


def _small(word: str) -> str:
    lower = word.lower()
    known = len(lower) < 3 or lower in MINOR or rated(lower) or noun_classes(lower) or attribute_kind(lower)
    return lower if known else word.capitalize()
