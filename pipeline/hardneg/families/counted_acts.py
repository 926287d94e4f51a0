"""Decide whether another number suits an act: one violin is not played by two, and four dogs chase one ball."""

from hardneg.families.family import Target
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

TIGHT = frozenset(
    {"furniture", "container", "vessel", "cookware", "tableware", "appliance", "fixture", "electronics", "instrument", "tool"}
)
_ROOMY = frozenset({"place", "landscape", "nature", "surface", "stuff", "room", "venue", "road", "water", "building"})
_TRODDEN = frozenset({
    "stage", "stair", "stairs", "step", "roof", "rooftop", "porch", "deck", "wall", "rain", "sun", "air", "background", "distance", "front",
    "top", "middle", "circle", "line", "row", "area", "yard", "dark", "night", "platform", "patio", "balcony", "shade", "sunlight",
})  # fmt: skip
_SETS = frozenset(
    {
        "stair",
        "step",
        "dish",
        "weight",
        "dumbbell",
        "chopstick",
        "needle",
        "drum",
        "card",
        "ingredient",
        "noodle",
        "tile",
        "brick",
        "stripe",
        "dot",
        "leaf",
    }
)
_BY_SEVERAL = frozenset({
    "chase", "follow", "catch", "retrieve", "fetch", "pull", "drag", "push", "watch", "board", "climb", "build", "move", "cut", "share",
    "lift", "load", "unload", "approach", "surround", "prepare", "decorate", "fix", "repair", "clean", "wash", "see", "pass", "face",
    "take", "throw", "toss", "reach", "secure", "attack", "sniff", "view", "inspect", "examine", "tow",
})  # fmt: skip
"""Acts that several people do to one thing."""
_HELD_BY_SEVERAL = frozenset({"sign", "banner", "flag", "rope", "trophy", "cake", "kite", "pizza", "net", "fence", "boat", "canoe"})
_OF_MANY = frozenset({
    "both", "each", "together", "same", "matching", "different", "identical", "apart", "various", "assorted", "tug",
})  # fmt: skip
_FORMATIONS = frozenset({"circle", "pair", "formation", "procession", "group"})
"""Forms that several together have: kids in a circle."""
_DONE_BY_MANY = frozenset({"gather", "assemble", "huddle", "congregate", "cluster", "crowd", "mingle", "surround", "line"})


_BEARS_ONE = frozenset({
    "surfboard", "snowboard", "skateboard", "surf board", "board", "toilet", "chair", "stool", "armchair", "scooter", "bicycle", "bike",
    "wheelchair", "stroller", "swing", "unicycle", "plate", "bowl", "cup", "glass", "mug", "bottle", "fork", "spoon", "phone", "crib",
    "kayak", "skate", "ski", "highchair", "guitar", "piano", "microphone", "pillow", "banana", "sandwich", "cell", "laptop", "recliner",
})  # fmt: skip
"""Things that one person at a time is on, eats from or speaks into."""
_OF_TWO_LIMBS = frozenset({"hand", "arm", "leg", "foot", "eye", "ear", "knee", "elbow", "shoulder", "wing", "thumb"})
_PARTS_OF_ONE = frozenset({"headboard", "roof", "lid", "steeple", "tail", "beak", "trunk", "hood", "windshield", "floor", "ceiling", "sky"})
_MEDIA = frozenset({
    "trailer", "video", "clip", "movie", "film", "cartoon", "advertisement", "commercial", "show", "episode", "scene", "tutorial",
    "documentary", "program", "news", "recording", "animation", "speech", "presentation", "lecture",
})  # fmt: skip
"""Media of which a caption of video names exactly one."""
_GATHERINGS = frozenset({"audience", "crowd", "mob", "congregation"})
"""All who are there."""
_GROOMS = frozenset({"cut", "shave", "brush", "comb", "trim", "braid", "dry", "wash", "style", "dye"})
_OWN = frozenset({"hair", "beard", "tooth", "nail", "face"})
_HAS_ONE = frozenset({
    "parachute", "wheelchair", "cane", "crutch", "backpack", "umbrella", "racket", "racquet", "tennis racket", "bat", "paddle", "purse",
    "phone", "ladder", "walker", "parasol", "leash", "headboard", "steering", "camera", "microphone",
})  # fmt: skip
"""A person has one of these."""
_RIDES = frozenset({"in", "on", "into", "onto", "of", "off", "from", "aboard", "inside"})
_FROM = frozenset({"on", "onto", "in", "from", "off", "into", "atop"})


def is_one(text: str) -> bool:
    """Return whether a number word stands for one thing."""
    return text.lower() in ("a", "an", "one", "1")


def leaves_number_open(sentence: Sentence, target: Target) -> bool:
    """Return whether the act admits another number: the noun is neither its tool nor its only place, and no word fixes the number."""
    word = sentence.words[target.first]
    noun = word if word.pos in NOUNS else sentence.head(word)
    preposition = sentence.head(noun)
    if _is_fixed(sentence, word) or (target.kind == "plural" and noun.lemma in _SETS):
        return False
    above = sentence.head(preposition)
    if preposition.lower == "with" and "tool" in noun_flags(noun.lemma) | {*noun_classes(noun.lemma)} and _is_used(sentence, noun, above):
        return False
    if preposition.lower == "of" and above.dep == "prep":  # out of a plane
        above = sentence.head(above)
    if noun.dep != "pobj" or above.pos != "VERB" or "animate" in noun_flags(noun.lemma):
        return True
    if preposition.lower in ("with", "using") and sentence.child(above, "dobj") is not None:
        return False
    tight = preposition.lower in ("in", "on", "at", "into", "from") and noun_flags(noun.lemma) & TIGHT
    rides = preposition.lower in _RIDES and "vehicle" in noun_flags(noun.lemma)
    return not (tight or rides) or is_plural(noun.tag)


