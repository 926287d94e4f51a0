"""Find sizes, shapes and states that a description gives to a thing once."""

from hardneg.discourse import chain_of
from hardneg.discourse.mentions import sentence_numbers
from hardneg.families.attribute import modified
from hardneg.families.single_mention import akin
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_classes

_SIZE = {
    "large": "small", "big": "small", "small": "large", "tall": "short", "long": "short", "wide": "narrow", "narrow": "wide",
    "thick": "thin", "thin": "thick",
}  # fmt: skip
_SHAPE = {"round": "square", "circular": "square", "square": "round", "rectangular": "round", "oval": "square"}
_OPEN = {"open": "closed", "closed": "open"}
OPPOSITE = {**_SIZE, **_SHAPE, **_OPEN}
"""The one replacement of each of these attributes."""

_SIZED = frozenset({
    "building", "furniture", "luggage", "container", "vessel", "street_furniture", "wall_thing", "plant", "vehicle_road", "watercraft",
    "opening", "fabric", "toy", "barrier", "pet", "livestock", "electronics", "bathroom_fixture", "carried_aid", "sculpture",
    "rock_stone", "tableware",
})  # fmt: skip
_SIZED_NAMES = frozenset(
    {"statue", "fountain", "pole", "bridge", "sign", "billboard", "banner", "flag", "puddle", "pond", "tower", "stage"}
)
_UPRIGHT = frozenset({"plant", "building", "street_furniture", "barrier", "furniture", "light_source", "vessel"})
_LONG = frozenset({"furniture", "barrier", "fabric", "building"})
_FLAT = frozenset({"road", "opening", "furniture", "barrier"})
_SHAPED = frozenset({"furniture", "wall_thing", "fabric", "tableware", "opening"})
_HINGED = frozenset({"door", "window", "umbrella", "laptop", "book", "notebook", "gate", "suitcase", "drawer", "curtain"})
_COMPARED = frozenset({
    "smaller", "larger", "taller", "shorter", "bigger", "longer", "wider", "narrower", "thicker", "thinner", "compared", "size",
    "sized", "scale", "dwarf", "dwarfed", "tower", "towers", "towering", "expansive", "dominate", "dominates", "dominated",
    "dominating", "fill", "fills", "filled", "through", "inside", "reveal", "reveals", "revealing", "circle", "corner", "corners",
    "edges", "rounded", "curved", "than", "entire", "rows", "cluster", "collection", "fit", "tucked", "stretching", "stretches",
    "extends", "covers", "covered", "covering", "floor-to-ceiling", "outside", "beyond", "into", "behind", "view", "let", "lets",
    "letting", "plenty", "ceiling", "shrinking", "overlooks", "overlook", "majestic", "massive", "spacious",
})  # fmt: skip
_NOT = frozenset({"frame", "photograph", "picture", "leaf", "log", "skyscraper", "mansion", "castle", "cottage", "step", "stair"})


def plain_shape(sentence: Sentence, attribute: Word) -> bool:
    """Return whether a size, a shape or a state may become its opposite."""
    noun = modified(sentence, attribute)
    if noun is None or attribute.dep != "amod" or attribute.lower not in OPPOSITE or not _may_have(noun, attribute.lower):
        return False
    kind = attribute_kind(attribute.lower, noun.lemma)
    numbers = sentence.once(sentence_numbers)
    named = {numbers[word.i] for word in sentence.words if word.lemma == noun.lemma}
    for word in sentence.words:
        if numbers[word.i] in named and word.lower in _COMPARED:
            return False
        of = modified(sentence, word) if word.i != attribute.i and attribute_kind(word.lower, noun.lemma) == kind else None
        if of is not None and (of.lemma == noun.lemma or akin(of.lemma, noun.lemma)):
            return False
    chain = chain_of(sentence, noun)
    if chain is None or chain.same_noun or chain.hypernyms or chain.quantities:
        return False
    return not any(child.lower == "," and child.i < noun.i for child in sentence.children[noun.i])


def _may_have(noun: Word, attribute: str) -> bool:
    classes = frozenset(noun_classes(noun.lemma)[:1])
    if noun.lemma in _NOT:
        return False
    if attribute in _OPEN:
        return noun.lemma in _HINGED
    if attribute in _SHAPE:
        return bool(classes & _SHAPED)
    if attribute == "tall":
        return bool(classes & _UPRIGHT)
    if attribute == "long":
        return bool(classes & _LONG)
    if attribute in ("wide", "narrow", "thick", "thin"):
        return bool(classes & _FLAT)
    return bool(classes & _SIZED) or noun.lemma in _SIZED_NAMES
