"""Decide whether a thing can be on, in, behind or under another, given its size and its other place: no bus on a street is in a car.

`relation` checks each of its prepositions and each replacement.
"""

from hardneg.families.family import Target
from hardneg.families.ground import located
from hardneg.families.prepositions import BESIDE, INSIDE, UNDER, Preposition, preposition_of, prepositions
from hardneg.grammar.inflection import is_plural, lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.nouns import CONTAINERS

_ON = frozenset({"on", "on top of", "atop", "upon", "onto"})
_OFF = frozenset({"off", "off of", "out of", "from"})
_FLOORS = frozenset({"floor", "ground", "carpet", "pavement", "flooring"})
_GROUNDS = frozenset({"road", "place", "water", "sport_place"})
_OVER = frozenset({"above", "over"})
_MOVES = frozenset({
    "walk", "run", "ride", "drive", "travel", "move", "go", "jog", "bike", "stroll", "skate", "skateboard", "march", "roll", "crawl",
    "cross",
})  # fmt: skip
_WAYS = frozenset({"down", "along", "across"})
_BEFORE = frozenset({"in front of", "behind"})
_UPRIGHT = frozenset({
    "mirror", "window", "door", "camera", "curtain", "fence", "screen", "monitor", "poster", "painting", "traffic light", "traffic signal",
    "stop sign", "street sign", "stoplight", "gate", "wall", "tv", "television", "refrigerator", "fridge", "fireplace", "flag", "sign",
    "billboard",
})  # fmt: skip
"""Things with a face and without a top on which anything rests."""
_THIN = frozenset({"post", "pole", "column", "pillar", "lamp post", "lamppost", "rod", "stick"})
_MOUNTED = frozenset({
    "sign", "street sign", "stop sign", "road sign", "clock", "clock face", "light", "lamp", "camera", "flag", "banner", "face",
    "traffic light", "streetlight", "poster", "signal", "speaker", "balcony", "window",
})  # fmt: skip
_MIRRORS = frozenset({"mirror", "water", "window", "glass", "puddle", "lake", "pond", "river", "sunglasses"})
_ON_FEET = frozenset({
    "ski", "skate", "rollerblade", "roller skate", "ice skate", "crutch", "stilt", "snowshoe", "blade", "rollerskate", "foot", "snow ski",
})  # fmt: skip
_PHONES = frozenset({"phone", "cell phone", "telephone", "smartphone", "cellphone", "cell", "mobile phone", "iphone"})
_RIDES = frozenset({"ride", "drive", "steer", "pilot", "race", "pedal", "surf", "skateboard", "ski", "snowboard", "row", "paddle", "sail"})
_CARRIES = frozenset({"pull", "carry", "transport", "push", "haul", "tow", "drag", "lead"})
_DRAWN = frozenset({"drawing", "sketch", "cartoon", "print", "illustration", "logo", "doodle", "painting", "image", "picture", "design"})
_DRAWN_ON = frozenset({
    "notebook", "paper", "window", "wall", "book", "bag", "card", "cup", "mug", "plate", "shirt", "chalkboard", "blackboard", "whiteboard",
    "canvas", "box", "page", "napkin", "fence", "building", "floor", "sidewalk", "fabric", "cloth", "pillow", "vase", "tile", "notepad",
})  # fmt: skip
_HOUSES_VEHICLES = frozenset({
    "garage", "barn", "shed", "hangar", "warehouse", "museum", "fire station", "station", "train station", "tunnel", "carport",
    "parking garage",
})  # fmt: skip
_BEARS_VEHICLES = frozenset({"truck", "trailer", "ship", "ferry", "boat", "barge", "flatbed"})
_HOLDS_VEHICLES = _BEARS_VEHICLES | {"train", "van"}
_LIGHT_VEHICLES = frozenset({"bicycle", "bike", "motorcycle", "scooter", "motorbike", "canoe", "kayak"})
_WATER = frozenset({"water", "wave", "surf"})
_OUTDOORS = frozenset({"surface", "road", "stuff", "landscape", "water"})
_EDGES = frozenset({"side", "edge", "middle", "top", "corner", "end", "center", "back", "front", "piece"})
_AT = frozenset({"on", "in", "at", "along", "down", "of", "across"})
_TWO_WHEELS = frozenset({
    "motorcycle", "bicycle", "bike", "scooter", "motorbike", "moped", "train", "tram", "subway", "boat", "canoe", "raft", "ship",
})  # fmt: skip
_HIGH = frozenset({"kite", "balloon", "cloud", "sky", "sun", "moon", "star", "rainbow", "traffic light", "plane", "airplane", "helicopter"})
_HEATED = frozenset({"stove", "grill", "oven", "burner", "fire", "barbecue"})
_COOKED = frozenset({"food", "edible", "cookware", "vessel", "tableware"})
_COOKS = frozenset({"cook", "grill", "fry", "boil", "bake", "roast", "prepare", "heat"})
_IN_ROOMS = frozenset({"room", "building_part", "appliance", "fixture"})
_COOK_NAMES = frozenset({"chef", "cook", "baker"})
_BARE = frozenset({"porch", "deck", "stage", "campus", "track", "board", "duty", "display", "patio"})
_WRAPS = frozenset({"wrapper", "paper", "foil", "napkin", "rapper", "tissue", "bun", "wrap"})
_BARRIERS = frozenset({"fence", "wall", "gate", "hedge", "railing", "barrier", "rail"})
_LOW_THINGS = frozenset({"log", "rock", "stump", "stone", "branch", "tree stump", "boulder"})
_SURFS = frozenset({"surfer", "surf", "surfboard", "wave", "swimmer"})
_SITS_UNDER = frozenset({"lie", "lay", "sleep", "hide", "crawl", "nap", "crouch"})
"""Acts that furniture leaves room for below it."""


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether another place is possible: not for what is worn, ridden, mounted, drawn or reflected there."""
    found = _place(sentence, target)
    if found is None:
        return True
    figure, ground = _figure(sentence, found.head), found.object.lemma
    lemma = figure.lemma if figure is not None else ""
    if ground in _MIRRORS and any(word.lemma in ("reflection", "reflect", "mirror") and word.i < found.first for word in sentence.words):
        return False
    before = sentence.words[found.first - 1] if found.first else None
    if "body" in noun_flags(ground) and (found.text in UNDER or (before is not None and "body" in noun_flags(before.lemma))):
        return False  # a board under an arm, a hand on a chest
    if found.text in _OFF and found.head.lemma in ("eat", "drink"):
        return False
    if found.text not in _ON | INSIDE:
        return True
    in_saddle = any(word.lemma == "saddle" for word in sentence.words[: found.first])
    if in_saddle or (before is not None and lemma_of(before.lower, "VERB") == "ride"):
        return False
    person = figure is None or figure.pos == "PRON" or "person" in noun_flags(lemma) or found.head.lower == "one"
    if person and (ground in _ON_FEET or (found.text in ("on", "in") and _name(sentence, found.object) in _PHONES)):
        return False
    if _is_bare(sentence, found.object) and ground in _BARE:
        return False
    if found.text in _ON and (ground in _THIN or noun_flags(ground) & {"building", "building_part"}) and lemma in _MOUNTED:
        return False
    if found.text == "on" and ground in ("wall", "ceiling") and noun_flags(lemma) & {"fixture", "appliance", "artifact"} and not person:
        return False
    if found.text in _ON and ground in _DRAWN_ON and any(word.lemma in _DRAWN for word in sentence.words[: found.first]):
        return False
    if noun_flags(ground) & {"vehicle", "board", "animal"} and _is_ridden(sentence, found):
        return False
    if "water" in noun_flags(ground) | {ground} and (lemma in _WATER or any(word.lemma in _SURFS for word in sentence.words)):
        return False
    if found.text == "in" and ground in ("window", "mirror"):
        return False  # plants in a window are in front of it, as is who is seen in a mirror
    if ground in _HEATED and (
        noun_flags(lemma) & _COOKED or any(lemma_of(word.lower, "VERB") in _COOKS for word in sentence.words[: found.first])
    ):
        return False
    return not (found.text in INSIDE and "watercraft" in noun_flags(ground) and _is_afloat(sentence))


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether the located thing can be `text` the other thing."""
    found = _place(sentence, target)
    if found is None:
        return True
    figure, ground = _figure(sentence, found.head), found.object.lemma
    own, flags = noun_flags(figure.lemma) if figure is not None else frozenset[str](), noun_flags(ground)
    if found.text == "above" and text in BESIDE and flags & {"landscape", "water", "road", "nature"}:
        return False
    if found.text in UNDER and text in BESIDE and ground in _HIGH:
        return False
    if text in _OVER and (flags & {"building", "plant"} or "animate" in own) and not own & {"bird", "aircraft"}:
        return False
    if found.text == "between" and flags & {"plant"}:
        return False
    if found.text in ("across", "along", "down") and text in ("across", "along", "down") and found.head.lemma not in _MOVES:
        return False  # a house across the street is down the street as well
    if text in ("off", "off of") and flags & {"surface", "stuff", "landscape"}:
        return False
    if text in UNDER and not _has_room_below(sentence, found, own):
        return False
    if text in ("outside", "outside of") and (own & _IN_ROOMS or (figure is not None and figure.lemma in _COOK_NAMES)):
        return False
    if text == "behind" and "animate" in own and flags & {"fixture", "appliance"}:
        return False
    if found.text in _ON | INSIDE and text in _BEFORE | UNDER and "animate" not in own and _holds_food(ground):
        return False
    if text in _ON and ("vessel" in flags or ("animal" in flags and "animate" not in own)):
        return False
    if found.text in _ON and text in BESIDE and ground in _FLOORS:
        return False
    if text in _ON | UNDER | INSIDE and own & _GROUNDS and "landscape" not in flags:
        return False  # no walkway is on a bench
    if (
        "person" in own
        and text in _ON
        and found.text not in _ON
        and ground in _TWO_WHEELS
        and "vehicle" in flags
        and found.head.lemma != "sit"
    ):
        return False
    if text in INSIDE and "plant" in flags and "animal" not in own:
        return False  # no bench is in the trees
    if "building_part" in own and text in UNDER | _ON:
        return False
    if text in _ON and (
        ((_name(sentence, found.object) in _UPRIGHT or ground in _UPRIGHT) and "bird" not in own)
        or (flags & {"food", "edible"} and not own & {"food", "edible"})
    ):
        return False
    if text in INSIDE and "building" in flags and is_plural(found.object.tag):
        return False
    return text not in _ON | INSIDE or (_carries(own, figure, ground, text) and not _is_elsewhere(sentence, found, text))


