"""Find the thing that has a colour, however the caption says so: a coat in shades of brown, the mug, a deep red, looks orange."""

from hardneg.discourse import chain_of
from hardneg.families.attribute import modified
from hardneg.families.single_mention import akin
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_flags

COLOURS = frozenset({"red", "blue", "green", "yellow", "orange", "pink", "purple", "brown", "black", "white", "gray", "grey", "maroon"})
_SHADES = frozenset({
    "shade", "hue", "tone", "tint", "color", "colour", "combination", "mix", "mixture", "blend", "speck", "splash", "touch", "hint", "pop",
    "variety", "palette", "pattern", "gradient", "streak", "accent",
})  # fmt: skip
"""Nouns through which a colour belongs to another noun: a scarf in shades of green."""
_STEPS = 8
_SUBSTANCES = frozenset({"paint", "thread", "yarn", "frosting", "icing"})
"""Nouns whose colour may be that of the thing that they are on."""
_WHOLES = frozenset({
    "exterior", "body", "surface", "coat", "fur", "hue", "paint", "finish", "side", "front", "back", "facade", "hood", "roof",
    "interior", "fabric", "material", "petal", "wing", "feather", "plumage", "color", "colour", "shade", "tone", "hair", "background",
    "backdrop", "skin", "trim", "accent", "part", "section", "design", "scheme", "vehicle", "thing", "object", "one", "item",
    "structure", "detail", "area",
})  # fmt: skip
"""Nouns whose colour may be that of their whole."""
_WHOLE_OF = {
    **dict.fromkeys(("hair", "fur", "coat", "skin", "wing", "feather", "plumage"), frozenset({"animate", "body"})),
    **dict.fromkeys(("roof", "exterior", "facade", "interior", "structure"), frozenset({"building", "vehicle", "building_part"})),
    "hood": frozenset({"vehicle", "clothing"}),
    "vehicle": frozenset({"vehicle"}),
    "petal": frozenset({"plant"}),
}
"""Flags of the things whose colour such a whole may have."""
_BACKED = frozenset({
    "sign", "label", "banner", "poster", "logo", "wall", "curtain", "screen", "board", "flag", "emblem", "billboard", "canvas", "fabric",
    "cloth", "plaque", "sticker", "badge", "sky", "cover", "card",
})  # fmt: skip
"""Things that may be a background, or have one."""


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


def of_another(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether the same colour elsewhere plainly belongs to another thing than the noun."""
    other = modified(sentence, word) or next_noun(sentence, word)
    if other is None or other.lemma in _SHADES:
        other = owner(sentence, word) or other
    if other is not None and other.pos == "PRON":
        chain = chain_of(sentence, noun)
        return chain is not None and other.i not in (*chain.pronouns, *chain.uncertain)
    if other is None or other.pos not in NOUNS or noun.lemma in _SUBSTANCES or (other.lemma in _WHOLES and _whole_of(other, noun)):
        return False
    if {"plant"} <= noun_flags(noun.lemma) & noun_flags(other.lemma):
        return False  # green leaves, the green tree that has them
    named = (other, *(child for child in sentence.children[other.i] if child.dep == "compound"))  # white blossom heads of flowers
    return not any(each.lemma == noun.lemma or akin(each.lemma, noun.lemma) for each in named)


def _whole_of(whole: Word, noun: Word) -> bool:
    """Return whether the colour of a whole may be that of the noun: a roof of a house, but not hair of a bag."""
    if whole.lemma in ("background", "backdrop"):
        return noun.lemma in _BACKED
    flags, own = _WHOLE_OF.get(whole.lemma), noun_flags(noun.lemma)
    return flags is None or not own or bool(flags & own) or whole.lemma == noun.lemma
