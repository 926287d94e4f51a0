"""Decide what can be done, by whom, to what and where: no dog throws a ball, nobody cuts a box or swims down a street.

`action` and the verbs of `relation` (wear, hold) check every replacement verb.
"""

from collections.abc import Iterator

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, slots_of

# Verbs that need hands, speech or a plan: no animal and no thing does them.
_BY_PEOPLE = frozenset({
    "throw", "kick", "wash", "clean", "cook", "bake", "cut", "slice", "paint", "draw", "build", "make", "fix", "repair", "open", "close",
    "fold", "read", "write", "swing", "wave", "point", "serve", "pour", "dance", "kneel", "squat", "crouch", "pray", "sing", "hug", "kiss",
    "iron", "remove", "load", "unload", "board", "adjust", "photograph", "film", "peel", "chop", "fry", "grill", "boil", "light", "plant",
    "skate", "skateboard", "ski", "snowboard", "surf", "bounce", "hang", "tune", "milk", "brush", "wax", "wear", "hold", "use", "feed",
    "clap", "pet", "teach", "drive", "ride", "push", "drop", "roll", "hit",
})  # fmt: skip
_TRAINED = frozenset({"kneel", "crouch", "hold", "ride", "push", "drop", "wear", "surf", "skateboard", "open", "hang", "feed"})
"""Verbs that an animal does as well."""
_BY_VEHICLES = frozenset({"drive", "push", "roll", "hit", "drop"})
_WITH_A_DRIVER = frozenset({"drive", "park", "ride", "board", "wash", "race"})
"""Verbs whose subject is the vehicle only where they have no object: a car parks, and parks no trailer."""
_MOTORS = frozenset({"engine", "motor", "car engine", "truck engine", "boat engine", "motorcycle engine"})
_RUNS = frozenset({
    "run", "idle", "rev", "start", "stop", "hum", "roar", "sputter", "rumble", "whir", "vibrate", "stall", "whine", "knock", "click",
})  # fmt: skip
_HEAVY = frozenset({
    "elephant", "giraffe", "rhino", "rhinoceros", "hippo", "hippopotamus", "cow", "bull", "buffalo", "bison", "ox", "camel", "cattle",
    "turtle", "tortoise", "snake", "crab", "snail", "lizard", "alligator", "crocodile", "pig", "bear", "calf",
})  # fmt: skip
_NIMBLE = frozenset({"jump", "leap", "dance", "climb", "fly", "hop"})
_NEVER = frozenset({"sell", "buy", "teach", "kick", "burn", "tear", "die", "tow"})
"""Verbs that are unlikely as replacements; the lexicon's entries still allow that a ball is kicked and a paper torn."""
_BROAD = frozenset({"watch", "enter", "take", "leave", "reach", "start", "land", "light", "cross"})
"""Verbs whose entries do not list all their objects."""
_SWIMS = frozenset({"swim", "float", "wade", "dive", "surf", "sail", "row", "paddle"})
_ON_SNOW = frozenset({"ski", "snowboard", "sled"})
_ON_WHEELS = frozenset({"skate", "skateboard"})
_SNOWY = frozenset({"snow", "slope", "mountain", "hill", "hillside", "mountainside", "ice", "ski", "snowboard", "sled"})
_PAVED = frozenset({
    "street", "road", "sidewalk", "ramp", "park", "skate park", "rink", "ice", "parking lot", "rail", "pavement", "driveway", "ledge",
    "concrete", "court", "floor", "city", "path", "bench", "stair", "railing", "halfpipe", "skateboard",
})  # fmt: skip
_SCALED = frozenset({"up", "down", "on", "onto", "over", "in", "through", "into"})
_STILL = frozenset({"sit", "stand", "lie", "lay", "sleep", "kneel", "crouch", "squat", "lean", "rest", "perch", "recline", "nap", "float"})
_MOVES = frozenset({
    "walk", "run", "jump", "climb", "swim", "crawl", "skate", "ski", "ride", "dance", "fly", "fall", "dive", "surf", "snowboard", "leap",
    "skateboard", "jog", "race", "slide", "roll", "drive", "chase", "flip", "kick", "throw", "perform", "swing", "wade", "hike", "catch",
    "stroll", "march", "play",
})  # fmt: skip
_EYES_AND_HANDS = frozenset({
    "hold", "read", "look", "watch", "eat", "drink", "play", "talk", "write", "use", "carry", "throw", "catch", "wave", "point", "smile",
    "laugh", "sing", "type", "cut", "cook", "ride", "push", "pull", "fly", "stare", "gaze", "face", "pose", "lead", "make", "put", "take",
    "wait", "reach", "hand", "give", "pass", "pick",
})  # fmt: skip
_FLIPS = frozenset({"flip", "backflip", "trick", "somersault", "stunt", "cartwheel", "handstand"})
_WATERS = frozenset({"lake", "water", "river", "ocean", "sea", "pond", "pool", "stream"})
_FROZEN = frozenset({"frozen", "ice", "icy", "shallow"})
_ON_STAGE = frozenset({"address", "teach", "preach", "lecture", "conduct", "present"})
_ALONG = frozenset({"smile", "laugh", "sing", "talk", "speak", "walk", "watch", "listen", "cry", "yell", "look"})
"""Verbs that are compatible with an act of the hands."""
_UNSEEN = frozenset({"wait", "hide", "rest", "relax", "pose", "gather", "lounge", "camp"})
"""Verbs that are compatible with any posture."""
FLIERS = frozenset({"bird", "aircraft"})
_ABOUT = frozenset({"walk", "run", "jump", "crawl", "dance", "swim", "leap", "jog", "hop"})
_PARTS_OF_A_PLACE = frozenset({"top", "back", "backs", "side", "sides", "edge", "end", "bottom", "middle", "center", "corner", "inside"})
_SLEPT_ON = frozenset({"place", "nature", "surface", "furniture", "textile"})
_AT = frozenset({"on", "in", "inside", "at", "under", "atop", "underneath", "beneath"})
_NO_GROUND = frozenset({
    "furniture", "vehicle", "plant", "animate", "container", "fixture", "appliance", "bag", "tableware", "electronics", "textile",
})  # fmt: skip
_ENCLOSES = frozenset({"chair", "armchair", "seat", "furniture", "hammock", "couch", "sofa", "stroller", "wheelchair", "recliner", "crib"})
_WORK = frozenset({
    "clean", "fix", "wash", "fold", "iron", "hang", "paint", "cut", "build", "repair", "cook", "brush", "dry", "wax", "sell", "open",
})  # fmt: skip
HOLDS = frozenset({"hold", "carry", "grip", "clutch", "balance", "wear", "cradle"})
_BY_HAND = frozenset({"write", "draw", "paint", "eat", "wave", "point", "hold", "sign", "type"})
_SPRINGY = frozenset({"bed", "couch", "mattress", "sofa", "trampoline", "table", "desk", "counter"})
_AISLES = frozenset({"bus", "train", "plane", "airplane", "boat", "ship", "tree", "subway", "ferry"})
_DESKS = frozenset({"table", "desk", "counter", "bar", "picnic table", "computer", "piano"})
_TOGETHER = frozenset({"play", "fight", "dance", "wrestle", "talk", "run", "sing", "argue", "laugh", "race", "compete"})
_WITH_TOYS = frozenset({"sleep", "run", "sit", "walk", "lie", "stand", "nap"})
_TOYS = frozenset({"toy", "ball", "throwable", "doll"})
_WATCHED = frozenset({"watch", "practice"})


