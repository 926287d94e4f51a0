"""Find the thing that has a colour, however the caption says so: a coat in shades of brown, the mug, a deep red, looks orange."""

from hardneg.families.attribute import modified
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind

COLOURS = frozenset({"red", "blue", "green", "yellow", "orange", "pink", "purple", "brown", "black", "white", "gray", "grey", "maroon"})
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


def told_apart(sentence: Sentence) -> dict[str, bool]:
    """Return, for each noun, whether all its mentions have a colour each, and no two the same: black shutters, white shutters."""
    colours: dict[str, list[str]] = {}
    for word in sentence.words:
        if word.pos in NOUNS and word.dep != "compound":
            own = [child.lower for child in sentence.children[word.i] if child.dep == "amod" and child.lower in COLOURS]
            colours.setdefault(word.lemma, []).append(own[0] if len(own) == 1 else "")
    return {lemma: "" not in found and len(set(found)) == len(found) for lemma, found in colours.items()}


def next_noun(sentence: Sentence, word: Word) -> Word | None:
    """Return the noun that ends the phrase of a word: buildings, of `an off-white, tall building`."""
    for other in sentence.words[word.i + 1 : word.i + 6]:
        if other.pos in NOUNS and other.dep != "compound":
            return other
        if other.pos not in ("ADJ", "NOUN", "PROPN", "ADV", "CCONJ") and other.text not in ("-", ","):
            return None
    return None
