"""Where a thing can be with respect to another: what a preposition admits, and what is too small to stand on or to find shelter under."""

from pipeline.families.object import unit
from pipeline.families.sense import class_of
from pipeline.grammar.sentence import Sentence, Word
from pipeline.lexicon import has_senses, noun_classes, noun_flags, slots_of

_ON = frozenset({"on", "on top of", "atop", "upon", "above", "over", "onto"})
_UNDER = frozenset({"under", "underneath", "beneath", "below"})
_IN = frozenset({"in", "inside", "inside of", "into", "within"})
_OUT = frozenset({"outside", "outside of", "out of"})
_AROUND = frozenset({"next to", "beside", "near", "by", "behind", "in front of", "far from", "away from", "close to", "towards", "toward"})
_BEARS = frozenset({"furniture", "vehicle", "building", "place", "nature", "surface", "board", "building_part"})
_SHELTERS = frozenset({"furniture", "vehicle", "building", "place", "nature", "building_part", "street_furniture", "sign", "textile"})
_SHELTERING = frozenset({"umbrella", "tent", "canopy", "parasol", "awning", "arch", "tarp", "roof"})
_ROOMY = frozenset({"room", "vehicle", "building", "venue", "place", "water", "nature"})
_HOLDS = frozenset({"container", "tableware", "vessel", "cookware"})
_CONTENTS = frozenset({"food", "edible", "drink", "plant"})

_MEDIA = frozenset({
    "tv", "television", "sitcom", "show", "series", "film", "movie", "stage", "screen", "camera", "phone", "telephone", "page", "video",
    "internet", "radio", "programme", "program", "episode", "channel", "website",
})  # fmt: skip
_RESTS = frozenset({"sit", "stand", "lie", "lay", "rest", "sleep", "perch", "place", "put", "set", "be", "nap", "lounge", "walk"})
_ALONG = frozenset({"on", "in", "at", "along", "down", "across", "over", "up"})
_BESIDE = frozenset({"next to", "beside", "by", "near", "close to"})
_STEMS = frozenset({"tree", "umbrella", "parasol", "palm", "palm tree", "streetlight", "lamp", "lamp post"})
_EDGES = frozenset({"coast", "shore", "beach", "corner", "lane", "bank", "waterfront", "riverbank", "seafront", "coastline", "shoreline"})
_SLOPES = frozenset({
    "hill", "mountain", "slope", "stair", "step", "staircase", "stairway", "ladder", "ramp", "escalator", "hillside", "mountainside",
})  # fmt: skip
_SLIDES = frozenset({
    "ski", "skier", "snowboard", "snowboarder", "skiing", "snowboarding", "sled", "sledge", "slide", "toboggan", "skate", "skateboard",
    "skateboarder", "skater", "skateboarding", "roll", "slalom", "coast", "ride", "fall", "tumble", "race", "luge", "surf", "flow",
})  # fmt: skip
_ENTERED = frozenset({"building", "venue", "room"})
_PASSAGES = frozenset({"tunnel", "gate", "gateway", "door", "doorway", "arch", "archway", "hoop"})
_BELOW = _UNDER | {"behind"}
_OPEN_GROUND = frozenset({"landscape", "sky", "water", "surface", "road", "stuff"})
_OPEN_NAMES = frozenset({"rock", "cliff", "hill", "mountain", "city", "town", "village", "horizon", "ground"})
_IN_TREES = frozenset(
    {"cat", "kitten", "monkey", "squirrel", "leopard", "bear", "koala", "panda", "raccoon", "ape", "chimpanzee", "sloth", "lemur"}
)
_BEARS_NOBODY = frozenset({"umbrella", "lamp", "hat", "cap", "plant", "flower", "lantern", "chandelier", "streetlight", "parasol"})


def is_medium(sentence: Sentence, of: Word, to: Word, preposition: str) -> bool:
    """Whether `on` or `in` says by what something is shown or told (on television, in a film) rather than where it is."""
    if preposition not in ("on", "in") or to.lemma not in _MEDIA:
        return False
    return to.lemma not in ("television", "tv", "phone", "camera", "telephone", "radio") or of.lemma not in _RESTS


def true_of_both(to: Word, own: str, other: str) -> bool:
    """Whether a thing may be both: what is on a street may stand beside it, what is under a tree is next to it, up a road is down it.

    Up a hill is not down it, and who goes past a building does not go through it.
    """
    if {own, other} == {"up", "down"}:
        return to.lemma not in _SLOPES
    if {own, other} == {"through", "past"}:
        return not noun_flags(to.lemma) & _ENTERED and to.lemma not in _PASSAGES
    if {own, other} in ({"along", "down"}, {"along", "up"}):
        return True
    if to.lemma in _STEMS and ((own in _UNDER and other in _BESIDE) or (own in _BESIDE and other in _UNDER)):
        return True
    flags = noun_flags(to.lemma)
    if (not flags & {"road", "water"} and to.lemma not in _EDGES) or ("water" in flags and "in" in (own, other)):
        return False
    return (own in _ALONG and other in _BESIDE) or (own in _BESIDE and other in _ALONG)


def slides(sentence: Sentence) -> bool:
    """Whether somebody goes on what carries nobody uphill."""
    return any(word.lemma in _SLIDES for word in sentence.words)


def unclear(sentence: Sentence, noun: Word) -> bool:
    """Whether the caption does not show what the noun means, or it means what cannot be seen."""
    known = unit(sentence, noun)
    lemma = known[1] if known is not None else noun.lemma
    return has_senses(lemma) and bool(noun_classes(lemma)) and class_of(sentence, noun, lemma) is None


def admitted(sentence: Sentence, of: Word, to: Word, preposition: str) -> bool:
    """Whether `of`, or the subject of that verb, can be `preposition` the noun `to`."""
    known = unit(sentence, to)
    ground = known[1] if known is not None else to.lemma
    flags = noun_flags(ground)
    if "person" in flags and preposition not in _AROUND:
        return False
    if noun_classes(ground) and not all(slot.holds(ground) for slot in slots_of("preposition", preposition)):
        return False
    if preposition in _BELOW and (flags & _OPEN_GROUND or ground in _OPEN_NAMES):
        return False
    figure = of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)
    if figure is None or figure.pos == "PRON":
        return True
    if "building" in noun_flags(figure.lemma) and "road" in flags and preposition in _IN | _ON | _UNDER:
        return False
    if to.lemma == "tree" and preposition in _IN | _ON and "animate" in noun_flags(figure.lemma):
        return figure.lemma in _IN_TREES or "bird" in noun_classes(figure.lemma)
    return _has_room(ground, flags, noun_flags(figure.lemma), preposition)


def _has_room(ground: str, flags: frozenset[str], figure: frozenset[str], preposition: str) -> bool:
    """Whether a figure with these flags finds room: nobody stands on a cup, and no salad is under its bowl."""
    if flags & _HOLDS and figure & _CONTENTS:
        return preposition not in _OUT | _UNDER
    if "animate" not in figure:
        return True
    if preposition in _IN and "plant" in flags:
        return "person" not in figure
    if preposition in _ON:
        return bool(flags & _BEARS) and ground not in _BEARS_NOBODY
    if preposition in _UNDER:
        return bool(flags & _SHELTERS) or ground in _SHELTERING
    return preposition not in _IN or bool(flags & _ROOMY)
