"""Decide whether a verb's complements, objects and purpose leave another verb possible: nobody hits a ball and a racket.

`action` and the verbs of `relation` check their targets and every replacement verb.
"""

from hardneg.families.concurrent_acts import verb_of
from hardneg.families.family import Target
from hardneg.families.motions import LEAPS
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, slots_of

_STAYS = frozenset({"camp", "travel", "vacation", "tour", "hide", "live", "party", "celebrate", "interact", "socialize", "enjoy"})
"""Verbs that are compatible with nearly every act."""
_BY_HAND = frozenset({
    "water", "pick", "trim", "mow", "prune", "smell", "juggle", "comb", "groom", "tie", "button", "zip", "decorate", "type", "wipe",
    "scrub", "sweep", "buy", "season", "eat", "drink", "catch", "toss", "pet", "chase", "carry", "cook", "milk", "lead",
})  # fmt: skip
"""Acts that no vase, no car and no other lifeless subject does."""
_PART_OF_IT = frozenset({"garnish", "drizzle", "season", "engrave", "carve"})
_COOKS = frozenset({"cook", "bake", "fry", "grill", "roast", "boil"})
_HEATED = frozenset({"oven", "stove", "grill", "barbecue", "pan", "wok", "skillet", "griddle"})
_SEES = frozenset({"watch", "see", "observe", "film", "hear", "help", "let", "make", "record"})
_GOES = frozenset({"walk", "run", "jump", "leap", "climb", "swim", "crawl", "race", "dive", "fly", "ride", "drive", "march", "hike"})
_FULL = frozenset({"fill", "top", "load", "cover", "pack", "stuff", "pile"})
_CLEANS = frozenset({"wash", "clean", "wipe", "scrub", "dry", "rinse"})
_POSTURES = frozenset({"sit", "stand", "lie", "lay", "kneel", "rest"})
_TURNS = frozenset({"flip", "backflip", "somersault", "cartwheel", "handstand", "trick", "stunt"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether the verb names an act of its own, and its complements leave another one possible."""
    verb = verb_of(sentence, target)
    if verb is None:
        return True
    before, below = sentence.before(verb), [child for child in sentence.children[verb.i] if child.i > verb.i]
    if verb.lemma in _STAYS and (before is None or before.lemma != "go"):
        return False
    if verb.lemma in LEAPS and any(word.lemma in _TURNS for word in sentence.words):
        return False  # nobody makes a flip while walking
    if verb.lemma in ("drink", "eat") and any(child.lower in ("from", "out") for child in below):
        return False
    if any(child.lower == "like" for child in below) or (verb.lemma == "wrap" and any(child.lower in ("in", "around") for child in below)):
        return False  # decorated like a fire engine, wrapped in a ribbon
    if verb.lemma == "face" and verb.tag == "VBN":
        return False  # black faced sheep
    if verb.tag == "VBN" and (verb.lemma in _PART_OF_IT or any(child.lower == "into" for child in below)):
        return False  # a plate garnished with herbs, a clock built into a tower
    if verb.lemma in _COOKS and any(word.lemma in _HEATED for word in sentence.words[verb.i :]):
        return False  # nobody eats in an oven
    if any(child.lower in ("overhead", "aloft") for child in below):
        return False
    object_ = sentence.child(verb, "dobj")
    if any(child.lower == "using" for child in (*below, *(sentence.children[object_.i] if object_ is not None else ()))):
        return False  # walking a dog using a leash
    above = sentence.head(verb)
    alone = verb.dep == "pcomp" and sentence.child(verb, "nsubj") is None
    if alone and (above.pos in ("VERB", "AUX", *NOUNS) or above.lower in ("on", "in", "at", "with")):
        return False  # the parser has misread the subject
    if _is_alternative(sentence, verb) or (verb.tag in ("VBN", "VBD") and _describes_posture(sentence, verb)):
        return False
    return not (verb.lemma in _SEES and _does_what_is_seen(sentence, verb))


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether the verb `text` suits the subject, all objects and the purpose of the act."""
    verb = verb_of(sentence, target)
    if verb is None:
        return True
    other = lemma_of(text, "VERB")
    if other in _BY_HAND and _is_done_by_a_thing(sentence, verb):
        return False  # a vase holds flowers, and waters none
    return _suits_purpose(sentence, verb, other) and _suits_objects(sentence, verb, other)


def _is_done_by_a_thing(sentence: Sentence, verb: Word) -> bool:
    subject = sentence.subject(verb)
    if verb.tag == "VBN" or sentence.child(verb, "auxpass") is not None or subject is None:
        return False
    flags = noun_flags(subject.lemma)
    return bool(flags) and "animate" not in flags


def _is_alternative(sentence: Sentence, verb: Word) -> bool:
    """Return whether `or` joins the verb to another one: people biking or walking may all be biking."""
    first = sentence.first_conjunct(verb)
    return any(
        child.lower == "or" for each in (first, *sentence.conjuncts(first)) for child in sentence.children[each.i] if child.dep == "cc"
    )


def _describes_posture(sentence: Sentence, verb: Word) -> bool:
    """Return whether a participle describes a posture that another verb names: sits perched."""
    above = sentence.head(verb)
    return verb.dep in ("xcomp", "advcl", "acomp", "oprd", "ccomp") and above.lemma in _POSTURES and above.pos == "VERB"


def _suits_purpose(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether one does the other thing for the purpose that follows: a dog runs to catch a disc, and lies for none."""
    aims = [child for child in sentence.children[verb.i] if child.i > verb.i and child.dep in ("advcl", "xcomp") and child.tag == "VB"]
    if not any(each.lower == "to" for aim in aims for each in sentence.children[aim.i]):
        return True
    return verb.lemma in _GOES and other in _GOES


def _suits_objects(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether all objects admit the verb (nobody hits a ball and a racket), and no full dish is washed."""
    object_ = sentence.child(verb, "dobj")
    if object_ is None:
        return True
    if other in _CLEANS and any(child.lemma in _FULL or child.lower == "full" for child in sentence.children[object_.i]):
        return False
    entries = slots_of("object", other)
    joined = [each for each in sentence.conjuncts(object_) if noun_classes(each.lemma)]
    return not entries or all(any(slot.holds(each.lemma) for slot in entries) for each in joined)


def _does_what_is_seen(sentence: Sentence, verb: Word) -> bool:
    """Return whether somebody does something that the verb perceives: watching a woman sign a paper."""
    object_ = sentence.child(verb, "dobj")
    after = sentence.after(object_) if object_ is not None else None
    if object_ is None or after is None or "animate" not in noun_flags(object_.lemma):
        return False
    return after.tag in ("VB", "VBP") and after.pos == "VERB"
