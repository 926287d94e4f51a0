"""Decide whether another thing can replace a thing, by the acts with it: who slices with a knife slices with no spoon.

Where the lexicon's slots know the verb, they decide (`fit.py`). Of other verbs only those admit any noun that restrict neither their object
(`holds`, `shows`) nor the place (`sits`, `talks`). An argument of an unknown verb is not edited.
"""

from hardneg.families.family import Target
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags, slots_of

# Acts that restrict neither their place nor the things nearby.
_ANYWHERE = frozenset({
    "be", "sit", "stand", "lie", "lay", "rest", "sleep", "nap", "walk", "run", "wait", "talk", "speak", "chat", "sing", "dance", "read",
    "eat", "drink", "smile", "laugh", "pose", "look", "gather", "play", "perform", "relax", "work", "jump", "perch", "lean", "hang",
    "crouch", "kneel", "squat", "stroll", "hike", "jog", "wander", "crawl", "roam", "lounge", "hide", "stop", "park", "drive", "ride",
    "travel", "go", "move", "come", "fly", "float", "swim", "graze", "race", "pass", "turn", "seat", "stay", "live", "fall", "climb",
    "roll", "slide", "surf", "ski", "skateboard", "snowboard", "skate", "meet", "fight", "argue", "yell", "shout", "cry", "appear",
    "see", "picture", "place", "set", "put", "display", "stack", "pile", "arrange", "mount", "show", "leave", "tie", "chain", "keep",
    "store", "line", "gallop", "trot", "interview", "film", "record", "photograph", "wear", "dress", "hold", "carry", "have", "march",
    "cross", "head", "approach", "cover", "fill", "surround", "top", "load", "pack", "make", "serve", "stare", "gaze", "peer", "peek",
    "dangle", "prop",
})  # fmt: skip
# Verbs that admit any object.
_HANDLES = frozenset({
    "hold", "carry", "see", "watch", "show", "have", "buy", "sell", "draw", "paint", "photograph", "film", "find", "touch", "grab",
    "display", "examine", "inspect", "get", "bring", "take", "look", "be", "feature", "include", "contain", "need", "want", "pass",
    "face", "approach", "surround", "cover", "hug", "feed", "pet", "follow", "chase", "wash", "clean", "make", "prepare", "view",
    "observe", "picture", "depict", "sniff", "smell", "own", "advertise", "try", "kiss", "push", "pull", "drop", "throw", "move",
    "introduce", "walk", "leave", "enter", "overlook", "line", "top", "sit", "stand", "like", "enjoy",
})  # fmt: skip
_SPOKEN_TO = frozenset({
    "talk", "speak", "sing", "say", "explain", "point", "wave", "smile", "address", "yell", "listen", "shoot", "aim", "shout", "laugh",
})  # fmt: skip
_TOWARD = frozenset({"to", "at", "into", "toward", "towards", "for"})
_PUTS_INTO = frozenset(
    {"pour", "put", "place", "drop", "throw", "toss", "add", "set", "lay", "stuff", "pack", "jump", "dive", "fall", "get"}
)
_RECEIVES = frozenset({"container", "vessel", "cookware", "tableware", "bag"})
_PLACES = frozenset({"room", "venue", "building", "place", "landscape", "road", "water", "nature", "sport_place", "sky", "surface"})
_WHERE = frozenset(
    {"in", "on", "at", "near", "inside", "outside", "by", "beside", "behind", "around", "under", "along", "across", "down", "up"}
)
_NEAR = frozenset({"near", "beside", "by", "behind"})
_FLUIDS = frozenset({"water", "pool", "swimming pool"})
_RIDDEN = frozenset(
    {"bike", "bicycle", "motorcycle", "motorbike", "motor bike", "dirt bike", "scooter", "horse", "pony", "camel", "donkey"}
)
_PETS_DO = {
    "dog": frozenset({"play", "jump", "swim", "watch"}),
    "puppy": frozenset({"play", "jump", "swim", "watch"}),
    "cat": frozenset({"play", "jump", "watch"}),
}
"""Acts of pets as well as people, in captions without a thing that only people use."""
_FOR_PEOPLE = frozenset({"electronics", "instrument", "board", "sport_gear", "vehicle", "game", "controller"})
_TOYS = frozenset({"toy", "throwable", "sport_gear"})
_ANIMALS_MOVE = frozenset({"jump", "climb", "wade", "bound", "splash", "dig", "yawn", "stretch"})
_WORN = frozenset({"wearable", "clothing", "body", "accessory"})
_GAMES = frozenset({"sport", "game"})
_ANYBODY = frozenset({"be", "sit", "stand", "lie", "lay", "rest", "sleep", "nap", "walk", "run", "wait", "look", "see", "show"})
_HEAVY_INSTRUMENTS = frozenset({"piano", "drum", "harp", "cello", "organ"})
_ON_FOOT = frozenset({"walk", "run", "dance", "march", "jump", "stroll"})
_WILD_PLACES = frozenset({"desert", "river", "ocean", "jungle", "swamp", "cliff", "volcano", "cave"})
_TRAVELS = frozenset(
    {"be", "walk", "ride", "drive", "hike", "travel", "stand", "go", "run", "row", "paddle", "swim", "look", "see", "wear", "wade"}
)
_UNCLEAR = frozenset({
    "class", "team", "crowd", "audience", "band", "choir", "orchestra", "cast", "crew", "screen", "friend", "weight", "dumbbell",
    "barbell", "architecture", "advertisement",
})  # fmt: skip
"""Nouns without a clear contrary, or without one that is handled in the same way."""
_SPORTSMEN = frozenset({"player", "athlete", "referee", "umpire", "goalie", "coach"})
_SEATS = frozenset({"chair", "bench", "couch", "sofa", "stool", "armchair", "seat"})
_NO_SEATS = frozenset({"desk", "dresser", "nightstand", "shelf", "bookshelf", "cabinet", "crib", "wagon"})
_GREENS = frozenset({"grass", "bamboo", "leaf", "hay", "plant", "branch"})
_EAT_GREENS = frozenset({
    "cow", "horse", "goat", "sheep", "lamb", "elephant", "giraffe", "deer", "rabbit", "pony", "donkey", "zebra", "llama", "camel",
    "hippo", "rhino", "kangaroo", "antelope", "hamster",
})  # fmt: skip
_YOUNG = frozenset({"boy", "girl", "child", "kid", "toddler", "baby"})
_FOR_GROWN = frozenset({"tractor", "bus", "truck", "motorcycle", "jet ski", "train", "van", "car", "jeep"})
_CUES_OF_SPORT = frozenset({
    "goal", "ramp", "mat", "hill", "pit", "base", "plate", "net", "ring", "snow", "slope", "wave", "water", "mountain", "pool",
    "track", "court", "hole", "ball", "basket",
})  # fmt: skip
_PICKS = frozenset({"pick", "hold", "lift", "put", "carry"})
_COOKS = frozenset({
    "mix", "stir", "whisk", "prepare", "season", "blend", "simmer", "make", "wash", "cook", "fry", "bake", "chop", "boil", "grill",
    "peel", "slice", "roast", "knead",
})  # fmt: skip
_ANIMALS_DO = _ANYBODY | {
    "eat", "drink", "play", "chase", "follow", "fight", "lick", "bite", "sniff", "hide", "perch", "fly", "float", "graze", "roam", "wander",
    "crawl", "roll", "wear", "have", "stroll", "trot", "gallop", "chew", "feed", "gather", "face", "watch", "approach", "leap", "drag",
    "pull", "dress", "tie", "leash", "hold", "pet", "carry", "surround", "race", "peek", "peer", "attack", "move", "go", "come",
}  # fmt: skip
_THINGS_DO = frozenset({
    "be", "sit", "stand", "lie", "lay", "rest", "hang", "lean", "park", "see", "show", "place", "set", "put", "display", "stack",
    "pile", "arrange", "mount", "have", "cover", "fill", "surround", "top", "line", "make", "wear", "drive", "travel", "go", "move",
    "pass", "stop", "turn", "fly", "float", "sail", "come", "run", "pull", "wait", "cross", "approach", "carry", "hold", "contain",
    "include", "feature", "face", "fall", "land", "tie", "serve", "paint", "use", "grow", "lead", "look", "appear", "picture", "build",
    "race", "speed", "head", "dock", "tow", "reflect", "ride", "load", "pack", "wrap", "drape", "attach", "prop", "leave", "roll",
    "overlook", "burn", "dangle", "swing", "sink", "leak", "descend", "ascend", "crash", "drift", "soar", "hover", "rust",
})  # fmt: skip


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether the acts with the target's thing admit another thing."""
    if sentence.heard or sentence.tags:
        return True
    if target.kind == "shape":
        return True  # a square allows the same acts as a drawn circle
    noun = sentence.words[target.last - 1]
    flags = noun_flags(target.lemma)
    first = _first(sentence, noun)
    if (
        noun.lemma in _UNCLEAR
        or target.lemma in _UNCLEAR
        or (noun.lemma == "kitchen" and any(word.lemma in _COOKS for word in sentence.words))
    ):
        return False
    if ("athlete" in flags or noun.lemma in _SPORTSMEN) and any(
        word.lemma in _CUES_OF_SPORT for word in sentence.words if word.i != noun.i
    ):
        return False
    if flags & _GAMES and _ground_is_named(sentence, noun):
        return False
    if "sport_place" in flags and _game_is_named(sentence, target):
        return False
    if first.dep in ("dobj", "nsubjpass"):
        return "person" in flags or _done_to_it(sentence, sentence.head(first), target.lemma, flags)
    if first.dep == "nsubj":
        return _does_it(sentence, sentence.head(first), target.lemma, flags)
    preposition = sentence.head(first)
    if first.dep == "pobj" and preposition.pos == "ADP" and preposition.i < first.i:
        verb = sentence.head(preposition)
        if verb.pos == "VERB":
            return _of_its_phrase(sentence, verb, preposition, target.lemma, flags)
    return True


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether the noun `text` can do the acts of the target: no balloon eats, and no cat interviews anybody."""
    if sentence.tags:
        return True
    lemma = lemma_of(text, "NOUN")
    own, other = noun_flags(target.lemma), noun_flags(lemma)
    verbs = {verb.lemma for verb in sentence.words if verb.pos == "VERB"}
    noun = sentence.words[target.last - 1]
    if ("animate" in own) != ("animate" in other) and not (
        target.lemma in _RIDDEN and lemma in _RIDDEN and _is_ridden(sentence, _first(sentence, noun))
    ):
        return False
    doing = {word.lemma for word in sentence.words if word.pos == "VERB" and (subject := sentence.subject(word)) and subject.i == noun.i}
    greens = any(word.lemma in _GREENS and word.dep == "dobj" for word in sentence.words)
    if lemma == "pig" and doing & _ANIMALS_MOVE:
        return False
    if "animal" in own and doing & {"eat", "chew", "munch"} and greens and lemma not in _EAT_GREENS:
        return False
    if (
        "watercraft" in own
        and "watercraft" not in other
        and any(word.lemma in ("water", "sea", "ocean", "wave") for word in sentence.words)
    ):
        return False
    if target.lemma in _SEATS and lemma in _NO_SEATS and verbs & {"sit", "seat"}:
        return False
    if noun.dep == "dobj" and sentence.head(noun).lemma in ("ride", "rid", "drive") and lemma in _FOR_GROWN:
        rider = sentence.subject(sentence.head(noun))
        if rider is not None and rider.lemma in _YOUNG:
            return False
    if lemma in _HEAVY_INSTRUMENTS and verbs & _ON_FOOT:
        return False
    if lemma in _WILD_PLACES and not ("water" in own and "water" in other) and _shows(sentence, frozenset({"person"})):
        return verbs <= _TRAVELS
    if "person" in own and "person" not in other:
        return not (lemma == "cat" and any(word.lemma == "water" for word in sentence.words)) and _does_as_well(sentence, lemma)
    return True


def _does_as_well(sentence: Sentence, animal: str) -> bool:
    """Return whether an animal may replace a person: it can do all acts of the caption, and they have no object."""
    common = _ANYBODY if _shows(sentence, _FOR_PEOPLE) else _ANYBODY | _PETS_DO.get(animal, frozenset())
    done = (verb for verb in sentence.words if verb.pos == "VERB" and not (verb.dep in ("amod", "compound") and verb.i < verb.head))
    return all(verb.lemma in common for verb in done) and not any(
        word.dep in ("dobj", "poss") or word.lower in ("his", "her", "their") for word in sentence.words
    )


def _shows(sentence: Sentence, flags: frozenset[str]) -> bool:
    return any(noun_flags(word.lemma) & flags or word.lemma in flags for word in sentence.words if word.pos in NOUNS)


def _is_ridden(sentence: Sentence, noun: Word) -> bool:
    """Return whether somebody rides a thing, or is on it."""
    above = sentence.head(noun)
    return (noun.dep == "dobj" and above.lemma == "ride") or (noun.dep == "pobj" and above.lower == "on")


def _first(sentence: Sentence, noun: Word) -> Word:
    """Return the first of several nouns that are joined by `and`."""
    seen: set[int] = set()
    while noun.dep == "conj" and noun.i not in seen and sentence.head(noun).pos in NOUNS:
        seen.add(noun.i)
        noun = sentence.head(noun)
    return noun


def _knows(kind: str, verb: str, lemma: str) -> bool:
    return any(slot.holds(lemma) for slot in slots_of(kind, verb))


def _done_to_it(sentence: Sentence, verb: Word, lemma: str, flags: frozenset[str]) -> bool:
    """Return whether the verb admits other objects: it is known, or has little meaning."""
    if verb.pos != "VERB":
        return True
    particle = sentence.child(verb, "prt")
    if particle is not None and particle.lower in _WHERE | {"off", "over"} and verb.lemma in _ANYWHERE:
        # who walks down a street does nothing to it, and who jumps off a bridge does not jump off a tunnel
        return particle.lower in _WHERE or verb.lemma not in _PUTS_INTO or bool(flags & _RECEIVES)
    if verb.lemma not in _PICKS and particle is not None and not flags & _WORN:
        return False
    if any(child.dep in ("xcomp", "advcl") and _is_infinitive(sentence, child) for child in sentence.children[verb.i]):
        return False  # a leaf blower that is used to clear a driveway
    if _knows("object", verb.lemma, lemma):
        return True
    return (verb.lemma in _HANDLES and not flags & {"surface", "stuff"}) or bool(flags & _WORN and verb.lemma in ("wear", "put"))


def _is_infinitive(sentence: Sentence, verb: Word) -> bool:
    return any(child.lower == "to" and child.tag == "TO" for child in sentence.children[verb.i])


def _does_it(sentence: Sentence, verb: Word, lemma: str, flags: frozenset[str]) -> bool:
    """Return whether the verb admits other subjects of this sort."""
    if "person" in flags or verb.pos != "VERB":
        return True
    verbs = [verb, *(each for each in sentence.conjuncts(verb) if each.i > verb.i and each.pos == "VERB")]
    common = _ANIMALS_DO if "animal" in flags else _THINGS_DO
    if (
        "animal" in flags
        and not _shows(sentence, _TOYS)
        and not any(child.dep in ("advcl", "xcomp", "dobj") for each in verbs for child in sentence.children[each.i])
    ):
        common = common | _ANIMALS_MOVE
    return all(each.lemma in common or _knows("subject", each.lemma, lemma) for each in verbs)


def _of_its_phrase(sentence: Sentence, verb: Word, preposition: Word, lemma: str, flags: frozenset[str]) -> bool:
    """Return whether the noun behind a verb's preposition is the place of the act, and the act may have another place."""
    object_ = sentence.child(verb, "dobj")
    if "person" in flags:
        return True
    if flags & {"appliance", "fixture", "electronics"} and any(each.pos == "VERB" and each.i > verb.i for each in sentence.conjuncts(verb)):
        return False  # who stands at a sink and washes dishes stands at no stove
    if preposition.lower in ("with", "using"):
        if flags & (_WORN | {"animate", "edible"}) or _knows("instrument", verb.lemma, lemma):
            return True
        return object_ is None and verb.lemma in _ANYWHERE
    if preposition.lower in _TOWARD and verb.lemma in _SPOKEN_TO:
        return False
    if preposition.lower in _NEAR and preposition.dep == "prep":
        return True
    if preposition.lower in ("into", "onto", "from", "out", "off", "through", "over"):
        if object_ is not None or verb.lemma in _PUTS_INTO:
            return verb.lemma in _PUTS_INTO and bool(flags & _RECEIVES)
        return verb.lemma in _ANYWHERE
    if preposition.lower not in _WHERE or _knows("place", verb.lemma, lemma):
        return True
    if verb.lemma not in _ANYWHERE:
        return bool(flags & (_PLACES - {"sport_place", "water", "sky", "nature"})) and lemma not in _FLUIDS
    return object_ is None or bool(flags & (_PLACES | _WORN))


def _ground_is_named(sentence: Sentence, noun: Word) -> bool:
    return any(word.i != noun.i and "sport_place" in noun_flags(word.lemma) for word in sentence.words if word.pos in NOUNS) or any(
        word.lower in ("court", "rink", "pitch", "stadium", "arena", "ring") for word in sentence.words
    )


def _game_is_named(sentence: Sentence, target: Target) -> bool:
    outside = (word for word in sentence.words if not target.first <= word.i < target.last and word.pos in NOUNS)
    return any(noun_flags(word.lemma) & _GAMES for word in outside)
