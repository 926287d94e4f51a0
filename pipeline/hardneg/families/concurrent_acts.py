"""Decide whether somebody can do another act along with their other acts: who explains a car at the wheel does not dance.

All replacement verbs are checked. Topics of videos, talk in a programme, parts of a game and postures that a second word describes are no
targets at all.
"""

from hardneg.families.action import agent_of
from hardneg.families.family import Name, Target
from hardneg.families.relation import VERB
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.nouns import ENCLOSED

_TOPIC_OF = frozenset({"on", "about", "of", "for", "how", "regarding", "by"})
_PROGRAMMED = frozenset({"program", "programme", "show", "news", "channel", "radio", "commercial", "interview", "podcast", "newscast"})
_BENT = frozenset({"crouch", "hunch", "perch", "slump", "sprawl", "curl", "bend", "cross", "fold", "huddle", "prop", "tuck"})
_STANDS = frozenset({"sit", "stand", "lie", "lay", "kneel", "squat", "crouch", "lean", "rest", "sleep"})
_IN_ANY_POSTURE = frozenset({
    "eat", "drink", "read", "sing", "watch", "write", "type", "cook", "look", "smile", "laugh", "listen", "speak", "work", "cry", "draw",
    "paint", "yawn", "talk", "chat", "discuss", "pose", "stare", "gaze", "wave", "point", "clap", "knit", "wear",
})  # fmt: skip
"""Acts that are compatible with any posture."""
_EXPLAINS = frozenset({
    "address", "discuss", "explain", "describe", "interview", "speak", "talk", "demonstrate", "teach", "comment", "narrate", "present",
    "review", "lecture", "report", "advertise", "instruct",
})  # fmt: skip
_WHILE_EXPLAINING = frozenset({
    "sit", "stand", "walk", "drive", "cook", "eat", "smile", "laugh", "show", "point", "hold", "work", "draw", "write", "paint", "cut",
    "wash", "clean", "open", "pour", "stir", "mix", "fix", "repair", "watch", "wave", "talk", "speak", "sing", "read", "drink", "carry",
})  # fmt: skip
_LIVELY = frozenset({"dance", "fight", "sleep", "jump", "cry", "swim", "climb", "wrestle", "crawl"})
_AFOOT = frozenset({"walk", "run", "jump", "swim", "climb", "crawl", "kneel", "dance", "hike", "jog"})
_INTO = frozenset({"into", "through", "inside", "out"})
_RIDDEN = frozenset({
    "motorcycle", "bicycle", "bike", "motorbike", "scooter", "horse", "pony", "camel", "elephant", "donkey", "moped", "dirt bike",
})  # fmt: skip
_BATTED = frozenset({
    "baseball", "bat", "batter", "pitcher", "catcher", "umpire", "tennis", "racket", "racquet", "golf", "golfer", "cricket", "softball",
    "club", "baseball bat", "tennis racket", "tennis ball", "golf ball", "pitch", "ping", "badminton", "hockey", "volleyball",
})  # fmt: skip
_WITH_FEET = frozenset({"kick", "dribble", "bounce", "roll"})
_SCORED = frozenset({"basket", "goal", "hoop", "net", "shot", "point", "score", "rim"})
_GAMES = frozenset({"basketball", "ball", "court", "soccer", "hoop", "game", "team", "player", "hockey", "football", "lacrosse", "polo"})
_NARROW = frozenset({"board", "vehicle", "animal", "furniture"})
_SQUATS = frozenset({"squat", "kneel", "crouch"})
_CROUCHERS = frozenset({"cat", "kitten", "tiger", "lion", "leopard", "dog", "rabbit", "fox", "frog", "monkey"})
_KNEELERS = frozenset({"elephant", "camel", "cow", "horse"})


