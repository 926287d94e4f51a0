"""Decide where a thing can be with respect to another: some things are too small to stand on or to find shelter under."""

from hardneg.families.object import unit
from hardneg.families.prepositions import BESIDE, INSIDE, OUTSIDE, SHELTERING, UNDER
from hardneg.families.sense import class_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import concreteness, has_senses, noun_classes, noun_flags, slots_of
from hardneg.lexicon.nouns import CONTAINERS, ENCLOSED

_ON = frozenset({"on", "on top of", "atop", "upon", "above", "over", "onto"})
_AROUND = frozenset({"next to", "beside", "near", "by", "behind", "in front of", "far from", "away from", "close to", "towards", "toward"})
_BEARS = frozenset({"furniture", "vehicle", "building", "place", "nature", "surface", "board", "building_part"})
_SHELTERS = frozenset({"furniture", "vehicle", "building", "place", "nature", "building_part", "street_furniture", "sign", "textile"})
_ROOMY = frozenset({"room", "vehicle", "building", "venue", "place", "water", "nature"})
_CONTENTS = frozenset({"food", "edible", "drink", "plant"})

_MEDIA = frozenset({
    "tv", "television", "sitcom", "show", "series", "film", "movie", "stage", "screen", "camera", "phone", "telephone", "page", "video",
    "internet", "radio", "programme", "program", "episode", "channel", "website",
})  # fmt: skip
_RESTS = frozenset({"sit", "stand", "lie", "lay", "rest", "sleep", "perch", "place", "put", "set", "be", "nap", "lounge", "walk"})
_ALONG = frozenset({"on", "in", "at", "along", "down", "across", "over", "up"})
_STEMS = frozenset({
    "tree", "umbrella", "parasol", "palm", "palm tree", "streetlight", "lamp", "lamp post", "traffic light", "traffic signal", "signal",
    "sign", "street sign", "stop sign", "light", "flag", "basket", "hoop",
})  # fmt: skip
_AROUND_STEMS = BESIDE | {"in front of", "behind"}
_HIGH = frozenset({"window", "bay window", "painting", "mural", "picture", "mirror", "sculpture", "balcony"})
"""Things on walls or on a base: a couch in front of a window is also under it."""
_EDGES = frozenset({"coast", "shore", "beach", "corner", "lane", "bank", "waterfront", "riverbank", "seafront", "coastline", "shoreline"})
_SLOPES = frozenset({
    "hill", "mountain", "slope", "stair", "step", "staircase", "stairway", "ladder", "ramp", "escalator", "hillside", "mountainside",
})  # fmt: skip
_SLIDES = frozenset({
    "ski", "skier", "snowboard", "snowboarder", "skiing", "snowboarding", "sled", "sledge", "slide", "toboggan", "skate", "skateboard",
    "skateboarder", "skater", "skateboarding", "roll", "slalom", "coast", "ride", "fall", "tumble", "race", "luge", "surf", "flow",
})  # fmt: skip
_PASSAGES = frozenset({"tunnel", "gate", "gateway", "door", "doorway", "arch", "archway", "hoop"})
_BELOW = UNDER | {"behind"}
_PUT_AWAY = frozenset({"suitcase", "suit case", "box", "basket", "bag", "backpack", "purse", "crate", "bucket", "briefcase", "luggage"})
"""Things that are kept under a table as well as on it."""
_OPEN_GROUND = frozenset({"landscape", "sky", "water", "surface", "road", "stuff"})
_OPEN_NAMES = frozenset({"rock", "cliff", "hill", "mountain", "city", "town", "village", "horizon", "ground"})
_IN_TREES = frozenset({
    "cat", "kitten", "monkey", "squirrel", "leopard", "bear", "koala", "panda", "raccoon", "ape", "chimpanzee", "sloth", "lemur",
})  # fmt: skip
_BEARS_NOBODY = frozenset({
    "umbrella", "lamp", "hat", "cap", "plant", "flower", "lantern", "chandelier", "streetlight", "parasol", "door", "window", "wall",
    "ceiling", "mirror", "curtain", "fireplace", "gate", "pole", "sky", "moon", "sun",
})  # fmt: skip
_OPPOSITES = (
    frozenset({"left of", "right of"}), frozenset({"to the left of", "to the right of"}), frozenset({"on the left of", "on the right of"}),
    frozenset({"in front of", "behind"}), frozenset({"near", "far from"}), frozenset({"above", "below"}), frozenset({"into", "out of"}),
    frozenset({"up", "down"}), frozenset({"inside", "outside"}), frozenset({"toward", "away from"}), frozenset({"towards", "away from"}),
)  # fmt: skip
"""Prepositions that replace each other for a thing that the lexicon does not know."""
_PICTURES = frozenset({"painting", "drawing", "photo", "photograph", "picture", "image", "cartoon", "sketch", "illustration", "portrait"})
_GROUPS = frozenset({
    "group", "bunch", "type", "kind", "pair", "couple", "row", "line", "herd", "flock", "crowd", "variety", "number", "lot", "set",
})  # fmt: skip
_SPANS = frozenset({"bridge", "tree", "tent", "roof", "canopy", "awning", "sign", "traffic light", "arch", "streetlight", "street sign"})
_HEAVY = frozenset({"elephant", "giraffe", "rhino", "hippo", "zebra", "cow", "horse", "bison", "camel", "train", "truck", "bus"})
_CONCRETE = 3.8
_CARRIED_BY = frozenset({"vehicle", "board", "watercraft", "aircraft"})
_THIN = frozenset({"laptop", "laptop computer", "keyboard", "tablet", "phone", "cell phone", "smartphone", "mouse", "remote", "controller"})
_FLAT = frozenset({"step", "steps", "carpet", "rug", "mat", "floor", "ground", "sheet", "tile", "towel", "mattress"})
_LARGE = frozenset({"furniture", "vehicle", "building", "appliance", "fixture", "venue", "room"})
_DIRECTED = frozenset({
    "jump", "look", "swing", "bark", "throw", "point", "wave", "shout", "smile", "aim", "stare", "leap", "lunge", "gaze", "yell", "growl",
    "reach", "kick", "eat", "dine", "work", "play",
})  # fmt: skip
_IN_A_MEDIUM = frozenset({
    "surf", "swim", "kiteboard", "wakeboard", "kitesurf", "paddle", "sail", "float", "dive", "wade", "row", "kayak", "canoe", "snorkel",
    "ski", "snowboard", "windsurf", "bathe", "splash", "sled", "waterski", "skate", "graze", "grow",
})  # fmt: skip
_HELD_TO = frozenset({
    "lean", "attach", "tie", "tether", "chain", "hang", "mount", "serve", "climb", "grow", "hold", "plug", "print", "paint",
})  # fmt: skip


