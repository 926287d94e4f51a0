"""Decide whether another verb, preposition or number suits the rest of an act: its place, speed, instrument and agent.

Who sits on a bench does not run on it, who pours milk into a glass does not carry it there, and one violin is not played by two.
"""

from hardneg.families import counted_acts
from hardneg.families.affordances import climbs_about
from hardneg.families.family import Name, Target
from hardneg.families.prepositions import preposition_of
from hardneg.families.relation import VERB
from hardneg.families.shapes import of_shapes
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, slots_of

_GOES = frozenset({
    "walk", "run", "jog", "jump", "dance", "crawl", "climb", "hike", "march", "skate", "ski", "swim", "ride", "drive", "leap", "gallop",
    "fly", "race", "skateboard", "stroll", "trot", "fall", "slide", "surf", "snowboard", "sled", "play", "fight",
})  # fmt: skip
_NARROW = frozenset({"ladder", "swing", "stool", "bench", "crib", "cage", "car", "taxi", "bathtub", "log", "branch", "rope", "ramp"})
_NO_RUN = counted_acts.TIGHT | {"board"}
_KEEPS_IN_PLACE = frozenset(
    {"eat", "drink", "read", "relax", "write", "pose", "sit", "stand", "lie", "lay", "lean", "kneel", "crouch", "cook", "type", "work"}
)
_MEDIUM = {
    "swim": "water",
    "float": "water",
    "surf": "water",
    "wade": "water",
    "dive": "water",
    "ski": "snow",
    "snowboard": "snow",
    "sled": "snow",
}
_SNOWY = frozenset({"snow", "slope", "ski slope", "mountain", "hill", "mountainside", "hillside", "ice"})
_WAYS = frozenset(
    {"into", "out", "onto", "from", "off", "through", "over", "around", "toward", "towards", "to", "at", "down", "up", "across"}
)
_CONVEYS = frozenset(
    {"throw", "toss", "kick", "push", "pull", "drag", "carry", "roll", "hit", "lead", "chase", "drive", "ride", "walk", "tow"}
)
_AWAY = frozenset({"away", "around", "by", "past", "over", "forward", "off", "along", "back", "backwards", "home", "forth"})
_ALONGSIDE = frozenset({"by", "along", "around"})
_FAST = frozenset({"fast", "quickly", "slowly", "rapidly", "speedily", "swiftly"})
_KEPT_IN = frozenset({"hand", "hands", "arm", "arms", "mouth", "lap", "paw", "beak", "palm"})
_APPLAUDS = frozenset({"clap", "applaud", "cheer", "laugh", "smile", "giggle"})
_VOICES = frozenset(
    {"cry", "sing", "dance", "yell", "frown", "scream", "shout", "boo", "yawn", "talk", "laugh", "sleep", "clap", "whisper"}
)
_LOW_POSTURES = frozenset({"lie", "lay", "crouch", "squat", "kneel"})
_NO_GAME = frozenset({"teach", "coach", "watch", "win", "lose", "leave", "throw", "cut", "carry"})
_WITH_INSTRUMENT = frozenset({"carry", "tune", "hold", "repair", "clean", "sell"})
_CALM = frozenset({"be", "stand", "sit", "pose", "smile", "wear", "have", "look", "see", "show", "walk"})
_ASLEEP = frozenset({"sleep", "nap", "lie", "lay", "float"})
_STATIC = frozenset({
    "sit", "stand", "lie", "lay", "rest", "sleep", "nap", "perch", "lean", "hang", "park", "wait", "pose", "seat", "place", "set",
    "put", "mount", "pile", "stack", "display", "tie", "kneel", "crouch", "graze", "gather", "walk", "run", "jump", "drive", "ride",
    "fly", "swim", "climb", "go", "get", "travel", "move", "come", "live", "play", "hold", "wear", "have", "carry", "be", "float",
    "crawl", "see", "picture", "roll", "hide", "eat", "drink", "look", "relax", "lounge", "squat", "hike", "jog", "dock", "feed",
    "attach", "locate", "grow", "stop", "arrange", "line", "read", "talk", "leave", "fall", "step", "slide", "pull", "push", "lead",
    "sail", "surf", "ski", "skate", "pass", "turn", "cross", "head", "land", "splash", "dance", "skateboard", "stroll", "roam", "swing",
})  # fmt: skip
_BORNE = frozenset({"in", "on", "at", "inside", "atop", "around"})
_GROUPS = frozenset({"audience", "crowd", "group", "team", "class", "band"})
_LOW = frozenset({"bench", "chair", "stool", "couch", "sofa", "desk", "armchair", "piano", "television", "keyboard", "laptop"})
_BARE_GROUND = frozenset({"snowy", "icy", "snow", "snow-covered"})
_ON_SNOW = frozenset({"ski", "skier", "snowboard", "snowboarder", "sled", "sleigh", "toboggan", "slope"})
_RAINY = frozenset({"rain", "rainy", "water", "puddle", "flood"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether the rest of the act admits another verb, preposition, number or attribute in place of the target."""
    if sentence.heard or sentence.tags or sentence.once(of_shapes):
        return True
    match Name(target.family):
        case Name.ACTION:
            return _admits_other_verb(sentence, sentence.words[target.first])
        case Name.RELATION:
            if target.kind != VERB:
                return _admits_other_place(sentence, target)
            return _admits_other_verb(sentence, sentence.words[target.first])
        case Name.ATTRIBUTE:
            return _admits_other_ground(sentence, target)
        case Name.COUNT:
            return counted_acts.leaves_number_open(sentence, target)
    return True


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether `text` suits the rest of the act."""
    if sentence.heard or sentence.tags or sentence.once(of_shapes):
        return True
    if target.family == Name.COUNT:
        return counted_acts.is_one(text) or not counted_acts.done_by_one(sentence, target)
    if target.family == Name.RELATION and target.kind != VERB:
        return _admits_preposition(sentence, target, text)
    if target.family in (Name.ACTION, Name.RELATION):
        return _verb_suits(sentence, sentence.words[target.first], lemma_of(text, "VERB"))
    return True


def _admits_other_verb(sentence: Sentence, verb: Word) -> bool:
    """Return whether nothing below the verb requires it: no instrument or vehicle, no direction of its object, no topic."""
    object_ = sentence.child(verb, "dobj")
    for child in sentence.children[verb.i]:
        to = sentence.child(child, "pobj") if child.dep == "prep" and child.i > verb.i else None
        if to is None:
            continue
        flags = noun_flags(to.lemma)
        if child.lower == "about":
            return False
        if child.lower == "on" and verb.lemma in ("push", "pull") and to.lemma == "swing":
            return False
        if object_ is None:
            continue
        if child.lower in _WAYS and verb.lemma not in _CONVEYS:
            return False
        if child.lower == "in" and (flags & (counted_acts.TIGHT - {"furniture"}) or to.lower in _KEPT_IN or to.lemma == "processor"):
            return False
        if child.lower in ("with", "using") and not flags & {"animate", "wearable", "body", "clothing"}:
            return False
    return object_ is None or not any(
        child.lower == "in" and any(each.lower in _KEPT_IN for each in sentence.children[child.i]) for child in sentence.children[object_.i]
    )


def _verb_suits(sentence: Sentence, verb: Word, other: str) -> bool:
    object_, subject = sentence.child(verb, "dobj"), sentence.subject(verb)
    beside = [each for each in sentence.words if each.pos == "VERB" and each.i != verb.i and each.lemma not in _CALM]
    adverbs = {child.lower for child in sentence.children[verb.i] if child.dep in ("advmod", "prt", "prep")}
    adverbs |= {grand.lower for child in sentence.children[verb.i] if child.dep == "advmod" for grand in sentence.children[child.i]}
    if adverbs & _FAST and other in ("push", "pull", "carry", "tow", "lead", "drag"):
        return False
    if verb.lemma in _APPLAUDS and other not in _VOICES:
        return False
    if other in ("sell", "buy", "tear", "teach") and any(child.lower in ("on", "in", "at") for child in sentence.children[verb.i]):
        return False
    if beside and verb.lemma in ("sit", "seat") and any(_is_seat(sentence, child) for child in sentence.children[verb.i]):
        return False  # who sits on a chair and knits does not stand on it
    if _away(sentence, verb, adverbs) and (other not in _GOES or other in ("play", "fight", "dance")) and other not in _CONVEYS:
        return False
    if subject is not None and noun_classes(subject.lemma) and not _does_so(subject, other):
        return False
    if other == "run" and not _room_to_run(sentence, verb):
        return False
    if other in _ASLEEP and verb.lemma != "sit" and _of_one_doer(sentence, verb, subject, beside):
        return False
    if object_ is not None:
        return _object_suits(sentence, verb, object_, other, bool(beside))
    if other in ("ride", "drive") and verb.lemma not in ("ride", "drive", "bike", "cycle", "skateboard"):
        return other == "drive" and verb.lemma != "crash" and subject is not None and _drives(sentence, subject)
    places = [(child, sentence.child(child, "pobj")) for child in sentence.children[verb.i] if child.dep == "prep"]
    if subject is not None and climbs_about(subject.lemma) and other in ("lie", "lay", "walk", "jump"):
        places = [(way, place) for way, place in places if way.lower not in ("in", "on")]
    moves = other in _GOES and verb.lemma not in _GOES
    return all(_place_suits(way, place, other) and (not moves or counted_acts.has_room(way, place)) for way, place in places)


def _away(sentence: Sentence, verb: Word, adverbs: set[str]) -> bool:
    """Return whether an adverb requires a fast or directed motion; one also stands, and dances, by, along or around a thing."""
    beside = {child.lower for child in sentence.children[verb.i] if child.lower in _ALONGSIDE and sentence.child(child, "pobj") is not None}
    return bool(adverbs & (_AWAY | _FAST) - beside)


def _of_one_doer(sentence: Sentence, verb: Word, subject: Word | None, beside: list[Word]) -> bool:
    """Return whether the agent of the verb does something else at the same time: where others play, somebody may sleep."""
    for each in beside:
        other = sentence.subject(each)
        apart = subject is not None and other is not None and other.i != subject.i
        same = subject is not None and other is not None and other.i == subject.i
        if each.dep not in ("amod", "compound") and not apart and (same or each.head == verb.i or verb.head == each.i):
            return True
    return False


def _drives(sentence: Sentence, subject: Word) -> bool:
    """Return whether a thing drives on roads and is not called parked."""
    flags = noun_flags(subject.lemma)
    parked = any(child.lower == "parked" for child in sentence.children[subject.i])
    return "vehicle" in flags and not flags & {"aircraft", "watercraft"} and not parked


def _room_to_run(sentence: Sentence, verb: Word) -> bool:
    """Return whether the place leaves room to run: nobody runs beside a microwave, or while eating a sandwich."""
    beside = (each for each in sentence.words if each.pos == "VERB" and each.i != verb.i)
    kept = any((each.head == verb.i or verb.head == each.i) and each.lemma in _KEEPS_IN_PLACE for each in beside)
    places = (word for word in sentence.below(verb) if word.dep == "pobj")
    return not kept and not any(noun_flags(place.lemma) & _NO_RUN or place.lemma in _NARROW for place in places)


def _does_so(subject: Word, verb: str) -> bool:
    """Return whether the subject can do it. Frames with things as subjects restrict no people or animals: water runs, and so does a boy."""
    slots = slots_of("subject", verb)
    of_things = not any("animate" in noun_flags(noun) for slot in slots for noun in slot.admitted)
    return (of_things and "animate" in noun_flags(subject.lemma)) or _known_for("subject", verb, subject.lemma)


def _is_seat(sentence: Sentence, preposition: Word) -> bool:
    to = sentence.child(preposition, "pobj")
    return to is not None and "furniture" in noun_flags(to.lemma)


def _object_suits(sentence: Sentence, verb: Word, object_: Word, other: str, beside: bool) -> bool:
    flags, classes = noun_flags(object_.lemma), noun_classes(object_.lemma)
    if classes and not _known_for("object", other, object_.lemma):
        return False
    if verb.lemma == "play":
        if "instrument" in classes:
            return other in (("carry", "tune", "hold") if beside else _WITH_INSTRUMENT)
        return other not in _NO_GAME
    if verb.lemma == "wear" and beside:
        return other in ("hold", "carry")
    if "drink" in flags and not flags & {"container", "vessel"} and other in ("fill", "wash", "clean"):
        return False
    return other in _CONVEYS or not any(child.lower in _WAYS and child.dep == "prep" for child in sentence.children[verb.i])


def _known_for(kind: str, verb: str, noun: str) -> bool:
    slots = slots_of(kind, verb)
    return not slots or any(slot.holds(noun) for slot in slots)


def _place_suits(preposition: Word, to: Word | None, other: str) -> bool:
    """Return whether `other` can happen at a place: nobody runs on a chair, swims into a room or walks at a sink."""
    if to is None or to.pos not in NOUNS:
        return True
    flags = noun_flags(to.lemma)
    medium = _MEDIUM.get(other)
    if (
        medium == "water"
        and preposition.lower != "with"
        and ("water" not in flags and (to.lemma != "water" or preposition.lower == "into"))
    ):
        return False
    if medium == "snow" and to.lemma not in _SNOWY and preposition.lower != "with":
        return False
    if other in _LOW_POSTURES and (
        preposition.lower in ("into", "down", "up", "across") or (preposition.lower in _BORNE and flags & counted_acts.TIGHT)
    ):
        return to.lemma in ("bed", "couch", "sofa", "hammock", "bench") and other in ("lie", "lay")
    if other in ("lie", "lay") and preposition.lower in _BORNE and flags & {"venue", "building"}:
        return False
    if other == "skate" and not (to.lemma in ("ice", "rink", "street", "sidewalk", "ramp", "road") or preposition.lower == "with"):
        return False
    if preposition.lower in ("in", "on", "at", "inside") and other in _GOES:
        return not (flags & counted_acts.TIGHT or to.lemma in _NARROW or (preposition.lower == "at" and "artifact" in flags))
    return not (other == "fall" and preposition.lower in ("through", "across", "along"))


def _admits_other_place(sentence: Sentence, target: Target) -> bool:
    """Return whether a preposition describes where something is, rather than its instrument or its medium."""
    found = preposition_of(sentence, target)
    if found is None:
        return True
    if found.object.lemma in _GROUPS or (
        "electronics" in noun_flags(found.object.lemma) and found.text in ("on", "in") and found.head.lemma in _SHOWN
    ):
        return False
    verb = found.head
    if "building_part" in noun_flags(verb.lemma) and noun_flags(found.object.lemma) & {"building", "room", "venue"}:
        return False
    if verb.pos != "VERB":
        return True
    if (verb.lemma not in _STATIC and found.text not in _STANDS_BY) or (found.text == "at" and verb.lemma in ("look", "pull", "push")):
        return False
    object_ = sentence.child(verb, "dobj")
    return object_ is None or (found.text not in ("into", "out of", "onto", "off", "at") and verb.lemma not in ("put", "place", "set"))


_STANDS_BY = frozenset({"near", "next to", "beside", "behind", "in front of", "close to"})
"""Prepositions that describe where something is, whatever is done there."""
_SHOWN = frozenset({"game", "video", "movie", "film", "show", "cartoon", "app", "scene", "play", "clip"})


def _admits_preposition(sentence: Sentence, target: Target, text: str) -> bool:
    found = preposition_of(sentence, target)
    if found is None:
        return True
    if found.text == "around" and text == "inside":
        return False  # who runs around a room is in it
    figure = found.head if found.head.pos in NOUNS else sentence.subject(found.head)
    people = figure is not None and "person" in noun_flags(figure.lemma)
    return not (people and text in ("under", "beneath", "below") and found.object.lemma in _LOW)


def _admits_other_ground(sentence: Sentence, target: Target) -> bool:
    """Return whether nothing else in the caption describes the ground as snowy or wet; no mountain is of wood."""
    word = sentence.words[target.first]
    lemmas = {each.lemma for each in sentence.words if each.i != word.i}
    if word.lower in _BARE_GROUND and lemmas & _ON_SNOW:
        return False
    if word.lower in ("wet", "dry") and lemmas & _RAINY:
        return False
    if word.lower == "dark" and noun_flags(sentence.head(word).lemma) & {"landscape", "nature"}:
        return False
    of = sentence.head(word)
    flags = noun_flags(of.lemma)
    return not (target.kind == "material" and flags & {"landscape", "nature"} and ("surface" not in flags or "mass" in flags))