_OWN_BODY = frozenset({"back", "stomach", "belly", "side", "knee", "head", "hand", "toe", "foot", "leg"})
_HOOFED = frozenset({
    "elephant", "giraffe", "zebra", "horse", "pony", "donkey", "rhino", "hippo", "deer", "antelope", "ox", "bull", "camel", "buffalo",
    "bison", "cow", "sheep", "goat", "ram", "llama", "lamb", "cattle", "goose", "ostrich", "flamingo", "pelican",
})  # fmt: skip
"""Animals that stand or lie, and never sit."""
_NEVER_JUMP = frozenset({"sheep", "zebra", "giraffe", "cattle", "herd", "llama", "lamb"})
_WORKS_ON = frozenset(
    {"wax", "fix", "repair", "wash", "clean", "paint", "build", "make", "feed", "brush", "adjust", "assemble", "sell", "groom"}
)
_SLIPPERY = frozenset({"snowboard", "ski", "skateboard", "surfboard", "board", "surf board"})
_TOWARD = frozenset({"toward", "towards", "to", "past", "by", "around"})
_NEEDS_HANDS = frozenset({
    "read", "write", "type", "eat", "drink", "clap", "wave", "draw", "paint", "cook", "knit", "fight", "play", "sleep", "swim", "climb",
    "crawl", "point", "drive", "ride", "dig", "juggle", "box", "wrestle", "photograph",
})  # fmt: skip
_ONE_HANDED = frozenset({"watch", "wear", "see", "hear", "have", "look", "like", "enter", "leave", "cross", "pass", "follow", "chase"})
"""Verbs with an object that need no more than one hand."""
_DRIVES = frozenset({"drive", "park", "ride", "steer", "load", "board", "tow", "push", "race"})
_PARTS_OF_VEHICLES = frozenset({"engine", "motor", "tire", "wheel", "window", "door", "seat", "hood", "windshield", "brake", "bumper"})
_LISTENERS = frozenset({"judge", "audience", "crowd", "jury", "spectator", "people"})
_NOT_PERFORMED = frozenset({"fight", "sleep", "eat", "drink", "lie", "lay", "cook", "work", "read"})
_COOKS = frozenset({"cook", "fry", "grill", "bake", "boil", "roast", "prepare", "season", "stir"})
_OVER = frozenset({"over", "across", "through"})
_LEAPS = frozenset({"jump", "leap", "bound", "hop"})
_FIRES = frozenset({"barbecue", "grill", "pan", "pot", "stove", "fire", "oven", "wok", "skillet", "griddle"})
_TAKES_OFF = frozenset({"remove", "button", "zip", "fold", "iron", "wash", "hang", "dry", "sell", "buy"})
_ON_THE_BACK = frozenset({"backpack", "bag", "pack", "purse", "rucksack", "satchel", "handbag", "knapsack", "pouch"})
_BEARS = frozenset({"wear", "carry", "hold", "sport"})
_ENDS = frozenset({"until", "because", "so", "since"})
_IN_A_MICROPHONE = frozenset(
    {"sing", "talk", "speak", "read", "laugh", "yell", "shout", "scream", "cry", "stand", "sit", "smile", "whisper"}
)
_BEFORE_PEOPLE = frozenset({"address", "teach", "preach", "lecture", "conduct", "present", "interview", "perform"})
_MAKES = frozenset({"make", "build", "assemble", "construct", "sew"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether the target is no verb that is a topic, part of a programme or of a game, or described by a second word."""
    verb = verb_of(sentence, target)
    if verb is None:
        return True
    head = sentence.head(verb)
    if verb.dep == "pcomp" and head.lower in _TOPIC_OF and sentence.head(head).pos in NOUNS:
        return False  # a video on painting nails
    object_ = sentence.child(verb, "dobj")
    if object_ is not None and object_.lemma in _SCORED and any(word.lemma in _GAMES for word in sentence.words):
        return False
    if (helping := sentence.child(verb, "auxpass")) is not None and lemma_of(helping.lower, "VERB") in _STANDS:
        return False
    if verb.lemma == "sit" and any(word.lemma == "lap" for word in sentence.words):
        return False
    for child in sentence.children[verb.i]:
        if child.i < verb.i:
            continue
        if child.dep == "advcl" and any(mark.lower in _ENDS for mark in sentence.children[child.i] if mark.dep in ("mark", "advmod")):
            return False  # laughs until she chokes
        if child.lower == "after" and child.dep == "prep" and verb.lemma in ("run", "chase", "go", "walk", "look"):
            return False  # who runs after a thing chases it
        if child.lemma in _BENT and child.tag in ("VBN", "VBD") and verb.lemma in _STANDS:
            return False  # sits crouched
        to = sentence.child(child, "pobj") if child.lower in ("on", "in", "during") else None
        if to is not None and object_ is not None and "body" in noun_flags(to.lemma):
            return False  # kisses a man on the cheek
        if to is not None and verb.lemma in _STANDS and (to.lemma == "toilet" or (to.lemma in _OWN_BODY and sentence.child(to, "poss"))):
            return False
        if to is not None and to.lemma in _PROGRAMMED and verb.lemma not in _STANDS:
            return False
    return True


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether the verb `text` can be done along with all other acts of its agent."""
    verb = verb_of(sentence, target)
    if verb is None:
        return True
    other, object_ = lemma_of(text, "VERB"), sentence.child(verb, "dobj")
    if other in _STANDS - {"sit", "stand", "lean"} and any(lemma_of(word.lower, "VERB") in _BEFORE_PEOPLE for word in sentence.words):
        return False
    if other in _STANDS - {"sleep"} and verb.lemma in _IN_ANY_POSTURE:
        return False
    if other in _WITH_FEET and any(word.lemma in _BATTED for word in sentence.words):
        return False
    if other in _WORKS_ON and any(word.lemma == "hand" for word in sentence.words):
        return False
    if verb.lemma == "wear" and other in _TAKES_OFF and _has_another_verb(sentence, verb):
        return False
    if object_ is not None and object_.lemma in _ON_THE_BACK and {verb.lemma, other} <= _BEARS:
        return False  # who wears a backpack carries it
    if verb.lemma == "feed" and other == "serve":
        return False
    if other in _NEEDS_HANDS and verb.lemma not in _NEEDS_HANDS and any(_handles(sentence, each) for each in _beside(sentence, verb)):
        return False
    if other in _DRIVES and object_ is not None and object_.lemma in _PARTS_OF_VEHICLES:
        return False
    if other in _AFOOT and any(each.lemma in ("ride", "drive") for each in _beside(sentence, verb)):
        return False  # who sits under an umbrella while riding an elephant does not walk
    subject = sentence.subject(verb)
    if _is_animal_unable(agent_of(sentence, subject) or "", other):
        return False
    if other in _STANDS and subject is not None and _has_posture(sentence, verb, subject.pos == "PRON"):
        return False
    if subject is not None and other in _SQUATS and "animal" in noun_flags(subject.lemma) and not _bends(subject.lemma, other):
        return False
    if any(each.lemma in _EXPLAINS and each.i != verb.i for each in _beside(sentence, verb)) and other not in _WHILE_EXPLAINING:
        return False
    if verb.lemma in _EXPLAINS and other in _LIVELY | {"play"} and any(each.lemma not in _STANDS for each in _beside(sentence, verb)):
        return False
    return all(_suits_phrase(sentence, verb, child, other) for child in sentence.children[verb.i] if child.dep == "prep")


def verb_of(sentence: Sentence, target: Target) -> Word | None:
    """Return the verb of a target; None for other families, lists of tags, and captions of sound."""
    if sentence.tags or sentence.heard:
        return None
    if target.family == Name.ACTION or (target.family == Name.RELATION and target.kind == VERB):
        return sentence.words[target.first]
    return None


def _handles(sentence: Sentence, verb: Word) -> bool:
    """Return whether a verb handles a thing with both hands."""
    object_ = sentence.child(verb, "dobj")
    return object_ is not None and verb.lemma not in _ONE_HANDED and "person" not in noun_flags(object_.lemma)


def _is_animal_unable(animal: str, other: str) -> bool:
    return (other == "sit" and animal in _HOOFED) or (other in ("jump", "leap") and animal in _NEVER_JUMP)


def _has_another_verb(sentence: Sentence, verb: Word) -> bool:
    """Return whether the noun of a participle is also the subject of another verb: a girl wearing a hat stands smiling."""
    noun = sentence.subject(verb)
    others = (word for word in sentence.words if word.pos == "VERB" and word.i != verb.i)
    return noun is not None and any((own := sentence.subject(each)) is not None and own.i == noun.i for each in others)


def _has_posture(sentence: Sentence, verb: Word, pronoun: bool) -> bool:
    """Return whether another verb describes somebody's posture; a pronoun may refer to the agent."""
    others = (word for word in sentence.words if word.pos == "VERB" and word.i != verb.i and word.lemma in _STANDS)
    return any(pronoun or ((own := sentence.child(each, "nsubj")) is not None and own.tag == "PRP") for each in others)


def _bends(animal: str, other: str) -> bool:
    return animal in (_CROUCHERS if other == "crouch" else _KNEELERS if other == "kneel" else frozenset())


def _beside(sentence: Sentence, verb: Word) -> list[Word]:
    """Return the other acts of a verb's agent at the same time: verbs joined to it or below it, and the one above it."""
    found = [child for child in sentence.children[verb.i] if child.dep in ("advcl", "conj") and child.pos == "VERB"]
    head = sentence.head(verb)
    if verb.dep in ("advcl", "conj", "acl") and head.pos == "VERB":
        found.append(head)
    own = sentence.subject(verb)
    return [each for each in found if own is None or (whose := sentence.subject(each)) is None or whose.i == own.i]


def _runs_and_leaps(verb: str, other: str) -> bool:
    """Return whether one verb is to run and the other to leap: who leaps over a log may be called running over it."""
    return "run" in (verb, other) and not _LEAPS.isdisjoint((verb, other))


def _suits_phrase(sentence: Sentence, verb: Word, preposition: Word, other: str) -> bool:
    """Return whether `other` suits a phrase of the verb: nobody lies with a bride or on a bicycle, or jumps into a room."""
    if preposition.lower == "out" and verb.lemma not in _STANDS and other in _STANDS | {"fight"}:
        return False  # nobody fights or sleeps out of a tunnel
    to = sentence.child(preposition, "pobj")
    if to is not None and to.lower in ("front", "top", "middle"):
        of = sentence.child(to, "prep")
        to = sentence.child(of, "pobj") if of is not None else to
    if to is None:
        return True
    flags = noun_flags(to.lemma)
    if to.lemma in ("microphone", "mic") and preposition.lower != "with" and other not in _IN_A_MICROPHONE:
        return False
    if to.lemma == "ring" and other in ("eat", "drink", "read", "sleep", "cook", "write"):
        return False
    if preposition.lower == "with" and "person" in flags and other in ("lie", "lay", "sleep", "squat", "crouch", "kneel"):
        return False
    if preposition.lower in ("on", "onto") and to.lemma in _RIDDEN and other in ("lie", "lay", "sleep", "crouch", "kneel", "squat", "walk"):
        return False
    if (
        other in ("sleep", "lie", "lay", "nap")
        and preposition.lower == "in"
        and ("water" in flags | {to.lemma} or "water_body" in noun_classes(to.lemma))
    ):
        return False
    if preposition.lower in _TOWARD and other in ("fall", "swim", "dance") and verb.lemma not in ("fall", "swim"):
        return False
    if other == "walk" and preposition.lower == "on" and to.lemma in _SLIPPERY:
        return False
    if verb.lemma == "ride" and other in _WORKS_ON and preposition.lower not in ("with", "by", "near"):
        return False
    if other == "tow" or (other in _MAKES and preposition.lower in ("on", "in") and flags & {"place", "road", "water", "nature"}):
        return False
    if preposition.lower in _INTO and flags & ENCLOSED and other in ("jump", "leap", "dance", "crawl", "fall"):
        return False
    if preposition.lower == "through" and other in ("dance", "fall", "fight"):
        return False
    if preposition.lower in _OVER and _runs_and_leaps(verb.lemma, other):
        return False
    if preposition.lower == "for" and verb.lemma in _LEAPS | {"run", "reach", "dive"} and other in _STANDS:
        return False  # two dogs that run for a stick do not stand for it
    if preposition.lower in ("in", "for") and to.lemma in _LISTENERS and other in _NOT_PERFORMED:
        return False
    if verb.lemma in _COOKS and to.lemma in _FIRES and other not in _COOKS:
        return False
    if other == "work" and "vehicle" in flags:
        return False
    if other == "fight" and preposition.lower == "on" and flags & _NARROW:
        return False
    after = sentence.after(to)
    touched = "body" in flags or (after is not None and "body" in noun_flags(after.lemma))
    return not (touched and preposition.lower == "with" and "play" in (verb.lemma, other))
