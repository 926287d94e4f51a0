"""Return whether another number suits an act: one violin is not played by two, and four dogs chase one ball."""

from pipeline.families.family import Target
from pipeline.grammar.inflection import is_plural
from pipeline.grammar.phrases import NOUNS
from pipeline.grammar.sentence import Sentence
from pipeline.lexicon import noun_flags

_TIGHT = frozenset(
    {"furniture", "container", "vessel", "cookware", "tableware", "appliance", "fixture", "electronics", "instrument", "tool"}
)
_SETS = frozenset({"stair", "step", "dish", "weight", "dumbbell", "chopstick", "needle", "drum", "card", "ingredient", "noodle"})
_BY_SEVERAL = frozenset({
    "chase", "follow", "catch", "retrieve", "fetch", "pull", "drag", "push", "watch", "board", "climb", "build", "move", "cut", "share",
    "lift", "load", "unload", "approach", "surround", "prepare", "decorate", "fix", "repair", "clean", "wash", "see", "pass", "face",
    "take", "throw", "toss", "reach", "secure", "attack", "sniff", "view", "inspect", "examine", "tow",
})  # fmt: skip
"""Several do these to one thing."""
_HELD_BY_SEVERAL = frozenset({"sign", "banner", "flag", "rope", "trophy", "cake", "kite", "pizza", "net", "fence", "boat", "canoe"})
_OF_MANY = frozenset({
    "both", "each", "together", "same", "matching", "different", "identical", "apart", "various", "assorted", "tug",
})  # fmt: skip
_DONE_BY_MANY = frozenset({"gather", "assemble", "huddle", "congregate", "cluster", "crowd", "mingle", "surround", "line"})


def is_one(text: str) -> bool:
    """Return whether a number is of one thing."""
    return text.lower() in ("a", "an", "one", "1")


def free(sentence: Sentence, target: Target) -> bool:
    """Return whether the counted noun is no tool, and no place that holds one thing, of an act."""
    word = sentence.words[target.first]
    noun = word if word.pos in NOUNS else sentence.head(word)
    preposition = sentence.head(noun)
    if target.kind == "plural" and noun.lemma in _SETS:
        return False
    if noun.dep != "pobj" or sentence.head(preposition).pos != "VERB" or "animate" in noun_flags(noun.lemma):
        return True
    if preposition.lower in ("with", "using") and sentence.child(sentence.head(preposition), "dobj") is not None:
        return False
    return preposition.lower not in ("in", "on", "at", "into", "from") or not noun_flags(noun.lemma) & _TIGHT or is_plural(noun.tag)


def done_by_one(sentence: Sentence, target: Target) -> bool:
    """Return whether the counted noun does something to a single thing that one alone handles: a person plays a violin."""
    noun = sentence.head(sentence.words[target.first])
    if noun.pos not in NOUNS or is_plural(noun.tag):
        return False  # where two do it, four do
    for verb in sentence.words:
        if verb.pos != "VERB":
            continue
        subject, object_ = sentence.subject(verb), sentence.child(verb, "dobj")
        if subject is None or object_ is None or subject.i != noun.i or is_plural(object_.tag):
            continue
        if verb.lemma in _BY_SEVERAL or object_.lemma in _HELD_BY_SEVERAL:
            continue
        flags = noun_flags(object_.lemma)
        one = any(child.lower in ("a", "an") for child in sentence.children[object_.i])
        if one and flags & {"artifact", "sport_gear"} and not flags & {"building", "building_part", "furniture", "vehicle", "readable"}:
            return True
    return False


def said_of_many(sentence: Sentence) -> bool:
    """`each other`, `both`, `one is on the phone`: of no single thing is that said."""
    pairs = zip(sentence.words, sentence.words[1:], strict=False)
    if any((one.lower, two.lower) in (("each", "other"), ("one", "another")) for one, two in pairs):
        return True
    return any(
        word.lower in _OF_MANY
        or (word.pos == "VERB" and word.lemma in _DONE_BY_MANY)
        or (word.lower == "one" and word.dep.startswith("nsubj"))
        for word in sentence.words
    )
