"""Decide whether one of two people or animals can do what the other does, by age, gender and species."""

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.gender import BABIES, MEN, WOMEN, pronoun_of

_ANYBODY = frozenset({
    "be", "sit", "stand", "lie", "lay", "sleep", "rest", "run", "walk", "jump", "swim", "look", "watch", "stare", "gaze", "wait", "play",
    "eat", "drink", "climb", "leap", "follow", "chase", "approach", "turn", "stop", "cross", "wander", "stroll", "crouch", "roll", "pass",
})  # fmt: skip
"""Acts of people as well as animals."""
# Acts that captions ascribe to adults when their object is a person or an animal: a man carries a boy, not a boy a man.
_ADULT_TO_OTHERS = frozenset({
    "hold", "carry", "lift", "feed", "cradle", "push", "bathe", "wash", "dress", "rock", "raise", "drive", "teach", "nurse", "swing",
    "change",
    "help", "guide", "serve", "toss", "flip", "cook", "smoke", "work", "escort", "lead", "walk", "give", "shave", "barbecue", "grill",
    "sell",
    "preach", "flirt", "kneel", "assist", "comfort", "instruct", "support", "pick", "bend", "sing", "crouch",
})  # fmt: skip
# Acts that captions ascribe to adults whatever their object.
_ADULT_ONLY = frozenset({"drive", "smoke", "shave", "barbecue", "grill", "sell", "nurse", "preach", "cook", "repair", "escort", "instruct"})
_CHILDREN = frozenset({"child", "kid", "baby", "toddler", "infant", "boy", "girl", "newborn"})
_ADULTS = frozenset({"man", "woman", "lady", "guy", "adult", "gentleman"})
_AGE_WORDS = frozenset(
    {"young", "small", "little", "old", "elderly", "older", "bald", "bearded", "tiny", "adult", "younger", "big", "tall"}
)
_OF_WOMEN = frozenset({
    "dress", "skirt", "bikini", "gown", "blouse", "bra", "veil", "heel", "purse", "tiara", "sundress", "lipstick", "swimsuit", "makeup",
    "pregnant", "bride", "ponytail", "handbag",
})  # fmt: skip
_OF_MEN = frozenset({
    "tie", "necktie", "tuxedo", "beard", "mustache", "moustache", "trunk", "goatee", "suit", "bearded", "shirtless", "bald", "balding",
    "handsome", "groom", "kilt",
})  # fmt: skip


def comparable(one: str, two: str) -> bool:
    """Return whether both are people, or both animals of one habitat; a person and a pet share some acts."""
    flags = noun_flags(one), noun_flags(two)
    if all("person" in each for each in flags):
        return (one in BABIES) == (two in BABIES)
    classes = [noun_classes(each)[:1] for each in (one, two)]
    if all("animal" in each for each in flags):
        return classes[0] == classes[1] or {classes[0], classes[1]} <= {("pet",), ("livestock",)}
    animal = classes[0] if "animal" in flags[0] else classes[1]
    return animal in (("pet",), ("livestock",), ("wild_animal",))


def age_conflict(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether one is a child and the other an adult, and no adjective of age describes either."""
    if any(child.lower in _AGE_WORDS for noun in (one, two) for child in sentence.children[noun.i]):
        return False
    child = [noun.lemma in _CHILDREN for noun in (one, two)]
    adult = [noun.lemma in _ADULTS for noun in (one, two)]
    return (child[0] and adult[1]) or (child[1] and adult[0])


def can_do_verbs(sentence: Sentence, agent: str, substitute: str, verbs: list[Word]) -> bool:
    """Return whether a substitute can do the verbs of the agent; both are given by their noun."""
    flags = noun_flags(agent), noun_flags(substitute)
    if "person" in flags[0] and "person" in flags[1]:
        if (agent in _CHILDREN) != (substitute in _CHILDREN):
            return not any(
                verb.lemma in _ADULT_ONLY or (verb.lemma in _ADULT_TO_OTHERS and _has_animate_object(sentence, verb)) for verb in verbs
            )
        return True
    if "person" in flags[0]:  # the substitute is an animal
        return all(verb.lemma in _ANYBODY and not _takes_object(sentence, verb) for verb in verbs)
    if "person" in flags[1]:
        return all(verb.lemma in _ANYBODY for verb in verbs)
    return True


def _has_animate_object(sentence: Sentence, verb: Word) -> bool:
    """Return whether the object of a verb is a person or an animal."""
    thing = sentence.child(verb, "dobj", "dative", "ccomp") or verb
    return bool(noun_flags(thing.lemma) & {"person", "animal"}) or thing.dep == "ccomp"


def gender_conflict(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether the two have different genders and a word of the caption, such as `beard`, fits only one gender."""
    genders = [("he" if noun.lemma in MEN else "she" if noun.lemma in WOMEN else pronoun_of(noun.lemma)) for noun in (one, two)]
    if genders[0] == genders[1]:
        return False
    return any(word.lemma in _OF_WOMEN | _OF_MEN or word.lower in _OF_MEN for word in sentence.words)


def _takes_object(sentence: Sentence, verb: Word) -> bool:
    return sentence.child(verb, "dobj") is not None
