"""Read from a negative which colour becomes which, and of which thing; or why recolouring cannot show it."""

from collections.abc import Sequence
from typing import NamedTuple

from hardneg.families.attribute import modified
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags
from hardneg.synthesise.recolour.colour_terms import term_of

_SPREAD = frozenset({"stuff", "surface", "sky", "landscape", "place", "road", "body", "person"})
"""Flags of nouns that are not one thing with an outline: grass, sky, beaches. People and hair have no colour that pixels alone show."""
_ARTICLES = frozenset({"a", "an"})
_OF_FUR = frozenset({"black", "white", "grey", "brown", "tan"})
"""Colours that mean the same of an animal as of a thing: a yellow dog is tan, and a red one brown."""
_ALIKE = (
    frozenset({"red", "maroon", "pink", "orange"}),
    frozenset({"brown", "tan", "beige", "gold", "orange"}),
    frozenset({"yellow", "gold"}),
    frozenset({"blue", "teal", "turquoise", "purple"}),
    frozenset({"green", "teal", "turquoise"}),
    frozenset({"white", "beige"}),
    frozenset({"pink", "purple"}),
)
"""Colours that a photograph may show alike."""


class ColourEdit(NamedTuple):
    """Hold the names of the source and the target colour, the noun (as written), and whether it names several things."""

    source: str
    target: str
    noun: str
    plural: bool


def colour_edit(sentence: Sentence, edits: Sequence[Edit]) -> ColourEdit | str:
    """Return the change of colour that the edits of a caption declare, or why there is none that can be shown."""
    words = [_without_article(edit) for edit in edits if edit.old.lower() not in _ARTICLES]
    pairs = {(edit.old.lower(), edit.new.lower()) for edit in words}
    if len(pairs) != 1:
        return "the negative changes something else than one colour"
    ((old, new),) = pairs
    source, target = term_of(old), term_of(new)
    if source is None or target is None:
        return f"{old if source is None else new!s} is no colour that pixels alone show"
    if source == target:
        return f"{old} and {new} are one colour of pixels"
    places = {edit.start for edit in words}
    word = next((each for each in sentence.words if each.start in places), None)
    noun = None if word is None else modified(sentence, word)
    if noun is None:
        return "the parse finds no thing that has the colour"
    flags = noun_flags(noun.lemma)
    if flags & _SPREAD:
        return f"{noun.lower}: not one thing with an outline"
    if "animal" in flags and source not in _OF_FUR:
        return f"{noun.lower}: of an animal, {old} names another colour than of a thing"
    for other in sentence.words:
        if other.start not in places and (named := term_of(other.lower)) is not None and alike(source, named):
            return f"the caption also names {other.lower}, so another thing may have the colour"
    return ColourEdit(source, target, noun.lower, _plural(noun))


def _without_article(edit: Edit) -> Edit:
    """Return an edit of an article and a colour as that of the colour: an orange -> a grey."""
    article, _, rest = edit.old.partition(" ")
    other, _, new = edit.new.partition(" ")
    if not rest or article.lower() not in _ARTICLES or other.lower() not in _ARTICLES:
        return edit
    return Edit(edit.end - len(rest), edit.end, rest, new)


def alike(one: str, two: str) -> bool:
    """Return whether pixels of two colours may be mistaken for each other."""
    return one == two or any(one in each and two in each for each in _ALIKE)


def _plural(noun: Word) -> bool:
    return noun.tag in ("NNS", "NNPS")
