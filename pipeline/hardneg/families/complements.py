"""Preserve the complements of a replaced verb: `talks about a show`, `drives down a road`, `delivers a speech`."""

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import concreteness, noun_flags
from hardneg.lexicon.nouns import is_listed
from hardneg.lexicon.verbs import HEARD, SOUNDS

# Objects that carry the meaning of a light verb: no other verb has them.
_DOINGS = frozenset({
    "speech", "conversation", "chat", "talk", "walk", "turn", "nap", "break", "bite", "bath", "shower", "look", "ride", "trip",
    "leap", "dive", "swim", "run", "hike", "stroll", "bow", "pose", "smile", "interview", "lecture", "presentation", "performance",
    "dance", "sound",
})  # fmt: skip
_PICTURES = frozenset({"photo", "photograph", "picture", "video", "shot", "selfie", "image", "snapshot", "portrait", "footage", "clip"})
_MAKES_PICTURES = frozenset({"take", "capture", "shoot", "snap", "record", "film", "catch", "get"})
_PATHS = frozenset({"down", "up", "along", "across", "through", "past", "toward", "towards", "into", "onto"})
_MOTION = frozenset({
    "walk", "run", "crawl", "jump", "climb", "swim", "ski", "skate", "skateboard", "drive", "ride", "fly", "march", "fall", "hop",
    "slide", "sail", "surf", "dive", "gallop", "trot", "snowboard", "sled", "roll", "crash", "float", "bike", "cycle", "stroll",
    "leap", "look", "peer", "push", "pull", "drag", "carry", "lead", "tow", "race", "chase", "throw", "kick", "follow", "dance",
    "roam", "wander", "peek",
})  # fmt: skip
_WAYS = frozenset({"over", "around", "off", "from", "between"})
"""Directions of motion, and places of rest."""
_TAKES = {
    "about": frozenset({"talk", "speak", "sing", "read", "write", "argue", "laugh", "complain", "yell"}),
    "to": frozenset({"talk", "speak", "sing", "listen", "shout", "yell", "wave", "point", "read", "bow", "walk", "run", "crawl", "swim"}),
    **dict.fromkeys(_PATHS, _MOTION),
}
_SEEKS = frozenset({"wait", "search", "shop", "ask", "pay", "hunt", "beg", "look"})
"""Verbs whose complement with `for` names what is sought, and not a purpose: waiting for a bus."""
_IN_COMPANY = frozenset({"eat", "drink", "fight", "talk", "chat", "swim", "argue", "wrestle"})
"""Acts that one does with others: nobody eats with a toy."""
_AMONG_PEOPLE = frozenset({"eat", "drink", "talk", "chat", "argue"})
_RESTS = frozenset({"sit", "lie", "stand", "sleep"})
_IN_A_BATH = frozenset({"bathe", "shower", "wash", "play", "splash", "sing", "soak", "relax"})
_ON_A_LINE = frozenset({"phone", "telephone", "cell phone", "radio", "microphone", "mic", "speaker", "walkie talkie"})
_INTO_A_LINE = frozenset({"talk", "speak", "sing", "shout", "yell", "laugh", "cry", "scream", "whisper"})
_INTO_A_PHONE = _INTO_A_LINE - {"sing", "talk", "speak"}
"""Nobody sings on a phone, and who talks there speaks."""
_OF_GARMENTS = frozenset({"wear", "remove", "button", "zip", "fold", "iron"})
_PLAYED_ON = frozenset({"electronics", "toy", "instrument"})
_INSTRUMENTS = frozenset({"cutlery", "utensil", "tool"})
_IN_THE_SKY = frozenset({"fly", "float", "soar", "glide", "hover", "fall", "hang", "burn", "jump", "shine"})
_SWIMS = frozenset({"swim", "float", "wade", "dive"})
_THROUGH = {
    "water": _SWIMS
    | {"splash", "walk", "run", "trot", "gallop", "paddle", "row", "jump", "crawl"},
    "snow": frozenset({
        "walk", "run", "ski", "trudge", "crawl", "hike", "snowboard", "sled", "drive", "ride", "march", "jump", "roll", "dig", "plow",
        "trot",
        "gallop", "slide", "jog", "push", "pull", "drag", "race", "move",
    }),
}  # fmt: skip
"""Verbs of motion by their medium."""
_MEDIA = frozenset({"through", "across", "over"})