def _is_used(sentence: Sentence, tool: Word, above: Word) -> bool:
    """Return whether somebody does something with a tool, wherever the parser attaches it: repairing a barn with a hammer."""
    done = any(word.pos == "VERB" and sentence.child(word, "dobj") is not None for word in sentence.words[: tool.i])
    return done and "animate" not in noun_flags(above.lemma)


def done_by_one(sentence: Sentence, target: Target) -> bool:
    """Return whether the counted agent does something to a single thing that one alone handles: a person plays a violin."""
    noun = sentence.head(sentence.words[target.first])
    if noun.pos not in NOUNS or is_plural(noun.tag):
        return False  # an act of two can be an act of four
    if "person" in noun_flags(noun.lemma) and any(_is_one_instrument(sentence, word) for word in sentence.words):
        return True
    if "animate" in noun_flags(noun.lemma) and _bears_one(sentence, noun):
        return True
    for verb in sentence.words:
        if verb.pos != "VERB":
            continue
        subject, object_ = sentence.subject(verb), sentence.child(verb, "dobj")
        if subject is None or object_ is None or subject.i != noun.i or (is_plural(object_.tag) and object_.lemma not in _OWN):
            continue
        if verb.lemma in _GROOMS and object_.lemma in _OWN and _of_another(sentence, object_):
            return True
        if verb.lemma in _BY_SEVERAL or object_.lemma in _HELD_BY_SEVERAL:
            continue
        flags = noun_flags(object_.lemma)
        one = any(child.lower in ("a", "an") for child in sentence.children[object_.i])
        if one and flags & {"artifact", "sport_gear"} and not flags & {"building", "building_part", "furniture", "vehicle", "readable"}:
            return True
    return False


def requires_several(sentence: Sentence) -> bool:
    """Return whether a phrase requires several: `each other`, `both`, `one is on the phone`."""
    pairs = zip(sentence.words, sentence.words[1:], strict=False)
    if any((one.lower, two.lower) in (("each", "other"), ("one", "another")) for one, two in pairs):
        return True
    return any(
        word.lower in _OF_MANY
        or (word.lemma in _FORMATIONS and any(each.lower in ("in", "into") for each in sentence.words[max(word.i - 2, 0) : word.i]))
        or (word.pos == "VERB" and word.lemma in _DONE_BY_MANY)
        or (word.lower == "one" and word.dep.startswith("nsubj"))
        for word in sentence.words
    )


def _is_fixed(sentence: Sentence, number: Word) -> bool:
    """Return whether a number counts parts of a body, or things on both sides: one hand, between two mirrors."""
    noun = number if number.pos in NOUNS else sentence.head(number)
    above = sentence.head(sentence.head(noun))
    if noun.lemma in _HAS_ONE and sentence.head(noun).lower == "with" and "person" in noun_flags(above.lemma) | noun_flags(above.lower):
        return True
    if noun.lemma in _HAS_ONE and above.pos in ("PRON", "VERB") and sentence.head(noun).lower == "with":
        return True
    return (
        noun.lemma in _OF_TWO_LIMBS | _MEDIA | _GATHERINGS
        or noun.lemma in _PARTS_OF_ONE
        or (sentence.head(noun).lower == "between" and noun.dep == "pobj")
    )


def _of_another(sentence: Sentence, part: Word) -> bool:
    """Return whether the hair is that of another person, whom one alone grooms: the hair of a boy, a boy's hair."""
    owner = sentence.child(part, "poss")
    return any(child.lower == "of" for child in sentence.children[part.i]) or (owner is not None and owner.pos in NOUNS)


def _is_one_instrument(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun names an instrument that is played, whoever the parser makes its player."""
    return noun.dep == "dobj" and noun.tag == "NN" and sentence.head(noun).lemma == "play" and "instrument" in noun_flags(noun.lemma)


def _bears_one(sentence: Sentence, noun: Word) -> bool:
    """Return whether somebody is on a thing that holds one person, or eats from one plate."""
    heads = {noun.i}
    for verb in sentence.words:
        if verb.pos in ("VERB", "AUX") and (subject := sentence.subject(verb)) is not None and subject.i == noun.i:
            heads.add(verb.i)
            object_ = sentence.child(verb, "dobj")
            if object_ is not None:
                heads.add(object_.i)
    for preposition in sentence.words:
        to = sentence.child(preposition, "pobj") if preposition.head in heads and preposition.lower in _FROM else None
        if to is None or is_plural(to.tag):
            continue
        if to.lower in ("top", "back", "edge"):
            below = next((child for child in sentence.children[to.i] if child.lower == "of"), None)
            to = (sentence.child(below, "pobj") or to) if below is not None else to
        if to.lemma in _BEARS_ONE and not is_plural(to.tag):
            return True
    return False


def has_room(preposition: Word, place: Word | None) -> bool:
    """Return whether somebody who is in, on or at a place can move about there: on a field or a stage, but in no tree."""
    if place is None or preposition.lower not in ("in", "on", "at", "inside"):
        return True
    flags = noun_flags(place.lemma)
    return (bool(flags & _ROOMY) and "plant" not in flags) or place.lemma in _TRODDEN
