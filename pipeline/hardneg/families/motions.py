"""Decide whether a motion or a posture suits the path, the support and the manner of an act: nobody jumps down a street or stands in a bag.

`action` and the verbs of `relation` check every replacement verb.
"""

from hardneg.families.affordances import HOLDS, climbs_about, places
from hardneg.families.concurrent_acts import verb_of
from hardneg.families.family import Target
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

LEAPS = frozenset({"jump", "leap", "hop", "bound"})
_AFOOT = LEAPS | {"walk", "run", "jog", "crawl", "dance", "skate", "march", "stroll", "hike", "race", "climb", "swim", "fight"}
_LIES = frozenset({"lie", "lay", "sleep", "nap"})
_NOT_MOUNTED = frozenset({"dance", "crawl", "climb", "kneel", "squat", "crouch", "skate", "swim", "march"})
_UPRIGHT = frozenset({"stand", "kneel", "crouch", "squat", "walk", "run", "jump", "dance", "climb", "crawl"})
_FAST_MOTIONS = LEAPS | {"run", "race", "gallop", "sprint", "jog", "dive"}
_SLOW_MOTIONS = frozenset({"walk", "stroll", "crawl", "hike", "march", "wander"})
_SLOWLY = frozenset({"slowly", "leisurely", "calmly", "carefully", "gently", "peacefully", "quietly"})
_QUICKLY = frozenset({"fast", "quickly", "rapidly", "swiftly", "speedily"})
_PATHS = frozenset({"down", "up", "along", "across", "past", "around", "through", "to", "toward", "towards", "by", "alongside"})
_LEAPT_ALONG = {
    "across": frozenset({"stream", "river", "puddle", "gap", "creek", "rock", "stone", "ditch", "stage", "roof", "bed"}),
    "through": frozenset({"hoop", "ring", "window", "water", "wave", "snow", "tire", "surf", "puddle", "fire", "sprinkler", "obstacle"}),
    **dict.fromkeys(("down", "up"), frozenset({"stair", "step", "staircase", "stairway", "rock"})),
}
"""List what one crosses by a leap; other paths are too long for one."""
_CRAWLED = frozenset({"down", "up", "along", "across", "through", "into", "out", "under", "on", "in", "over", "onto"})
_INSIDE = frozenset({"in", "inside", "into", "within"})
_CLOSE = frozenset({"bag", "container", "vessel", "cookware", "furniture", "tableware", "fixture", "appliance"})
_CLOSE_NAMES = frozenset({
    "seat", "passenger seat", "cockpit", "basket", "box", "bag", "suitcase", "car", "taxi", "canoe", "kayak", "bed", "window",
})  # fmt: skip
_LAIN_IN = frozenset({"bed", "crib", "hammock", "bathtub", "tub", "stroller", "bassinet"})
_SMALL = frozenset({"food", "edible", "tableware", "vessel", "drink", "readable", "utensil"})
_SMALL_NAMES = frozenset({"laptop", "computer", "keyboard", "microphone", "monitor", "tablet", "piano", "cake"})
_FACING = frozenset({"before", "front", "behind", "over"})
_ASLEEP = frozenset({"sleep", "nap", "snooze", "doze"})
_HEADS_DOWN = frozenset({"drink", "eat", "graze", "feed", "lap"})
_RESTS = frozenset({"sit", "stand", "lie", "lay", "kneel", "crouch", "squat", "lean", "sleep", "pose", "lounge", "recline", "seat"})
_MOVES = _AFOOT | {
    "ride", "ski", "fly", "surf", "snowboard", "skateboard", "slide", "fall", "drive", "roll", "dive", "wade", "hike", "float",
}  # fmt: skip
_WORKS_ON = frozenset({
    "wax", "fix", "repair", "wash", "clean", "paint", "build", "make", "feed", "brush", "adjust", "assemble", "groom", "iron", "fold",
    "milk",
})  # fmt: skip
_LETS_GO = frozenset({"drop", "throw", "sell"})
_NEEDS_MEDIUM = frozenset({"ride", "drive"})
_STANDS_ON = frozenset({"beach", "sand", "shore", "grass", "bench", "rock", "dock", "pier", "porch", "stage", "lawn", "yard"})
_BESIDE = frozenset({"near", "next", "beside", "by", "behind", "under", "against", "outside", "inside", "before"})
_FOR_A_PICTURE = frozenset({"camera", "photo", "photograph", "picture", "photographer", "selfie", "portrait", "shot"})
_COVERS = frozenset({"blanket", "sheet", "cover", "quilt", "comforter", "covers", "towel", "duvet", "bedspread"})
_ON_GEAR = frozenset({"ski", "snowboard", "surf", "skate", "skateboard", "wakeboard", "ride", "bike", "cycle", "sled"})
_ON_THE_MOVE = frozenset({"chase", "herd", "follow", "push", "tow", "walk"})
_PASSING = frozenset({"by", "past", "along", "around", "away"})
_ENDS_FLIGHT = frozenset({"crash", "land", "park"})
_ALOFT = frozenset({"high", "sky", "air", "clouds", "midair", "above", "over", "overhead", "formation", "unison"})
_INTO = frozenset({"into", "onto"})
_ATTENTIVELY = frozenset({"closely", "intently", "attentively", "curiously"})
_LOOKS = frozenset({"watch", "look", "stare", "gaze", "observe", "examine", "inspect", "listen", "study", "read", "sniff"})
_TO_AND_FRO = (["up", "and", "down"], ["back", "and", "forth"])
_AT_THE_BODY = frozenset({"under", "underneath", "around", "over", "to", "by", "against", "between", "behind"})
_CUT_WITH = frozenset({"knife", "cutter", "scissors", "shears", "saw", "axe", "slicer", "blade", "chainsaw", "machete", "razor"})
_CUTS = frozenset({"cut", "slice", "chop", "carve", "trim", "saw", "peel", "dice", "shave", "shear", "hold", "hack"})
_MARKS = frozenset({"paint", "draw", "write", "spray", "carve", "sketch", "scribble", "print"})
_CARRIED_ALONG = frozenset({"past", "down", "up", "through", "along", "across", "toward", "towards"})
_CLEANS = frozenset({"wash", "clean", "scrub", "photograph"})
_AIRBORNE = frozenset({"jump", "trick", "flip", "air", "midair", "ski", "snowboard"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return True: which motion fits is checked for each replacement."""
    return True


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether the verb `text` suits the path, the place, the manner and the other acts of the caption."""
    verb = verb_of(sentence, target)
    if verb is None:
        return True
    other = lemma_of(text, "VERB")
    subject = sentence.subject(verb)
    if not _suits_manner(sentence, verb, other) or not _suits_other_acts(sentence, verb, other, subject):
        return False
    if not _suits_what_it_is_done_with(sentence, verb, other):
        return False
    object_ = sentence.child(verb, "dobj")
    if other in _LETS_GO | _WORKS_ON and any(word.pos == "ADP" and word.lower in _CARRIED_ALONG for word in sentence.words[verb.i :]):
        return False  # carrying a tray past a table
    moving = _ways(sentence, verb) or (object_ is not None and sentence.child(object_, "acl", "relcl") is not None)
    if verb.lemma == "ride" and other in _WORKS_ON | _LETS_GO and moving:
        return False  # nobody drops a board on the wave that it is ridden on
    if other in _NEEDS_MEDIUM and not _can_ride_there(sentence, verb):
        return False
    if other in _UPRIGHT and _rests_its_head(sentence, verb):
        return False
    if subject is not None and other in _NOT_MOUNTED and _is_mounted(sentence, subject):
        return False
    nimble = subject is not None and climbs_about(subject.lemma)
    return all(_suits_place(verb, other, way, place, nimble) for way, place in _ways(sentence, verb))


def _ways(sentence: Sentence, verb: Word) -> list[tuple[str, Word]]:
    """Return the prepositions of a verb with their nouns, `for` and a prepositional object included; of `in front of a car` the car."""
    found = list(places(sentence, verb))
    for child in sentence.children[verb.i]:
        to = sentence.child(child, "pobj") if child.i > verb.i and child.dep in ("prep", "prt", "advmod") else None
        if to is not None and child.lower == "for":
            found.append(("for", to))
        of = sentence.child(to, "prep") if to is not None and to.lower == "front" else None
        inner = sentence.child(of, "pobj") if of is not None else None
        if inner is not None:
            found.append(("front", inner))
    return found


def _suits_place(verb: Word, other: str, way: str, place: Word, nimble: bool) -> bool:
    flags, lemma = noun_flags(place.lemma), place.lemma
    if other in LEAPS and way in _PATHS and lemma not in _LEAPT_ALONG.get(way, ()):
        return False
    if other in _AFOOT and verb.lemma in _RESTS and way == "on" and "body" in flags:
        return False  # a bird stands on one leg, and walks on two
    if other in _LETS_GO and way in _PATHS | {"over", "above"}:
        return False
    if other == "dance" and way in _INTO:
        return False
    if {verb.lemma, other} & LEAPS and "run" in (verb.lemma, other) and way in _INTO:
        return False  # a dog that runs into a pool leaps into it
    if other == "crawl" and way not in _CRAWLED:
        return False
    if other == "fall" and verb.lemma in ("ride", "drive"):
        return False
    if other == "fall" and (
        (way in ("on", "in", "past", "to") and flags & {"vehicle", "board", "animal", "toy"}) or (way == "down" and "road" in flags)
    ):
        return False
    if verb.lemma in ("ride", "drive") and way in ("on", "in") and other in _AFOOT | _LIES:
        return other in ("walk", "sleep") and bool(
            flags & {"place", "nature", "surface", "road"} or lemma in ("bus", "train", "boat", "ship")
        )
    if other in _AFOOT and way in _INSIDE and (flags & _CLOSE or lemma in _CLOSE_NAMES or lemma == "bed") and way != "into":
        return False
    if other in _LIES and way in _INSIDE and ("plant" in flags or ("furniture" in flags and lemma not in _LAIN_IN and not nimble)):
        return False
    if other in _AFOOT and way in _FACING and (flags & _SMALL or lemma in _SMALL_NAMES):
        return False
    if other in _UPRIGHT and way in ("under", "beneath", "underneath") and lemma in _COVERS:
        return False
    if way == "for" and lemma in _FOR_A_PICTURE:
        return other in ("frown", "cry", "dance", "jump")
    if other in _UPRIGHT - {"crawl"} and way in ("on", "atop") and noun_flags(lemma) & {"water"}:
        return False  # birds float on a lake, and stand on none
    if way == "over" and verb.lemma in ("lean", "bend") and other in _AFOOT:
        return False
    if verb.lemma == "hide" and way == "front":
        return False
    return not (other == "chase" and lemma == "air")


def _suits_manner(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether an adverb of speed suits the other verb: nobody runs slowly."""
    adverbs = {child.lower for child in sentence.children[verb.i] if child.dep in ("advmod", "prt", "prep")}
    if other in LEAPS | {"crawl", "fall"} and adverbs & _PASSING and not list(places(sentence, verb)):
        return False
    aloft = {word.lower for word in sentence.words} & _ALOFT
    if (verb.lemma == "fly" and other in _ENDS_FLIGHT | _RESTS and aloft) or (other in _ENDS_FLIGHT and aloft - {"above", "over"}):
        return False
    if adverbs & _ATTENTIVELY and other not in _LOOKS:
        return False
    if other in _AFOOT and any(word.lower == "against" for word in sentence.words[verb.i : verb.i + 8]):
        return False
    if other in _RESTS and [word.lower for word in sentence.words[verb.i + 1 : verb.i + 4]] in _TO_AND_FRO:
        return False
    adverbs |= {
        grand.lower for child in sentence.children[verb.i] for grand in sentence.children[child.i] if child.dep in ("advmod", "prep")
    }
    return not (adverbs & _SLOWLY and other in _FAST_MOTIONS) and not (adverbs & _QUICKLY and other in _SLOW_MOTIONS | _RESTS)


def _suits_what_it_is_done_with(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether the other act is possible with the same tool or part of the body: nobody bakes with a knife, or fixes under an arm."""
    object_ = sentence.child(verb, "dobj")
    for child in (*sentence.children[verb.i], *(sentence.children[object_.i] if object_ is not None else ())):
        to = sentence.child(child, "pobj") if child.i > verb.i else None
        if to is None:
            continue
        if child.lower == "with" and (to.lemma in _CUT_WITH or to.lower in _CUT_WITH) and verb.lemma in _CUTS and other not in _CUTS:
            return False
        if child.lower == "on" and object_ is not None and verb.lemma in _MARKS and other not in _MARKS | _CLEANS:
            return False  # a mural painted on a wall is not carried on it
        at_body = child.lower in _AT_THE_BODY or (verb.lemma == "wear" and child.lower == "on")
        if verb.lemma in HOLDS and at_body and "body" in noun_flags(to.lemma):
            return False
    return True


def _suits_other_acts(sentence: Sentence, verb: Word, other: str, subject: Word | None) -> bool:
    """Return whether the other acts of the same agent allow the verb: who sleeps lies, and nobody repairs a board that he rides."""
    beside = [each for each in sentence.words if each.pos == "VERB" and each.i != verb.i and each.dep not in ("amod", "compound")]
    beside = [each for each in beside if _may_be_of(sentence, each, subject)]
    done = {each.lemma for each in beside} | {lemma_of(each.lower, "VERB") for each in sentence.words if each.dep == "advcl"}
    if done & _ASLEEP and other in _UPRIGHT | {"sit"} - _ASLEEP:
        return False
    if other in _ASLEEP and any(word.lemma == "mouth" for word in sentence.words):
        return False
    if other == "dance" and any(word.lemma in _AIRBORNE for word in sentence.words):
        return False
    if other in _WORKS_ON and done & _MOVES:
        return False
    if (other in ("ride", "drive") and done & (_RESTS | _AFOOT)) or (other in _AFOOT and done & _ON_GEAR):
        return False
    if other in _ON_THE_MOVE | _LETS_GO and done & _RESTS:
        return False  # nobody sits chasing a dog
    if other == "fall" and done & {"fly", "jump", "leap"}:
        return False
    above = sentence.head(verb)
    marked = any(child.dep in ("mark", "nsubj") or child.lower == "while" for child in sentence.children[verb.i])
    if other in _AFOOT and above.lemma in _RESTS and above.pos == "VERB" and verb.dep in ("advcl", "xcomp") and not marked:
        return False
    animal = subject is not None and "animal" in noun_flags(subject.lemma)
    if animal and ((done & _HEADS_DOWN and other in _AFOOT) or (verb.lemma in _HEADS_DOWN and done & _RESTS and other in _AFOOT)):
        return False  # no horse walks and drinks from a pond
    own = subject is not None and "animate" in noun_flags(subject.lemma)
    return not (verb.tag == "VBG" and (not own or verb.dep == "advcl") and other in _AFOOT and done & (_RESTS - {"stand", "pose"}))


def _may_be_of(sentence: Sentence, verb: Word, subject: Word | None) -> bool:
    """Return whether the agent of a verb may be `subject`: the same word, a pronoun, or nobody that the parse names."""
    whose = sentence.subject(verb)
    if subject is None or whose is None or "PRON" in (whose.pos, subject.pos) or whose.i == subject.i:
        return True
    return "animate" not in noun_flags(whose.lemma) or "animate" not in noun_flags(subject.lemma)


def _can_ride_there(sentence: Sentence, verb: Word) -> bool:
    """Return whether the places of the act allow riding: near the water and on a beach one carries a board."""
    object_ = sentence.child(verb, "dobj")
    if object_ is None:
        return True
    found = [*_ways(sentence, verb), *_ways(sentence, object_)]
    if any(way in _BESIDE or way == "front" for way, _ in found):
        return False
    return not any(place.lemma in _STANDS_ON or noun_flags(place.lemma) & {"room", "furniture", "building"} for _, place in found)


def _is_mounted(sentence: Sentence, subject: Word) -> bool:
    """Return whether somebody is on an animal, a vehicle or a board: people on horses."""
    mounts = (sentence.child(child, "pobj") for child in sentence.children[subject.i] if child.lower in ("on", "in"))
    return any(mount is not None and bool(noun_flags(mount.lemma) & {"animal", "vehicle", "board"}) for mount in mounts)


def _rests_its_head(sentence: Sentence, verb: Word) -> bool:
    """Return whether the agent rests a part of its body on something, or has its eyes closed: lying with its head on a pillow."""
    for child in sentence.words[verb.i + 1 :]:
        part = sentence.child(child, "pobj") if child.lower == "with" else None
        if part is None or "body" not in noun_flags(part.lemma):
            continue
        after = sentence.after(part)
        if after is not None and after.lower in ("on", "against", "closed", "shut"):
            return True
        if any(each.lower in ("closed", "shut") for each in sentence.children[part.i]):
            return True
    return False