def _figure(sentence: Sentence, of: Word) -> Word | None:
    """Return the located thing; of a thing at the side of a road that thing, where the parser attached its place to the road."""
    figure, steps = located(sentence, of), 0
    while figure is not None and figure.dep == "pobj" and steps < 4:
        above = sentence.head(sentence.head(figure))
        if not (noun_flags(figure.lemma) & _OUTDOORS or figure.lemma in _EDGES) or sentence.head(figure).lower not in _AT:
            break
        figure, steps = (above if above.pos in NOUNS else sentence.subject(above)), steps + 1
    return figure


def _place(sentence: Sentence, target: Target) -> Preposition | None:
    return None if sentence.tags or sentence.heard else preposition_of(sentence, target)


def _name(sentence: Sentence, noun: Word) -> str:
    """Return the noun with the word that it forms a compound with."""
    before = sentence.before(noun)
    return f"{before.lower} {noun.lemma}" if before is not None and before.dep == "compound" and before.head == noun.i else noun.lemma


def _is_bare(sentence: Sentence, noun: Word) -> bool:
    return not any(child.i < noun.i for child in sentence.children[noun.i])


def _is_ridden(sentence: Sentence, found: Preposition) -> bool:
    """Return whether another verb has the occupant ride, or be carried: sitting on a board and riding it, pulling a man on a cart."""
    others = (word for word in sentence.words if word.pos == "VERB" and word.i != found.head.i)
    if found.head.dep == "dobj" and sentence.head(found.head).lemma in _CARRIES:
        return True
    if found.head.lemma in _CARRIES and found.head.pos == "VERB":
        return True
    return any(word.lemma in _RIDES for word in others)


