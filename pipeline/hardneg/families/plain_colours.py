"""Find colours and patterns that a description gives once to one thing, and that explain nothing else in it."""

from hardneg.discourse.mentions import sentence_numbers
from hardneg.families.attribute import modified
from hardneg.families.colour_owners import COLOURS, of_another, told_apart
from hardneg.families.described import repeated_attributes
from hardneg.families.hues import SHADES
from hardneg.families.natural_colours import COATS, MARKS, NATURAL_OF, may_change
from hardneg.families.single_mention import akin, introduced, named_by_one_noun
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_classes, noun_flags

PATTERNS = frozenset({"striped", "plaid", "checkered", "floral", "polka-dotted", "polka-dot", "patterned"})
MATERIALS = frozenset({"wooden", "metal", "plastic", "brick", "stone", "concrete"})
_AGES = frozenset({"young", "elderly", "old"})
_MADE = frozenset(
    {"furniture", "barrier", "building", "container", "luggage", "vessel", "tableware", "cutlery", "toy", "carriage", "watercraft"}
)
_MADE_NAMES = frozenset(
    {
        "box",
        "bench",
        "fence",
        "gate",
        "railing",
        "bucket",
        "post",
        "ladder",
        "crate",
        "sign",
        "tray",
        "pole",
        "bridge",
        "spoon",
        "dock",
        "pier",
        "countertop",
        "barrel",
        "planter",
        "birdhouse",
        "door",
        "frame",
        "structure",
        "shelf",
        "stand",
    }
)
_MAKINGS = frozenset({
    "wood", "plank", "log", "timber", "grain", "brick", "stone", "metal", "steel", "iron", "plastic", "concrete", "cement", "board",
    "lumber", "rock", "plaster", "slat", "wooden", "rust", "rusty", "rusted", "carved", "woven",
})  # fmt: skip
CHROMATIC = frozenset({"red", "blue", "green", "yellow", "orange", "pink", "purple"})
VIVID = frozenset({"vibrant", "vivid", "rich", "brilliant", "striking"})
"""Adjectives of any strong colour."""
_MOODS = frozenset({
    "vibrant", "pristine", "stark", "rich", "brilliant", "vivid", "crisp", "natural", "creamy", "snowy", "striking", "jet", "lush",
    "verdant", "leafy", "dry", "dead", "dried", "fallen", "autumn", "evergreen", "bare",
})  # fmt: skip
_WORN = frozenset({"top", "bottom_wear", "headwear", "footwear"})
_CLOTH = _WORN | {"fabric"}
_PAINTED = _CLOTH | {
    "vehicle_road", "carriage", "watercraft", "furniture", "luggage", "container", "vessel", "tableware", "carried_aid", "toy",
    "kite", "electronics", "building", "pet", "livestock", "rail", "aircraft", "ride_board", "flower_kind", "opening", "cutlery",
}  # fmt: skip
_NAMES = frozenset({
    "letter", "lettering", "stripe", "awning", "collar", "lanyard", "ribbon", "lid", "handle", "curtain", "cushion", "pillow",
    "balloon", "tie", "bow", "scarf", "glove", "belt", "strap", "trim", "text", "sticker", "helmet", "band", "flower", "rose", "tulip",
    "door", "backpack", "bag", "apron", "umbrella", "tent", "canopy", "banner", "carpet", "rug", "cord", "rope", "tape", "tray",
    "hoodie", "boat", "paint", "wall", "roof", "border", "circle", "shutter", "pillar", "post", "panel", "cable", "wire", "star",
    "square", "rectangle", "dot", "label", "column", "facade", "font", "word", "inscription", "fence", "gate", "bench", "bow tie",
    "ring", "hair", "bracelet", "crosswalk", "mat", "triangle", "hose", "pipe", "pole", "railing", "tarp", "arrow", "dumpster",
    "chimney", "brick wall", "petal", "drape", "cone", "hydrant", "barrel", "bead", "wheel", "knob", "netting", "holder", "bucket",
    "outfit", "vehicle", "badge", "number", "clothing", "kite", "blouse", "counter", "cabinet", "tile", "jar", "candle", "box", "bin",
    "garment", "cloth", "towel", "floor", "ceiling", "eye", "leaf", "tree", "bush", "emblem", "streak", "microwave", "refrigerator",
    "building", "structure", "statue", "bird", "blossom", "globe", "shade", "canister", "case", "line", "bulb", "pot", "flooring",
    "bar", "bridle", "shelf", "cover", "underline", "logo", "tag", "button", "sweatshirt", "sunglasses", "glasses", "sign", "bandana",
    "frame", "wristband", "numeral", "digit", "character", "symbol", "marking", "mark", "writing", "disk", "platform", "fountain",
    "birdhouse", "sculpture", "canvas", "roofing", "curb", "axle", "detailing", "cage", "saddle", "leash", "harness", "cape", "cloak",
    "sash", "planter", "lampshade", "lantern", "tablecloth", "napkin", "placemat", "countertop", "slide", "frosting", "icing", "sprinkle",
    "swimsuit", "wetsuit", "costume", "jersey", "earring", "necklace", "bowl", "mug", "toolbox", "shovel", "broom", "mailbox",
    "booth", "stall", "stool", "thread", "yarn", "string", "wrapper", "cap", "tassel", "graffiti", "chair", "siding",
    "shingle", "deck", "pedestal", "base", "stand", "machine", "truck", "crane", "cart", "lining", "hem", "sock", "bonnet", "shield",
    "pylon", "spoke", "equation", "rail", "barrier", "rod", "buoy", "propeller", "visor",
})  # fmt: skip
_NOT = frozenset({
    "stop sign", "dish", "book", "newspaper", "bridge", "castle", "window", "mirror", "glass", "wedding dress", "fork", "knife",
    "spoon", "photograph", "trunk", "trunks", "crown", "bottle", "hood", "wig", "mask", "fireplace", "fish tank", "screen",
    "television", "stair", "staircase", "step", "skyscraper", "paper",
})  # fmt: skip
_GREY = frozenset({"gray", "grey"})
_DARK = frozenset({"black", "white"})
_RELATES = frozenset({
    "contrast", "match", "complement", "blend", "pop", "camouflage", "hue", "tone", "palette", "color", "colour", "accent", "out",
    "coordinate", "harmonize", "mix", "combination", "gradient", "scheme", "tint", "glow", "uniform", "same", "colorful",
})  # fmt: skip
_NO_COLOURS = frozenset({"monochrome", "monochromatic", "grayscale", "sepia", "black-and-white", "ink", "charcoal", "engraving"})
_NATURAL = frozenset({
    "wooden", "wood", "metal", "metallic", "brick", "stone", "marble", "wicker", "concrete", "steel", "granite", "bamboo", "straw",
    "cardboard", "iron", "brass", "copper", "chrome", "ripe", "rusty", "rusted",
})  # fmt: skip
_PAINTABLE = frozenset({"wooden", "metal", "metallic", "steel", "iron"})
"""Materials whose things may be painted in any colour."""