def is_fixed(sentence: Sentence, verb: Word) -> bool:
    """Return whether a verb and its object are one act (`deliver a speech`, `shake hands`), or an adverb repeats it (`again`)."""
    object_ = sentence.child(verb, "dobj")
    if object_ is not None and (object_.lemma in _DOINGS or (object_.lower == "hands" and not sentence.children[object_.i])):
        return True
    if object_ is not None and object_.lemma in _PICTURES and verb.lemma in _MAKES_PICTURES:
        return True
    below = {child.lower for child in sentence.children[verb.i]}
    return "again" in below or (verb.lemma == "pose" and "for" in below)


def suits(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether another verb (a lemma) takes the prepositions of this one, and is audible in a caption of sounds."""
    if other not in _MOTION and any(word.lemma == "motion" for word in sentence.words[verb.i :]):
        return False  # hiking in slow motion
    object_ = sentence.child(verb, "dobj")
    if object_ is not None and ((other in _OF_GARMENTS and not is_listed(object_.lemma)) or _has_instrument(sentence, object_)):
        return False
    for preposition in sentence.children[verb.i]:
        if preposition.i < verb.i or preposition.dep != "prep":
            continue
        if preposition.lower in _TAKES and other not in _TAKES[preposition.lower]:
            return False
        if preposition.lower in _WAYS and verb.lemma in _MOTION and other not in _MOTION:
            return False
        if preposition.lower == "for" and verb.lemma in _SEEKS and other not in _SEEKS:
            return False
        to = sentence.child(preposition, "pobj")
        if to is None:
            continue
        if preposition.lower == "with" and other in _IN_COMPANY and _is_a_thing(to):
            return False
        if preposition.lower == "with" and other in _AMONG_PEOPLE and "animal" in noun_flags(to.lemma):
            return False
        if verb.lemma == "play" and preposition.lower == "on" and noun_flags(to.lemma) & _PLAYED_ON:
            return False  # nobody eats on a toy laptop
        if (
            verb.lemma == "lean"
            and preposition.lower in ("on", "against")
            and not (other in _RESTS and "furniture" in noun_flags(to.lemma))
        ):
            return False
        if "fixture" in noun_flags(to.lemma) and preposition.lower in ("in", "inside") and other not in _RESTS | _IN_A_BATH:
            return False
        if to.lemma in _ON_A_LINE and verb.lemma in _INTO_A_LINE and other not in (_INTO_A_PHONE if "phone" in to.lemma else _INTO_A_LINE):
            return False
        if "sky" in noun_flags(to.lemma) and preposition.lower in ("in", "through", "across") and other not in _IN_THE_SKY:
            return False
        medium = "snow" if to.lemma == "snow" else "water" if "water" in noun_flags(to.lemma) else ""
        if medium and preposition.lower in _MEDIA and verb.lemma in _THROUGH[medium] and other not in _THROUGH[medium]:
            return False
        if other in _SWIMS and preposition.lower in ("on", "in", "at") and "water" not in noun_flags(to.lemma):
            return False
    return verb.lemma not in SOUNDS or other in HEARD or not _has_verb_of_sound(sentence, verb)


def _has_instrument(sentence: Sentence, object_: Word) -> bool:
    """Return whether a tool or cutlery goes with the object, which the verb requires: eating pizza with a knife and fork."""
    tools = (sentence.child(child, "pobj") for child in sentence.children[object_.i] if child.lower in ("with", "using"))
    return any(tool is not None and bool(noun_flags(tool.lemma) & _INSTRUMENTS) for tool in tools)


def _is_a_thing(noun: Word) -> bool:
    """Return whether a noun names something that is neither alive nor worn; a name that no norm knows may be anybody's."""
    known = noun.pos == "NOUN" or concreteness(noun.lemma) is not None
    return known and not noun_flags(noun.lemma) & {"animate", "wearable", "clothing", "body", "cutlery", "utensil"}


def _has_verb_of_sound(sentence: Sentence, verb: Word) -> bool:
    """Return whether another verb of the caption is one of sound: a man who speaks while a dog barks does not sleep instead."""
    return any(word.pos == "VERB" and word.i != verb.i and word.lemma in SOUNDS for word in sentence.words)
