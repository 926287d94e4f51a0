"""Decide whether a preposition names a place that another preposition can replace: the weather is everywhere, a town has no front.

`relation` checks each of its prepositions and each replacement.
"""

from hardneg.families.family import Target
from hardneg.families.prepositions import BESIDE, INSIDE, UNDER, Preposition, preposition_of
from hardneg.grammar.inflection import is_plural, lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

_AFLOAT = frozenset({"sail", "swim", "float", "surf", "row", "paddle", "dive", "wade", "kayak", "splash"})
_HOLLOW = frozenset({"container", "vessel", "room", "building", "venue", "vehicle", "water"})
_WEATHER = frozenset({
    "rain", "fog", "mist", "storm", "wind", "sun", "sunshine", "sunlight", "snowfall", "dark", "darkness", "shade", "breeze", "haze",
    "daylight", "moonlight", "smoke", "downpour", "drizzle", "blizzard", "night", "light",
})  # fmt: skip
_SETTLEMENTS = frozenset({
    "town", "city", "village", "neighborhood", "neighbourhood", "downtown", "area", "district", "country", "countryside", "suburb", "slum",
    "community", "region", "urban area", "wilderness", "arena", "stadium", "landscape", "setting",
})  # fmt: skip
_PICTURES = frozenset({"photo", "photograph", "picture", "selfie", "portrait", "shot", "image", "pic", "video"})
_ON = frozenset({"on", "on top of", "atop", "upon", "onto"})
_OVER = frozenset({"over", "above"})
_PLACES = frozenset({"in front of", "behind", "next to", "beside", "under", "on top of"})
_BUILT_IN = frozenset({
    "window", "skylight", "cabinet", "shelf", "mirror", "light", "lamp", "chandelier", "painting", "picture", "clock", "ceiling", "balcony",
    "awning", "roof", "cupboard", "vent", "hood", "sign", "light fixture", "bridge", "rail", "faucet", "traffic light", "streetlight",
})  # fmt: skip
_HANGS_ON = frozenset({"swing", "balance", "dangle", "slide", "spin", "grind", "bounce", "hang"})
_MAKES = frozenset({
    "cook", "prepare", "mix", "make", "fry", "boil", "chop", "cut", "slice", "stir", "blend", "bake", "grill", "knead", "dice", "whisk",
    "peel", "roast", "wash", "melt", "soak", "heat", "add", "pour", "put", "dip", "mash", "saute",
})  # fmt: skip