def is_medium(of: Word, to: Word, preposition: str) -> bool:
    """Return whether `on` or `in` names a medium (on television, in a film) rather than a place."""
    if preposition not in ("on", "in") or to.lemma not in _MEDIA:
        return False
    return to.lemma not in ("television", "tv", "phone", "camera", "telephone", "radio") or of.lemma not in _RESTS


def true_of_both(to: Word, own: str, other: str) -> bool:
    """Return whether both may hold: a thing on a street may be beside it, one under a tree is next to it, up a road is down it.

    Up a hill is not down it, and who goes past a building does not go through it.
    """
    if {own, other} == {"up", "down"}:
        return to.lemma not in _SLOPES
    if {own, other} == {"through", "past"}:
        return not noun_flags(to.lemma) & ENCLOSED and to.lemma not in _PASSAGES
    if {own, other} in ({"along", "down"}, {"along", "up"}):
        return True
    if own in UNDER and other in INSIDE and "water" in noun_flags(to.lemma) | {to.lemma}:
        return True
    if to.lemma in _STEMS and ((own in UNDER and other in _AROUND_STEMS) or (own in _AROUND_STEMS and other in UNDER)):
        return True
    if to.lemma in _HIGH and ({own, other} & UNDER) and {own, other} & (BESIDE | {"in front of"}):
        return True
    flags = noun_flags(to.lemma)
    if (not flags & {"road", "water"} and to.lemma not in _EDGES) or ("water" in flags and "in" in (own, other)):
        return False
    return (own in _ALONG and other in BESIDE) or (own in BESIDE and other in _ALONG)


def slides(sentence: Sentence) -> bool:
    """Return whether somebody moves on something that cannot go uphill."""
    return any(word.lemma in _SLIDES for word in sentence.words)