def plain_colour(sentence: Sentence, attribute: Word) -> bool:
    """Return whether a colour, a pattern, or the age of a person may be edited."""
    noun = modified(sentence, attribute)
    if noun is None or (attribute.dep not in ("amod", "compound", "nmod") and not _predicate(attribute)):
        return False
    if attribute.lower in _AGES:
        return noun.lemma in ("man", "woman", "couple") and introduced(sentence, noun) and named_by_one_noun(sentence, noun)
    if attribute.lower in MATERIALS:
        return _plain_material(sentence, attribute, noun)
    if any(child.dep == "advmod" for child in sentence.children[attribute.i]) or _suits_one_colour(sentence, attribute, noun):
        return False
    kinds = _CLOTH if attribute.lower in PATTERNS else _PAINTED if attribute.lower in COLOURS else frozenset()
    if not kinds or not _takes_colour(noun, kinds) or not may_change(sentence, noun):
        return False
    if _follows(sentence, attribute):
        return True
    if not _is_only_colour(sentence, attribute, noun):
        return False
    return _single_thing(sentence, attribute, noun) or _single_colour(sentence, attribute, noun)


def _suits_one_colour(sentence: Sentence, attribute: Word, noun: Word) -> bool:
    """Return whether an adjective suits this colour alone: lush green leaves, a stark white wall."""
    before = sentence.before(attribute)
    neighbours = {child.lower for child in sentence.children[noun.i]} | ({before.lower} if before is not None else set())
    return bool(neighbours & _MOODS) and not (attribute.lower in CHROMATIC and not neighbours & (_MOODS - VIVID))


def _plain_material(sentence: Sentence, attribute: Word, noun: Word) -> bool:
    """Return whether nothing else in the caption depends on the material of a thing: a wooden bench, its planks."""
    if _predicate(attribute) or not (_MADE & set(noun_classes(noun.lemma)[:1]) or noun.lemma in _MADE_NAMES):
        return False
    if any(word.lemma in _MAKINGS and word.i != attribute.i for word in sentence.words):
        return False
    between = [word for word in sentence.children[noun.i] if word.i < noun.i and word.i != attribute.i]
    if any(attribute_kind(word.lower, noun.lemma) not in (None, "size") for word in between if word.dep != "det"):
        return False
    return introduced(sentence, noun) and named_by_one_noun(sentence, noun) and attribute.i + 1 == noun.i


def _follows(sentence: Sentence, attribute: Word) -> bool:
    """Return whether the colour recurs for the same thing only, so that all of it changes."""
    repeats = repeated_attributes(sentence, attribute) if attribute.dep == "amod" else None
    if not repeats or any(word.dep != "amod" for word in repeats):
        return False
    same = {attribute.i, *(word.i for word in repeats)}
    noun = modified(sentence, attribute)
    again = (word for word in sentence.words if attribute.lower in word.lower and word.i not in same)
    return noun is not None and all(of_another(sentence, word, noun) for word in again)


