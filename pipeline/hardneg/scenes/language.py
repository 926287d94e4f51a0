"""Define what a language of scenes can say: that of drawn shapes, and those whose nouns name cut-outs of photographs."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from hardneg.grammar.inflection import plural
from hardneg.scenes.graph import ATTRIBUTES, SIZES
from hardneg.scenes.scene_words import MEANING, NOUNS, SAID, Words
from hardneg.scenes.templates import ALL, FULL, Templates, of_photographs

COLOUR_WORDS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray")
"""The colours of cut-outs: the eleven basic terms of English, each of which is one word of the language."""


class Language(NamedTuple):
    """A `Language` holds the values of each attribute, the words for them, what they mean, and the forms of captions.

    `nouns` have their shape (None for any), and whether they are plurals (None where both numbers are the same word). `plurals` are
    those of photographed things.
    """

    values: Mapping[str, tuple[str, ...]]
    said: Words
    adjectives: Mapping[str, tuple[str, str]]
    nouns: Mapping[str, tuple[str | None, bool | None]]
    forms: Templates
    full_forms: Templates
    plurals: Mapping[str, str]


DRAWN = Language(ATTRIBUTES, SAID, {word: meant for word, meant in MEANING.items() if meant[0] != "shape"}, NOUNS, ALL, FULL, {})


@cache
def language_of(nouns: tuple[str, ...]) -> Language:
    """Return the language of a scene with these nouns; that of drawn shapes where there are none."""
    if not nouns:
        return DRAWN
    colours = {**{colour: ("colour", colour) for colour in COLOUR_WORDS}, "grey": ("colour", "gray")}
    plurals = {noun: plural(noun) for noun in nouns}
    return Language(
        values={"size": SIZES, "colour": COLOUR_WORDS, "shape": nouns},
        said={"size": SAID["size"], "colour": {each: (each,) for each in COLOUR_WORDS}, "shape": {noun: (noun,) for noun in nouns}},
        adjectives={**{word: meant for word, meant in MEANING.items() if meant[0] == "size"}, **colours},
        nouns={
            **{noun: (noun, False) for noun in nouns},
            **{many: (noun, None if many == noun else True) for noun, many in plurals.items()},
        },
        forms=of_photographs(ALL),
        full_forms=of_photographs(FULL),
        plurals=plurals,
    )
