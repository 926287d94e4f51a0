"""Decide which things people and animals can sit, lie or stand on, which shelter them, and which part of a body replaces another.

`object` checks every replacement noun: nobody sits on a ceiling, and no street becomes a river below a car.
"""

from hardneg.families.possessions import wearers
from hardneg.families.prepositions import SHELTERING, UNDER
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, slots_of
from hardneg.lexicon.gender import pronoun_of

_REST = frozenset(
    {"sit", "lie", "lay", "sleep", "stand", "rest", "lounge", "kneel", "nap", "recline", "perch", "crouch", "relax", "seat", "curl"}
)
# Words that describe clouds, or the sky of a day.
_OF_CLOUDS = frozenset({
    "puffy", "fluffy", "white", "gray", "grey", "dark", "thick", "heavy", "wispy", "blue", "cloudy", "overcast", "rain", "sun", "sunny",
    "day", "sunset", "sunrise",
})  # fmt: skip
_ON = frozenset({"on", "in", "upon", "onto", "atop", "inside"})
_BEARS = frozenset({"vehicle", "place", "nature", "surface", "animal", "water", "board", "textile", "sport_place", "stuff"})
_SEATS = frozenset({
    "chair", "couch", "bench", "bed", "stool", "armchair", "sofa", "table", "desk", "counter", "rock", "log", "stump", "floor", "ground",
    "step", "stair", "staircase", "wall", "ledge", "railing", "fence", "branch", "swing", "roof", "lap", "hammock", "trampoline", "porch",
    "balcony", "windowsill", "suitcase", "box", "crate", "ottoman", "cabinet", "dresser", "piano", "stage", "platform", "deck", "dock",
    "ladder", "statue", "barrel", "bridge", "gate", "tub", "bathtub", "toilet", "crib", "shoulder", "back", "window", "seat", "fountain",
})  # fmt: skip
_NOT_FOR_PEOPLE = frozenset({"cabinet", "dresser", "piano", "gate", "window", "crib"})
_LIES = frozenset({"lie", "lay", "sleep", "nap", "recline", "curl"})
_HARD = frozenset({"table", "desk", "counter", "stool", "chair", "shelf", "dresser", "nightstand", "ladder", "railing", "armchair", "step"})
"""Things on which nobody lies."""
_NESTS = frozenset({
    "box", "basket", "bag", "suitcase", "bowl", "sink", "crate", "bucket", "laptop", "keyboard", "shelf", "bookshelf", "backpack", "drawer",
    "television", "monitor", "computer", "cage", "purse", "refrigerator", "microwave", "book", "newspaper", "shoe", "hat", "printer",
    "stove", "vase", "washing machine", "nightstand",
})  # fmt: skip
_WADES = frozenset({
    "stand", "swim", "wade", "play", "walk", "splash", "run", "jump", "dive", "fall", "float", "drink", "bathe", "fish", "paddle", "surf",
    "be", "sit", "step", "crawl", "wash", "relax", "row", "sail", "kayak", "cool", "land",
})  # fmt: skip
_SPORTS = frozenset({
    "tennis", "baseball", "soccer", "basketball", "football", "volleyball", "golf", "hockey", "cricket", "skateboard", "ski", "snowboard",
    "batter", "pitcher", "umpire", "catcher", "skateboarder", "skier", "snowboarder", "skate", "game", "match", "racket", "racquet", "bat",
})  # fmt: skip
_ANY_GAME = frozenset({"beach", "parking lot", "street", "park", "field", "yard", "road", "grass", "sand", "snow", "lawn"})
_SNOWED_UPON = frozenset({"street", "field", "road", "hill", "mountain"})
_FITTED = {
    "bathroom": frozenset({"toilet", "shower", "bathtub", "tub", "urinal", "bath"}),
    "restroom": frozenset({"toilet", "urinal", "stall"}),
    "kitchen": frozenset({"stove", "oven", "refrigerator", "dishwasher", "fridge", "microwave", "appliance"}),
}
_RUNS = frozenset({"run", "walk", "crawl", "dance", "jog", "chase", "march", "dash", "race", "stroll", "gallop", "skate", "hike"})
_UNCROSSED = frozenset({"furniture", "textile", "appliance"})
_UNDERFOOT = frozenset({"bed", "couch", "sofa", "mattress", "trampoline", "rug", "carpet", "mat", "stage"})
"""Things on which one runs or dances as on the ground."""
_OF_WOMEN = frozenset({"dress", "skirt", "gown", "blouse", "bikini", "high heel", "tiara"})
_WET = frozenset({"water", "wave"})
_OF_PLANTS = frozenset({"grove", "orchard", "thicket", "copse", "bouquet", "hedge", "clump", "canopy", "avenue"})
_RIDDEN = frozenset({"bike", "bicycle", "motorcycle", "motorbike", "scooter", "horse", "pony", "camel", "donkey", "moped", "skateboard"})
"""Things that people are on, and not in."""
_OF_PEOPLE = frozenset(
    {"head", "shoulder", "arm", "leg", "back", "hand", "foot", "knee", "chest", "lap", "neck", "face", "wrist", "finger"}
)
_OF_ANIMALS = frozenset({"head", "back", "neck", "leg"})
_ON_THE_BODY = frozenset({"on", "around", "over", "behind", "above", "onto"})


