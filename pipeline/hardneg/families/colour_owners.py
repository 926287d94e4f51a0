"""Find the thing that has a colour, however the caption says so: a coat in shades of brown, the mug, a deep red, looks orange."""

from hardneg.families.attribute import modified
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind

_SHADES = frozenset({
    "shade", "hue", "tone", "tint", "color", "colour", "combination", "mix", "mixture", "blend", "speck", "splash", "touch", "hint", "pop",
    "variety", "palette", "pattern", "gradient", "streak", "accent",
})  # fmt: skip
"""Nouns through which a colour belongs to another noun: a scarf in shades of green."""
_STEPS = 8


def owner(sentence: Sentence, colour: Word) -> Word | None:
    """Return the noun that has a colour, or None where the syntax does not tell."""
    word = colour
    for _ in range(_STEPS):
        noun = modified(sentence, word)
        if noun is not None and noun.lemma not in _SHADES:
            return noun
        above = noun if noun is not None else _above(sentence, word)
        if above is None:
            return None
        if above.pos in NOUNS and above.lemma not in _SHADES and attribute_kind(above.lower) != "colour":
            return above
        word = above
    return None


def _above(sentence: Sentence, word: Word) -> Word | None:
    """Return the word through which the owner of a colour is reached."""
    head = sentence.head(word)
    if head.i == word.i:
        return None
    if word.dep in ("conj", "appos", "amod", "nmod", "compound"):
        return head
    if word.dep in ("attr", "acomp", "oprd", "nsubj", "dobj"):
        return sentence.subject(head) if word.dep != "dobj" and head.pos in ("VERB", "AUX") else None
    if word.dep != "pobj":
        return None
    carrier = sentence.head(head)
    if carrier.pos not in ("VERB", "AUX"):
        return carrier
    return sentence.head(carrier) if carrier.dep == "acl" else sentence.subject(carrier)
