"""Recognise captions of drawn shapes, in which any shape may be anywhere, unlike in photographs."""

from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence
from hardneg.lexicon import noun_flags

_DRAWING = frozenset({"picture", "drawing", "image", "background", "illustration", "side"})


def of_shapes(sentence: Sentence) -> bool:
    """Return whether a caption names two shapes or more, and no other thing than the drawing; for `Sentence.once`."""
    nouns = [noun_flags(word.lemma) for word in sentence.words if word.pos in NOUNS and word.lemma not in _DRAWING]
    return sum("shape" in flags for flags in nouns) > 1 and all("shape" in flags for flags in nouns if flags)