def _is_afloat(sentence: Sentence) -> bool:
    return any("water" in noun_flags(word.lemma) | {word.lemma} or word.lemma in ("paddle", "row", "oar") for word in sentence.words)


def _has_room_below(sentence: Sentence, found: Preposition, own: frozenset[str]) -> bool:
    """Return whether the figure fits below: nobody stands under a table or sits under a train, and nothing is under a pole."""
    ground, flags = found.object.lemma, noun_flags(found.object.lemma)
    if "vehicle" in own and "vehicle" in flags:
        return False
    if ground in _THIN | _BARRIERS or (ground in _LOW_THINGS and "animate" in own and found.head.lemma not in _SITS_UNDER):
        return False
    if ground in _TWO_WHEELS and "bird" not in own:
        return False
    if "animal" in flags:
        return "animal" in own  # a calf under a cow
    if "person" not in own:
        return True
    return not flags & {"furniture", "appliance", "fixture", "vehicle"} or "aircraft" in flags or found.head.lemma in _SITS_UNDER


def _holds_food(ground: str) -> bool:
    """Return whether things lie on or in the ground and nowhere before or under it: a plate, a bowl, a tray."""
    return ground in _WRAPS or (
        bool({ground, *noun_flags(ground), *noun_classes(ground)} & CONTAINERS) and "furniture" not in noun_flags(ground)
    )