_SILLS = frozenset({"windowsill", "sill", "window sill", "ledge", "toilet", "mantle", "mantel"})
_TABLES = frozenset({
    "table", "desk", "counter", "shelf", "nightstand", "dresser", "countertop", "tabletop", "coffee table", "dining table", "stand",
    "bench", "cabinet", "stove", "tray", "bookshelf",
})  # fmt: skip
_SMALL = frozenset({"tableware", "food", "edible", "drink", "vessel", "utensil", "electronics", "readable", "container", "cookware", "toy"})
_SEATS = frozenset({"seat", "chair", "stool", "bench", "couch", "sofa", "armchair", "recliner", "loveseat", "swing", "throne"})
_CROSSED = frozenset({"street", "road", "highway", "driveway", "avenue"})
_STUCK = frozenset({"magnet", "sticker", "decal", "logo", "label", "stamp", "tattoo", "patch"})
_GROUNDS = frozenset({"yard", "garden", "park", "backyard", "courtyard", "playground", "lot", "parking lot", "driveway"})
_HOMES = frozenset({"home", "house", "apartment", "cabin"})
_POSTURES = frozenset({"be", "sit", "stand", "lie", "lay", "kneel", "crouch", "sleep", "rest", "balance", "squat", "perch", "lean"})
_GOES = frozenset({"walk", "run", "jump", "climb", "crawl", "pose", "play", "wait", "dance", "eat", "park", "place", "pile", "stack"})
_MOORED = frozenset({"dock", "moor", "anchor", "tie", "park", "stop", "berth"})
_ON_WALLS = frozenset({
    "mirror", "painting", "poster", "whiteboard", "blackboard", "chalkboard", "mural", "bulletin board", "map", "bookshelf", "bookcase",
    "fireplace",
})  # fmt: skip
"""Things that stand or hang against a wall, so that nothing is behind them."""
_CUPS = frozenset({"cup", "mug", "glass", "bottle", "jar", "can", "vase", "teacup", "wine glass", "pitcher", "teapot", "kettle"})
_INTO_CUPS = frozenset({"tableware", "cookware", "furniture", "appliance", "fixture", "vehicle", "board", "bag", "animate", "electronics"})
_TOO_LARGE = frozenset({"furniture", "appliance", "fixture", "vehicle", "building"})
_FOR_THINGS = frozenset({"container", "vessel", "cookware", "tableware", "bag", "fixture", "appliance"})
_OPENS_INWARD = frozenset({"hallway", "corridor", "aisle", "alley", "closet", "lobby", "elevator"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether the target's preposition names a place, and no weather, medium or material."""
    found = _place(sentence, target)
    if found is None:
        return True
    neighbours = {found.object.lemma, *(word.lemma for word in sentence.words[found.last : found.last + 2])}
    if neighbours & _WEATHER and found.text in INSIDE | {"under"}:
        return False
    if (found.object.lemma in _SILLS and found.text in _ON | {"at", "in"}) or found.object.lower in ("sill", "windowsill"):
        return False
    if found.head.lemma in _STUCK and found.text in _ON:
        return False
    if found.text == "against" and "animate" in noun_flags(found.object.lemma):
        return False  # who plays against a boy is not away from him
    if found.text in _ON and "board" in noun_flags(found.object.lemma) and _does_a_trick(found):
        return False
    if found.text == "by" and "animate" in noun_flags(found.object.lemma) and _is_passive(sentence, found):
        return False  # a boy pulled out of a pool by his father
    if found.head.lemma in _PICTURES and found.head.dep == "pobj":
        return False  # who poses for a picture before a fountain does not do so behind it
    if found.head.lemma in _HANGS_ON and found.text in _ON:
        return False
    doing = (word for word in sentence.words[: found.first] if word.pos == "VERB" or word.lower.endswith("ing"))
    afloat = any(lemma_of(word.lower, "VERB") in _AFLOAT for word in doing)
    if afloat and found.text in INSIDE and "water" in noun_flags(found.object.lemma):
        return False  # what sails in a sea does not sail next to it
    rested = sentence.child(found.head, "dobj")
    if rested is not None and "body" in noun_flags(rested.lemma) and found.text in _ON:
        return False  # resting its head on a rock
    verb = found.head if found.head.pos == "VERB" else sentence.head(found.head) if found.head.dep == "dobj" else None
    return not (verb is not None and verb.lemma in _MAKES and found.text in INSIDE | _ON)


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether the located thing can be `text` the other thing."""
    found = _place(sentence, target)
    if found is None:
        return True
    if found.object.lemma in _SETTLEMENTS and text in _PLACES:
        return False
    if found.text == "into" and text == "away from":
        return False
    if (
        found.text in _ON | {"in"}
        and text in ("in front of", "behind")
        and found.object.lemma in _SEATS
        and found.head.lemma in ("sit", "seat")
    ):
        return False
    seated = found.text in _ON | {"in"} and found.object.lemma in _SEATS and found.head.lemma == "sit"
    if seated and text in ("next to", "beside") and _has_another_verb(sentence, found.head):
        return False  # who sits and watches a film sits on the couch
    if {found.text, text} in ({"along", "across"}, {"down", "across"}) and found.object.lemma not in _CROSSED:
        return False
    if found.object.lemma == "seat" and found.head.lemma in ("sit", "seat") and text in _PLACES:
        return False
    if text in ("outside", "outside of") and found.object.lemma == "kitchen" and _works_there(sentence):
        return False
    if text in ("outside", "outside of") and found.object.lemma in _OPENS_INWARD:
        return False
    if text == "behind" and found.text in _ON and "furniture" in noun_flags(found.object.lemma) and _watches(sentence):
        return False
    if text in ("onto", "into") and found.text in ("off", "off of", "out of", "from") and _goes_elsewhere(sentence, found):
        return False
    if text == "behind" and found.object.lemma in _ON_WALLS:
        return False
    if text in BESIDE and found.object.lemma in ("roof", "ceiling", "rooftop"):
        return False
    if text in _ON and found.text not in _ON | INSIDE and found.head.pos == "VERB" and found.head.lemma not in _POSTURES | _GOES:
        return False  # who slices bread behind a counter slices it on the counter
    if text in BESIDE and any(word.lower in ("next", "beside", "near") for word in sentence.words[max(0, found.first - 4) : found.first]):
        return False  # two women who sit next to each other on a bench
    figure = found.head if found.head.pos in NOUNS else sentence.subject(found.head)
    unsaid = found.head.lemma in _MOORED or (found.head.pos in NOUNS and not _is_built(figure))
    if text == "far from" and found.text in _ON | {"at", "in"} and unsaid:
        return False  # nobody writes of a girl that she is far from a beach
    if figure is None:
        return True
    if text in INSIDE | {"into"} and not _goes_into(noun_flags(figure.lemma), found.object.lemma):
        return False
    if figure.lemma in ("ground", "floor") and text in _ON | UNDER | INSIDE:
        return False
    if (
        found.text == "in"
        and text in ("next to", "beside")
        and found.object.lemma in _GROUNDS
        and "animate" not in noun_flags(figure.lemma)
    ):
        return False
    alike = any(word.lemma == found.object.lemma for word in sentence.words[: found.first])
    if alike and text in INSIDE | _ON | UNDER:
        return False  # a vase of flowers next to a vase
    if "barrier" in noun_classes(found.object.lemma)[:1] and text in _ON and not _perches(figure):
        return False  # no buffalo stands on a fence
    if "body" in noun_flags(figure.lemma) and "body" in noun_flags(found.object.lemma):
        return False  # a hand on a chest
    if found.text in BESIDE and text in INSIDE and not _has_inside(found.object):
        return False
    if figure.lemma in _BUILT_IN and found.text in _OVER and text in UNDER:
        return False
    if found.text in _ON and text in ("next to", "beside") and found.object.lemma in _TABLES and noun_flags(figure.lemma) & _SMALL:
        return False  # a cup beside a table is on the floor
    return not (_stays_in_houses(figure, found) and text in _PLACES)


def _does_a_trick(found: Preposition) -> bool:
    """Return whether somebody is on a board and does something there: does a flip on his skateboard."""
    if found.head.pos == "VERB":
        return found.head.lemma not in _POSTURES
    return found.head.pos in ("NOUN", "ADJ") and not noun_flags(found.head.lemma) & {"animate", "artifact"}


def _goes_elsewhere(sentence: Sentence, found: Preposition) -> bool:
    """Return whether the path has its end in the caption: off a dock into a lake."""
    return any(word.lower in ("into", "onto", "to") and word.pos == "ADP" for word in sentence.words[found.last :])


def _is_built(figure: Word | None) -> bool:
    """Return whether a thing is large enough to be far from a place."""
    return figure is not None and bool(noun_flags(figure.lemma) & {"building", "vehicle", "venue"})


def _goes_into(own: frozenset[str], ground: str) -> bool:
    """Return whether a thing is small enough: no plate is in a cup, and no toilet in a bin."""
    if ground in _CUPS and own & _INTO_CUPS:
        return False
    return not (own & _TOO_LARGE and noun_flags(ground) & _FOR_THINGS)


def _perches(figure: Word) -> bool:
    """Return whether somebody or something sits on fences: a bird, a cat, a person."""
    flags = noun_flags(figure.lemma)
    small = "artifact" in flags and not flags & {"vehicle", "building"}
    return small or bool(flags & {"bird", "person"}) or figure.lemma in ("cat", "kitten", "squirrel")


def _has_inside(noun: Word) -> bool:
    """Return whether one can be in a thing beside which one is: in a house or a lake, but in no trees and no buildings."""
    return not is_plural(noun.tag) and bool(noun_flags(noun.lemma) & _HOLLOW) and "plant" not in noun_flags(noun.lemma)


def _is_passive(sentence: Sentence, found: Preposition) -> bool:
    """Return whether a passive verb precedes the preposition, whose agent may follow it."""
    before = sentence.words[: found.first]
    return any(word.pos == "VERB" and sentence.child(word, "auxpass") is not None for word in before)


def _place(sentence: Sentence, target: Target) -> Preposition | None:
    if sentence.tags or sentence.heard:
        return None
    return preposition_of(sentence, target)


def _has_another_verb(sentence: Sentence, verb: Word) -> bool:
    return any(word.pos == "VERB" and word.i != verb.i and word.dep not in ("amod", "compound") for word in sentence.words)


def _works_there(sentence: Sentence) -> bool:
    """Return whether somebody cooks, or uses an appliance."""
    return any(word.lemma in _MAKES or "appliance" in noun_flags(word.lemma) for word in sentence.words)


def _watches(sentence: Sentence) -> bool:
    return any(word.lemma == "watch" or (word.lemma == "play" and word.pos == "VERB") for word in sentence.words)


def _stays_in_houses(figure: Word, found: Preposition) -> bool:
    """Return whether a thing in a building occurs nowhere outside one: a floor, a lamp."""
    flags = noun_flags(figure.lemma)
    return (
        found.text in INSIDE
        and (bool(noun_flags(found.object.lemma) & {"building", "venue"}) or found.object.lemma in _HOMES)
        and not flags & {"animate", "vehicle", "plant", "building"}
    )