def _predicate(attribute: Word) -> bool:
    return attribute.dep == "acomp"


def _single_thing(sentence: Sentence, attribute: Word, noun: Word) -> bool:
    """Return whether the caption names the thing here and nowhere else."""
    return not _predicate(attribute) and named_by_one_noun(sentence, noun)


def _single_colour(sentence: Sentence, attribute: Word, noun: Word) -> bool:
    """Return whether the caption has the colour here only, and gives no other to what may be the same thing."""
    if any(word.lemma == noun.lemma and word.dep == "compound" and word.i != noun.i for word in sentence.words):
        return False  # a black ceiling, one ceiling tile
    for word in sentence.words:
        if word.i == attribute.i:
            continue
        if attribute.lower in word.lower and not of_another(sentence, word, noun):
            return False
        of = modified(sentence, word) if attribute_kind(word.lower) == "colour" else None
        if of is not None and of.i != noun.i and (of.lemma == noun.lemma or akin(of.lemma, noun.lemma)):
            return sentence.once(told_apart).get(noun.lemma, False)
    return True


def plain_alternative(sentence: Sentence, attribute: Word, noun: Word, text: str) -> bool:
    """Return whether a thing can have the colour or pattern without further description."""
    old, before = attribute.lower, sentence.before(attribute)
    if before is not None and before.lower in VIVID and text not in CHROMATIC:
        return False
    if text in _GREY and noun.lemma in ("flower", "rose", "tulip", "daisy"):
        return False
    if noun.lemma in NATURAL_OF:
        return text in NATURAL_OF[noun.lemma]
    if noun.lemma in MARKS and any("animal" in noun_flags(word.lemma) for word in sentence.words):
        return text in COATS
    if old in _DARK | _GREY and text in _DARK | _GREY and (old in _GREY or text in _GREY):
        return False  # black letters, gray letters
    return text in COLOURS | PATTERNS | MATERIALS | _AGES


def _takes_colour(noun: Word, kinds: frozenset[str]) -> bool:
    if noun.lemma in _NOT:
        return False
    return bool(kinds & set(noun_classes(noun.lemma)[:1])) or (kinds is _PAINTED and (noun.lemma in _NAMES or noun.lemma in NATURAL_OF))


def _is_only_colour(sentence: Sentence, attribute: Word, noun: Word) -> bool:
    """Return whether the thing has no other colour, and its colour is neither repeated nor compared."""
    joined = [child for child in sentence.children[attribute.i] if child.dep in ("conj", "cc")]
    if sentence.once(_without_colours) or attribute.dep == "conj" or (joined and not _one_of_two(sentence, attribute, noun)):
        return False
    if any(attribute_kind(word.lower) == "colour" for word in sentence.below(noun) if word.i > noun.i and _of_whole(sentence, word, noun)):
        return False
    for child in sentence.children[noun.i]:
        if child.i != attribute.i and child.i < noun.i and _colours_too(child, noun):
            return False
    numbers = sentence.once(sentence_numbers)
    here = numbers[attribute.i]
    for word in sentence.words:
        if numbers[word.i] == here and word.lemma in _RELATES and (word.lower != "out" or _stands_out(sentence, word)):
            return False
        if word.i != attribute.i and word.lower == attribute.lower and not of_another(sentence, word, noun):
            return False
    return True


def _one_of_two(sentence: Sentence, attribute: Word, noun: Word) -> bool:
    """Return whether the colour is the first of two that the caption names once: red, of `red and white flowers`."""
    last = sentence.child(attribute, "conj")
    if last is None or last.lower not in COLOURS or last.i != attribute.i + 2 or sentence.child(last, "conj") is not None:
        return False
    if attribute.dep not in ("amod", "acomp") or (attribute.dep == "amod") != (noun.i > last.i):
        return False
    if {attribute.lower, last.lower} <= _DARK | _GREY:
        return False  # black and white, of photographs and cows
    return sum(word.lower in (attribute.lower, last.lower) for word in sentence.words) == 2 and named_by_one_noun(sentence, noun)


def _colours_too(word: Word, noun: Word) -> bool:
    """Return whether another word before the noun is about its colour: wooden, white, and not a mere shade such as dark."""
    return word.lower in _NATURAL - _PAINTABLE or (
        word.lower not in _PAINTABLE and word.lower not in SHADES and attribute_kind(word.lower, noun.lemma) == "colour"
    )


def _stands_out(sentence: Sentence, out: Word) -> bool:
    before = sentence.before(out)
    return before is not None and before.lemma in ("stand", "pop", "stick", "bring")


def _of_whole(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether a colour behind a noun is its own: a sign that is red and white."""
    of = modified(sentence, word)
    return (of is None and word.dep in ("acomp", "attr", "conj")) or (of is not None and (of.i == noun.i or of.pos == "PRON"))


def _without_colours(sentence: Sentence) -> bool:
    """Return whether the caption calls the picture colourless."""
    text = sentence.text.lower()
    return any(word.lower in _NO_COLOURS for word in sentence.words) or "black and white" in text[:120]