def unclear(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption does not show the sense of the noun, or the sense is invisible."""
    noun_unit = unit(sentence, noun)
    lemma = noun_unit[1] if noun_unit is not None else noun.lemma
    return has_senses(lemma) and bool(noun_classes(lemma)) and class_of(sentence, noun, lemma) is None


def admitted(sentence: Sentence, of: Word, to: Word, preposition: str) -> bool:
    """Return whether `of`, or the subject of that verb, can be `preposition` the noun `to`."""
    noun_unit = unit(sentence, to)
    ground = noun_unit[1] if noun_unit is not None else to.lemma
    flags = noun_flags(ground)
    if "person" in flags and preposition not in _AROUND:
        return False
    if noun_classes(ground) and not all(slot.holds(ground) for slot in slots_of("preposition", preposition)):
        return False
    if preposition in _ON | UNDER and ground in _THIN:
        return False  # no cup stands on a laptop or under it
    if preposition in _BELOW and (flags & _OPEN_GROUND or ground in _OPEN_NAMES):
        return False
    if of.pos == "VERB" and (of.lemma in _HELD_TO or (of.lemma == "lay" and sentence.child(of, "dobj") is not None)):
        return False
    figure = located(sentence, of)
    if figure is None or figure.pos == "PRON":
        return True
    norm = concreteness(figure.lemma)
    if not noun_classes(figure.lemma) and norm is not None and norm < _CONCRETE:
        return False  # no day is far from a beach
    if preposition in UNDER and not _fits_below(figure.lemma, ground, flags):
        return False
    if figure.lemma in _HEAVY and preposition in _ON:
        return False
    if "room" in flags and preposition not in INSIDE and not noun_flags(figure.lemma) & {"animate", "vehicle"}:
        return False  # no sink is outside a bathroom
    if preposition in _ON and noun_flags(figure.lemma) & _LARGE and flags & {"furniture", "appliance", "fixture"}:
        return False  # no chairs are on top of a counter
    if "building" in noun_flags(figure.lemma) and "road" in flags and preposition in INSIDE | _ON | UNDER:
        return False
    if to.lemma in ("tree", "branch", "limb", "bush") and preposition in INSIDE | _ON and "animate" in noun_flags(figure.lemma):
        return figure.lemma in _IN_TREES or "bird" in noun_classes(figure.lemma)
    return _has_room(ground, flags, noun_flags(figure.lemma), preposition)


def located(sentence: Sentence, of: Word) -> Word | None:
    """Return the located thing: the subject of a verb, the content of a picture rather than the picture, and the members of a group."""
    figure = of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)
    holds = figure is not None and (figure.lemma in _PICTURES or figure.lemma in _GROUPS)
    shown = sentence.child(figure, "prep") if figure is not None and holds else None
    inner = sentence.child(shown, "pobj") if shown is not None and shown.lower == "of" else None
    return inner or figure


def _fits_below(figure: str, ground: str, flags: frozenset[str]) -> bool:
    """Return whether there is room below: no truck is under a fence, and no meal or furniture under a table."""
    own = noun_flags(figure)
    if own & {"vehicle", "building"}:
        return ground in _SPANS
    return not (
        flags & {"furniture", "appliance", "fixture"}
        and own & {"furniture", "appliance", "electronics", "food", "edible", "tableware", "drink"}
    )


def exchangeable(sentence: Sentence, of: Word, to: Word, own: str, other: str) -> bool:
    """Return whether one preposition may replace another: who rides in a boat rides beside none, and grass has no side to lie at."""
    noun_unit = unit(sentence, to)
    ground = noun_unit[1] if noun_unit is not None else to.lemma
    flags = noun_flags(ground)
    if not noun_classes(ground):
        return any({own, other} == pair for pair in _OPPOSITES)
    if own in _ON | INSIDE and of.lemma in _IN_A_MEDIUM:
        return False
    if own in _ON | INSIDE and flags & _CARRIED_BY and not _rests(sentence, of, ground):
        return False
    if other in BESIDE and "stuff" in flags:
        return False
    if other in UNDER and ground in _FLAT:
        return False
    if own in UNDER and ground in SHELTERING:
        return False  # they keep who is below them dry, and nobody stands before them instead
    if own == "at" and of.lemma in _DIRECTED:
        return False
    figure = located(sentence, of)
    served = figure is not None and noun_flags(figure.lemma) & _CONTENTS and flags & CONTAINERS
    on_table = figure is not None and noun_flags(figure.lemma) & CONTAINERS and figure.lemma not in _PUT_AWAY and "furniture" in flags
    return not ((served or on_table) and other not in BESIDE)


def _rests(sentence: Sentence, of: Word, ground: str) -> bool:
    """Return whether the occupant of a vehicle is a thing, or rests there rather than rides."""
    if of.pos not in ("VERB", "AUX"):
        return "board" not in noun_flags(ground) or "animate" not in noun_flags(of.lemma)
    return of.lemma in _RESTS or "animate" not in noun_flags(subject.lemma if (subject := sentence.subject(of)) is not None else "man")


def _has_room(ground: str, flags: frozenset[str], figure: frozenset[str], preposition: str) -> bool:
    """Return whether a figure with these flags finds room: nobody stands on a cup, and no salad is under its bowl."""
    if flags & CONTAINERS and figure & _CONTENTS:
        return preposition not in OUTSIDE | UNDER
    if "animate" not in figure:
        return True
    if preposition in INSIDE and "plant" in flags:
        return "person" not in figure
    if preposition in _ON:
        return bool(flags & _BEARS) and ground.rpartition(" ")[2] not in _BEARS_NOBODY
    if preposition in UNDER:
        return bool(flags & _SHELTERS) or ground in SHELTERING
    return preposition not in INSIDE or bool(flags & _ROOMY)
