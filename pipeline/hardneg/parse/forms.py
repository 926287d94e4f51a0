"""Parse titles and capitals: spaCy tags most words of `Black Dog On A Couch` as names, so it reads a lower-case copy.

The copy has the same length, so all offsets hold. Words that are in no list keep a capital: they are names.
"""

import re

from hardneg.families.titles import brand_end, rated, with_attributes
from hardneg.grammar.capitals import MINOR, casing_of
from hardneg.grammar.sentence import Sentence
from hardneg.lexicon import attribute_kind, noun_classes

_WORD = re.compile(r"[^\W\d_]+")


def plain(text: str) -> str:
    """Return the text in lower case where it is a title or all in capitals; else the same object."""
    if casing_of(text) is None:
        return text
    named = brand_end(text) or 0
    read = text[:named] + _WORD.sub(lambda match: _small(match[0]), text[named:])
    return read if len(read) == len(text) else text


def as_written(sentence: Sentence, text: str) -> Sentence:
    """Return a sentence that was read in another case, with its words as in `text`."""
    words = [word._replace(text=text[word.start : word.end]) for word in sentence.words]
    return with_attributes(Sentence(text, words))


def _small(word: str) -> str:
    lower = word.lower()
    known = len(lower) < 3 or lower in MINOR or rated(lower) or noun_classes(lower) or attribute_kind(lower)
    return lower if known else word.capitalize()
