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
_GLOSS = {"shiny": "dull", "glossy": "dull"}
_RELIEF = {"smooth": "rough", "rough": "smooth"}
_LEAVES = {"bare": "leafy", "leafless": "leafy", "leafy": "bare"}
_DAMP = {"wet": "dry", "dry": "wet"}
OPPOSITE = {**_SIZE, **_SHAPE, **_OPEN, **_GLOSS, **_RELIEF, **_DAMP, "triangular": "round", "curly": "straight", **_LEAVES}
"""The one replacement of each of these attributes; that of `short` depends on the noun."""

_SIZED = frozenset({
    "building", "furniture", "luggage", "container", "vessel", "street_furniture", "wall_thing", "plant", "vehicle_road", "watercraft",
    "opening", "fabric", "toy", "barrier", "pet", "livestock", "electronics", "bathroom_fixture", "carried_aid", "sculpture",
    "rock_stone", "tableware", "aircraft", "stationery", "depiction", "instrument", "kite", "light_source",
})  # fmt: skip
_SIZED_NAMES = frozenset({
    "statue", "fountain", "pole", "bridge", "sign", "billboard", "banner", "flag", "puddle", "pond", "tower", "stage", "opening", "globe",
    "vent", "slab", "emblem", "logo", "symbol", "letter", "screen", "ball", "knob", "hole", "patch", "circle", "square", "star",
})  # fmt: skip
_LENGTHS = frozenset({"hair", "sleeve", "beard", "skirt", "dress", "grass", "coat", "robe", "gown", "cable", "dock", "scarf", "antenna"})
"""Things that are long or short."""
_UPRIGHT = frozenset({"plant", "building", "street_furniture", "barrier", "furniture", "light_source", "vessel"})
_LONG = frozenset({"furniture", "barrier", "fabric", "building"})
_FLAT = frozenset({"road", "opening", "furniture", "barrier"})
_SHAPED = frozenset({"furniture", "wall_thing", "fabric", "tableware", "opening"})
_SHAPED_NAMES = frozenset(
    {"panel", "opening", "pane", "vent", "decoration", "platform", "pool", "tablet", "fixture", "emblem", "sign", "plaque", "hole"}
)
_POLISHED = frozenset({"surface", "floor", "table", "tabletop", "countertop", "counter", "ball", "helmet", "tile", "bowl", "vase", "car"})
_GRAINED = frozenset({"surface", "stone", "rock", "wall", "bark", "boulder", "pebble", "slab", "board", "brick"})
_DAMPENED = frozenset({"street", "road", "pavement", "sidewalk", "sand", "ground", "asphalt", "cobblestone", "pathway"})
_HINGED = frozenset({"door", "window", "umbrella", "laptop", "book", "notebook", "gate", "suitcase", "drawer", "curtain", "mouth"})
_COMPARED = frozenset({
    "smaller", "larger", "taller", "shorter", "bigger", "longer", "wider", "narrower", "thicker", "thinner", "compared", "size",
    "sized", "scale", "dwarf", "dwarfed", "tower", "towers", "towering", "expansive", "dominate", "dominates", "dominated",
    "dominating", "fill", "fills", "filled", "through", "inside", "reveal", "reveals", "revealing", "circle", "corner", "corners",
    "edges", "rounded", "curved", "than", "entire", "rows", "cluster", "collection", "fit", "tucked", "stretching", "stretches",
    "extends", "covers", "covered", "covering", "floor-to-ceiling", "outside", "beyond", "into", "behind", "view", "let", "lets",
    "letting", "plenty", "ceiling", "shrinking", "overlooks", "overlook", "majestic", "massive", "spacious",
    "peek", "peeks", "rise", "rises",
})  # fmt: skip
_TELLING = {
    **dict.fromkeys(_DAMP, frozenset({
        "rain", "rainy", "puddle", "water", "wave", "reflect", "reflection", "glisten", "snow", "ice", "splash", "sea", "ocean", "tide",
        "storm", "umbrella", "damp", "moist", "sunny", "sun", "dust", "dusty", "desert", "drought", "shore", "surf", "foam", "lake",
    })),
    **dict.fromkeys(_GLOSS, frozenset({"reflect", "reflection", "reflective", "glint", "glare", "gleam", "matte", "shine", "polished"})),
    **dict.fromkeys(_RELIEF, frozenset({"texture", "textured", "crack", "bump", "uneven", "jagged", "weathered", "polished", "reflect"})),
    **dict.fromkeys(_LEAVES, frozenset({
        "leaf", "leaves", "foliage", "autumn", "winter", "fall", "summer", "spring", "snow", "green", "dead", "blossom", "fruit", "lush",
        "shade", "season", "yellow", "orange",
    })),
    "curly": frozenset({"curl", "wavy", "wave", "ponytail", "braid", "bun", "straight"}),
    **dict.fromkeys(("long", "short"), frozenset({"ponytail", "braid", "bun", "bald", "shoulder", "waist", "knee", "ankle", "tied"})),
    **dict.fromkeys(_OPEN, frozenset({"tooth", "teeth", "tongue", "smile", "bite", "talk", "speak", "sing", "yell", "roar", "yawn"})),
}  # fmt: skip
"""Words by which the rest of a caption tells these attributes again."""
_NAMES_OF = {
    **dict.fromkeys(_LEAVES, frozenset({"tree", "bush", "branch", "hedge"})),
    **dict.fromkeys(_GLOSS, _POLISHED), **dict.fromkeys(_RELIEF, _GRAINED), **dict.fromkeys(_DAMP, _DAMPENED), "curly": frozenset({"hair"}),
}  # fmt: skip
_NOT = frozenset({"frame", "photograph", "picture", "leaf", "log", "skyscraper", "mansion", "castle", "cottage", "step", "stair"})


def plain_shape(sentence: Sentence, attribute: Word) -> bool:
    """Return whether a size, a shape or a state may become its opposite."""
    noun = modified(sentence, attribute)
    if noun is None or attribute.dep != "amod" or opposite(noun, attribute.lower) is None or not _may_have(noun, attribute.lower):
        return False
    telling = _TELLING.get(attribute.lower, frozenset())
    if any(word.lemma in telling or word.lower in telling for word in sentence.words):
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


def opposite(noun: Word, attribute: str) -> str | None:
    """Return the one replacement of a size, shape, state or texture of a noun, or None."""
    if attribute == "short":
        return "long" if noun.lemma in _LENGTHS else None
    if attribute == "tall" and noun.lemma == "grass":
        return "short"
    return OPPOSITE.get(attribute)


def _may_have(noun: Word, attribute: str) -> bool:
    classes = frozenset(noun_classes(noun.lemma)[:1])
    if noun.lemma in _NOT:
        return False
    if attribute in _OPEN:
        return noun.lemma in _HINGED
    names = _NAMES_OF.get(attribute)
    if names is not None:
        return noun.lemma in names
    if attribute in _SHAPE or attribute == "triangular":
        return bool(classes & _SHAPED) or noun.lemma in _SHAPED_NAMES
    if attribute == "tall":
        return bool(classes & _UPRIGHT) or noun.lemma == "grass"
    if attribute in ("long", "short"):
        return bool(classes & _LONG and attribute == "long") or noun.lemma in _LENGTHS
    if attribute in ("wide", "narrow", "thick", "thin"):
        return bool(classes & _FLAT)
    return bool(classes & _SIZED) or noun.lemma in _SIZED_NAMES