def can_be_there(sentence: Sentence, noun: Word, own: str, other: str) -> bool:
    """Return whether `other` can replace the noun, whose unit is `own`: as a seat, as a place, as a part, as a container."""
    if not _suits_its_words(sentence, noun, own, other):
        return False
    if own == "coat" and "animal" in _kinds(sentence) and "person" not in _kinds(sentence):
        return False  # the coat of a dog is its fur
    if noun.dep == "poss" and "person" in noun_flags(own) and "clothing" in noun_flags(sentence.head(noun).lemma):
        return "person" in noun_flags(other)
    if noun_classes(own)[:1] == ("playing_place",) and sentence.once(_sports) and other not in _ANY_GAME:
        return False  # no baseball is played on a ski slope
    if own == "ski slope" and other not in _SNOWED_UPON:
        return False
    if "room" in noun_flags(own) and any(word.lemma in _FITTED.get(own, ()) for word in sentence.words):
        return False  # a room with a shower is no living room
    if other in _OF_WOMEN and own not in _OF_WOMEN and _is_for_men(sentence, noun):
        return False
    if own == "building" and "building" not in noun_classes(other):  # a thing beside a building may be beside a tree
        return noun.dep == "pobj" and sentence.head(noun).lower not in ("of", "with", "in", "on")
    if "body" in noun_flags(other):
        return _is_part_too(sentence, noun, other)
    if not _holds_as_much(sentence, noun, own, other):
        return False
    preposition = sentence.head(noun)
    if noun.dep != "pobj" or preposition.i > noun.i:
        return True
    crossed = preposition.lower in ("on", "across", "along", "around", "over") and sentence.head(preposition).lemma in _RUNS
    if preposition.lower == "across" and noun_flags(other) & _UNCROSSED and not noun_flags(own) & _UNCROSSED:
        return False  # nobody chases a ball across a table
    if crossed and noun_flags(other) & {"furniture", "textile", "appliance"} and other not in _UNDERFOOT:
        return False
    if preposition.lower not in _ON:
        return True
    return _bears(sentence, preposition, other) and _is_dry_enough(sentence, preposition, own, other)


def _suits_its_words(sentence: Sentence, noun: Word, own: str, other: str) -> bool:
    """Return whether the words around a noun suit the new one: no stars are puffy or in a blue sky, and nobody shelters under a book."""
    if other == "photograph" and {"depiction", "sculpture"} & set(noun_classes(own)):
        return False  # every painting in a picture may be called a photograph of one
    group = sentence.head(sentence.head(noun)).lemma if noun.dep == "pobj" and sentence.head(noun).lower == "of" else ""
    if group in _OF_PLANTS and "plant" in noun_flags(own) and "plant" not in noun_flags(other):
        return False  # no grove is of houses
    if own in _RIDDEN and noun.dep == "pobj" and sentence.head(noun).lower == "on" and "vehicle" in noun_flags(other):
        return other in _RIDDEN  # nobody rides on a car
    if own == "cloud" and other == "star":
        return not any(word.lower in _OF_CLOUDS for word in sentence.words)
    if noun.dep != "pobj" or sentence.head(noun).lower not in UNDER or own not in SHELTERING:
        return True
    return other in SHELTERING or bool(noun_flags(other) & {"plant", "building", "furniture"})