def possible(sentence: Sentence, verb: Word, other: str, agent: str | None, patient: str | None, passive: bool) -> bool:
    """Return whether `other` (a lemma) can replace a verb.

    Args:
        sentence: The caption.
        verb: The verb that would be replaced.
        other: Lemma of the replacement verb.
        agent: Lemma of the subject; None where there is none, or a pronoun.
        patient: Lemma of the object.
        passive: The subject is the patient.
    """
    if passive:
        agent, patient = None, agent
    if agent is not None and not does(agent, other):
        return False
    if patient is not None and other in _WITH_A_DRIVER and "vehicle" in noun_flags(agent or ""):
        return False
    if verb.lemma == "wear" and not passive and not noun_flags(patient or "") & {"wearable", "clothing", "accessory"}:
        return False  # the parser has misread the garment
    if patient is not None and not _is_done_to(patient, other):
        return False
    return suits_rest(sentence, verb, other)


def suits_rest(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether `other` (a lemma) suits the complements and the place of a verb, and the other acts of its agent."""
    return _keeps_complements(sentence, verb, other) and _has_its_place(sentence, verb, other) and _at_the_same_time(sentence, verb, other)


def named_by_two_words(sentence: Sentence, verb: Word) -> bool:
    """Return whether the noun before a verb belongs to it: rock climbing, while horse riding, goes ice skating."""
    before = sentence.before(verb)
    if verb.tag != "VBG" or before is None or before.tag != "NN" or sentence.children[before.i]:
        return False
    opening = sentence.before(before)
    return (
        before.head == verb.i
        and before.dep in ("npadvmod", "compound", "nmod", "dobj", "nsubj", "amod")
        and (opening is None or opening.pos in ("AUX", "SCONJ", "VERB", "ADP", "PUNCT") or opening.dep in ("aux", "mark"))
    )


def climbs_about(agent: str) -> bool:
    """Return whether an animal walks, jumps and lies on chairs, tables and cars as on the ground: a cat, a dog, a bird."""
    flags = noun_flags(agent)
    return "animal" in flags and (noun_classes(agent)[:1] == ("pet",) or "bird" in flags)


def does(agent: str, other: str) -> bool:
    """Return whether the agent can do it at all: only people cut, only birds fly, and no elephant jumps."""
    flags = noun_flags(agent)
    if other in ("fly", "burn", "die"):
        return other == "fly" and (bool(flags & FLIERS) or agent in ("butterfly", "kite", "balloon", "flag", "bee", "drone"))
    if agent in _MOTORS:
        return other in _RUNS
    if not flags or "person" in flags:
        return True
    if other in _NIMBLE and agent in _HEAVY:
        return False
    if "animate" not in flags:
        return other not in _BY_PEOPLE or ("vehicle" in flags and other in _BY_VEHICLES)
    return other not in _BY_PEOPLE or other in _TRAINED


def _is_done_to(patient: str, other: str) -> bool:
    """Return whether it can be done to a thing, as far as the lexicon knows: things are built, opened, cut, worn."""
    entries = slots_of("object", other)
    if other in _BROAD or (not entries and other not in _NEVER):
        return True
    return bool(noun_classes(patient)) and any(slot.holds(patient) for slot in entries)


def _keeps_complements(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether the complements of the verb suit the other: plays frisbee, plays with a ball, wrestle with each other."""
    object_ = sentence.child(verb, "dobj")
    if verb.lemma == "play" and object_ is not None and not any(child.i < object_.i for child in sentence.children[object_.i]):
        return other in _WATCHED
    if any(child.i > verb.i and (child.dep in ("acomp", "oprd") or child.lower == "back") for child in sentence.children[verb.i]):
        return False  # doors that are propped open, a man who leans back
    of_object = sentence.children[object_.i] if object_ is not None and verb.lemma in HOLDS else []
    for preposition in (*sentence.children[verb.i], *of_object):
        to = sentence.child(preposition, "pobj") if preposition.lower in ("with", "in", "on") else None
        if to is not None and verb.lemma in HOLDS and "body" in noun_flags(to.lemma) and preposition.lower != "with":
            return other in HOLDS  # a thing carried in a mouth is not dropped in it
        if to is not None and preposition.lower == "on":
            if verb.lemma == "play" and other in _STILL and not (other in ("sleep", "nap") and noun_flags(to.lemma) & _SLEPT_ON):
                return False  # who plays on a toy sits on it as well
            continue
        if to is not None and preposition.lower == "in":
            if verb.tag == "VBN" and noun_flags(to.lemma) & {"mass", "either"} and other not in _STILL:
                return False  # a thing wrapped in paper is not stacked in it
            continue
        if to is None and preposition.lower in ("to", "toward", "towards"):
            other_one = sentence.child(preposition, "pobj")
            if other_one is not None and other_one.lower in ("other", "another"):
                return False  # who walks to somebody may talk to him as well
        if to is None:
            continue
        if to.lower in ("other", "another") and other not in _TOGETHER:
            return False
        if "body" in noun_flags(to.lemma) and verb.lemma in _BY_HAND and other not in _BY_HAND:
            return False
        if verb.tag == "VBN":
            return other in _STILL  # a thing painted or filled with something is not parked with it
        if verb.lemma == "play" and to.pos == "NOUN" and "animate" not in noun_flags(to.lemma):
            return other in _WITH_TOYS and bool({to.lemma, *noun_flags(to.lemma)} & _TOYS)
    return True


def _has_its_place(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether the caption's places suit the verb: one swims in water, skis on snow and climbs a tree."""
    if sentence.tags:
        return True
    subject = sentence.subject(verb)
    pet = subject is not None and climbs_about(subject.lemma) and verb.lemma in _STILL and other in ("walk", "jump", "stand")
    if not pet and any(not _carries(way, place.lemma, other) for way, place in places(sentence, verb)):
        return False
    if other in _ABOUT - {"swim"} and any(way in ("on", "atop") and place.lemma in _WATERS for way, place in places(sentence, verb)):
        return any(word.lower in _FROZEN for word in sentence.words)
    if any(way == "into" and place.lemma == "air" for way, place in places(sentence, verb)):
        return other in ("jump", "leap", "fly", "float")
    if other in _SWIMS:
        there = [place for _, place in places(sentence, verb)]
        return any(_wet(place) for place in there) if there else any(_wet(word) for word in sentence.words)
    if other in _ON_SNOW:
        return any(word.lemma in _SNOWY for word in sentence.words) and not any(_wet(place) for _, place in places(sentence, verb))
    if other in _ON_WHEELS:
        return any(word.lemma in _PAVED for _, word in places(sentence, verb))
    if other == "climb" and sentence.child(verb, "dobj") is None:
        entries = slots_of("object", "climb")
        return any(way in _SCALED and any(slot.holds(place.lemma) for slot in entries) for way, place in places(sentence, verb))
    return True


def _carries(way: str, place: str, other: str) -> bool:
    """Return whether one can do it on, in or under a thing: nobody runs on a bench or lies at a table."""
    if way == "at" and place in _DESKS:
        return other not in _ABOUT and other not in ("lie", "lay", "kneel")
    if way == "in" and place in _ENCLOSES:
        return other not in _ABOUT and other != "stand"
    if other not in _ABOUT or way not in _AT or not noun_flags(place) & _NO_GROUND:
        return True
    return (other in ("jump", "dance") and place in _SPRINGY and way == "on") or (
        other in ("walk", "run") and place in _AISLES and way != "on"
    )


def places(sentence: Sentence, verb: Word) -> Iterator[tuple[str, Word]]:
    """Yield the prepositions of a verb with their nouns."""
    for preposition in sentence.children[verb.i]:
        if (
            preposition.dep in ("prep", "prt", "advmod")
            and preposition.i > verb.i
            and preposition.lower not in ("with", "like", "of", "for")
        ):
            yield from ((preposition.lower, word) for word in _behind(sentence, preposition))


def _behind(sentence: Sentence, preposition: Word) -> Iterator[Word]:
    """Yield the nouns that locate something by a preposition: the car of `on top of a car`, and none of `in front of a car`."""
    for child in sentence.children[preposition.i]:
        if child.dep == "prep":
            yield from _behind(sentence, child)
        if child.dep != "pobj" or child.pos not in ("NOUN", "PROPN"):
            continue
        yield child
        if child.lower in _PARTS_OF_A_PLACE:
            yield from (word for of in sentence.children[child.i] if of.lower == "of" for word in _behind(sentence, of))


def _wet(word: Word) -> bool:
    return "water" in noun_flags(word.lemma) or word.lemma in ("water", "wave", "surf", "sea", "river", "lake", "pool", "ocean", "pond")


def _at_the_same_time(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether one can do it along with the other acts of the caption: nobody sits while jumping, or sleeps while reading."""
    beside = [child for child in sentence.children[verb.i] if child.dep in ("advcl", "xcomp", "conj") and child.pos == "VERB"]
    head = sentence.head(verb)
    if verb.dep in ("advcl", "acl", "conj") and head.pos == "VERB":
        beside.append(head)
    own = sentence.subject(verb)
    done = {each.lemma for each in beside if own is None or (whose := sentence.subject(each)) is None or whose.i == own.i}
    if (done & _ON_STAGE and other in _STILL - {"sit", "stand"}) or (verb.lemma in _ON_STAGE and done & (_STILL - {"sit", "stand"})):
        return False
    joined = {each.lemma for each in beside if "conj" in (each.dep, verb.dep)}
    if joined & done & _EYES_AND_HANDS and other not in _ALONG | _STILL | joined:
        return False
    if any(word.lemma in _FLIPS for word in sentence.words):
        return other not in _STILL
    if other in ("sleep", "nap") and done & _EYES_AND_HANDS:
        return False
    if verb.lemma == "wear" and other in _WORK and (beside or _has_another_verb(sentence, verb)):
        return False
    if verb.lemma in _UNSEEN and other in _STILL:
        return False
    if other == "dance" and done & _EYES_AND_HANDS - {"smile", "laugh", "sing"}:
        return False
    body = _STILL | _MOVES
    return not (verb.lemma in body and other in body and done & body and other not in done) or _agree(done, other)


def _has_another_verb(sentence: Sentence, verb: Word) -> bool:
    """Return whether the noun of a participle is the subject of another verb: people wearing helmets ride bicycles."""
    noun = sentence.head(verb)
    if verb.dep not in ("acl", "relcl"):
        return False
    others = (word for word in sentence.words if word.pos == "VERB" and word.i != verb.i and word.lemma not in ("wear", "be"))
    return any((subject := sentence.subject(each)) is not None and subject.i == noun.i for each in others)


def _agree(done: set[str], other: str) -> bool:
    """Return whether a posture and an act are compatible: who plays may sit, who sits does not run."""
    return not (done & _STILL - {"sleep"} and other in _MOVES) and not (done & (_MOVES - {"play"}) and other in _STILL)