def _carries(own: frozenset[str], figure: Word | None, ground: str, text: str) -> bool:
    """Return whether the ground can hold a vehicle, a building or a large thing at all."""
    if "vehicle" not in own or figure is None:
        return True
    flags = noun_flags(ground)
    if text in INSIDE:
        if flags & {"building", "venue", "room"}:
            return ground in _HOUSES_VEHICLES
        return "vehicle" not in flags or (ground in _HOLDS_VEHICLES and figure.lemma in _LIGHT_VEHICLES)
    if flags & {"street_furniture", "furniture", "sign", "barrier", "fixture"}:
        return False
    return "vehicle" not in flags or ground in _BEARS_VEHICLES or (ground == "car" and figure.lemma in _LIGHT_VEHICLES - {"motorcycle"})


def _is_elsewhere(sentence: Sentence, found: Preposition, text: str) -> bool:
    """Return whether the caption has the figure on another support or ground already: a trolley on a street is in no building."""
    for each in sentence.once(prepositions):
        if each.first == found.first or each.text not in _ON | {"in", "at", *_WAYS} or each.first > found.first + 8:
            continue
        same = each.head.i in (found.head.i, sentence.head(found.head).i if found.head.pos in NOUNS else found.head.i)
        nearby = each.object.i == found.head.i or (each.head.i == found.object.i and text in INSIDE)
        if not same and not nearby:
            continue
        flags = noun_flags(each.object.lemma)
        if text in INSIDE and (flags & _OUTDOORS or "ground" in each.object.lemma) and not flags & {"room", "venue"}:
            return True
        if text in _ON and (each.text in _ON or "ground" in each.object.lemma) and not flags & {"room", "venue", "building"}:
            return True
    return False