def _is_for_men(sentence: Sentence, noun: Word) -> bool:
    """Return whether a man wears the garment, or a shop sells it to men: men's shirt, a shirt for men."""
    owners = [child for child in sentence.children[noun.i] if child.dep in ("poss", "nmod", "compound") and child.i < noun.i]
    for child in sentence.children[noun.i]:
        if child.lower == "for":
            owners += [each for each in sentence.children[child.i] if each.dep == "pobj"]
    return any(pronoun_of(each.lemma) == "he" for each in (*owners, *wearers(sentence, noun)))


def _sports(sentence: Sentence) -> bool:
    """Return whether the caption names a game, or who plays it, outside the name of its place."""
    return any(
        word.lemma in _SPORTS and not (word.dep == "compound" and noun_classes(sentence.head(word).lemma)[:1] == ("playing_place",))
        for word in sentence.words
    )


def _kinds(sentence: Sentence) -> frozenset[str]:
    return sentence.once(_flags)


def _flags(sentence: Sentence) -> frozenset[str]:
    return frozenset(flag for word in sentence.words if word.pos in ("NOUN", "PROPN") for flag in noun_flags(word.lemma))


def _is_part_too(sentence: Sentence, noun: Word, other: str) -> bool:
    """Return whether a body of the caption has the other part, and the caption only describes what is on it: no man has a tail."""
    preposition = sentence.head(noun)
    if noun.dep != "pobj" or preposition.lower not in _ON_THE_BODY:
        return False
    return other in (_OF_ANIMALS if "animal" in _kinds(sentence) else _OF_PEOPLE)


def _holds_as_much(sentence: Sentence, noun: Word, own: str, other: str) -> bool:
    """Return whether the other can hold the same content: a plate of food is no napkin of food."""
    for child in sentence.children[noun.i]:
        content = sentence.child(child, "pobj") if child.lower == "of" and child.i > noun.i else None
        entries = slots_of("unit", own)
        if content is None or not any(slot.holds(content.lemma) for slot in entries):
            continue
        return any(slot.holds(content.lemma) for slot in slots_of("unit", other))
    return True


def _figure(sentence: Sentence, of: Word) -> Word | None:
    """Return the located thing: the subject of a verb, the members of a group, and the content of a picture."""
    figure = of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)
    if figure is None or "animate" in noun_flags(figure.lemma):
        return figure
    below = sentence.child(figure, "prep")
    inner = sentence.child(below, "pobj") if below is not None and below.lower == "of" else None
    return inner if inner is not None and "animate" in noun_flags(inner.lemma) else figure


def _bears(sentence: Sentence, preposition: Word, other: str) -> bool:
    """Return whether the located person or animal can rest on, or in, the other thing as well."""
    of = sentence.head(preposition)
    figure = _figure(sentence, of)
    flags = noun_flags(figure.lemma) if figure is not None else frozenset({"person"})
    if "animate" not in flags and (figure is None or figure.pos != "PRON"):
        return True
    if of.pos == "VERB" and of.lemma not in _REST:
        return True
    if noun_flags(other) & {"clothing", "wearable", "body"}:
        return True
    if "person" in flags and of.lemma in _LIES and other in _HARD:
        return False
    if "person" in flags and other in _NOT_FOR_PEOPLE:
        return False
    return bool(noun_flags(other) & _BEARS) or other in _SEATS or ("animal" in flags and other in _NESTS)


def _is_dry_enough(sentence: Sentence, preposition: Word, own: str, other: str) -> bool:
    """Return whether the located thing may be in, or on, water, where the other place is water: no kite is flown in a river."""
    if not _is_wet(other) or _is_wet(own):
        return True
    of = sentence.head(preposition)
    figure = _figure(sentence, of)
    flags = noun_flags(figure.lemma) if figure is not None else frozenset()
    if "watercraft" in flags or "bird" in flags:
        return True
    if preposition.lower != "in" or (of.pos == "VERB" and (of.lemma not in _WADES or sentence.child(of, "dobj") is not None)):
        return False
    return figure is None or figure.pos == "PRON" or "animate" in flags


def _is_wet(lemma: str) -> bool:
    return lemma in _WET or "water_body" in noun_classes(lemma)[:1]
