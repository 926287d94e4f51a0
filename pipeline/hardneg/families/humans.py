"""Find acts that only people or only animals do: no animal can replace whoever wears, holds, rides or plays something."""

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_ANYBODY_DOES = frozenset({
    "sit", "stand", "lie", "lay", "walk", "run", "sleep", "look", "jump", "play", "swim", "eat", "rest", "watch", "wait", "cross", "gather",
})  # fmt: skip
# Places where a person sits, lies or stands as well as a dog or a cat; besides these a place, the ground and water.
_PLACES_OF_BOTH = frozenset({"chair", "couch", "sofa", "bench", "bed", "armchair", "floor", "ground", "blanket", "towel", "rug", "carpet"})
_PLACE_FLAGS = frozenset({"place", "nature", "road", "water", "surface", "sport_place", "stuff", "landscape", "vehicle", "board"})
_THERE = frozenset({"on", "in", "atop", "inside", "upon", "under", "onto", "into", "through", "behind", "between", "around"})
_OF_ANIMALS = frozenset({
    "leash", "collar", "paw", "tail", "fur", "mouth", "tongue", "snout", "cage", "kennel", "crate", "basket", "box", "bowl", "teeth",
    "tooth", "nose", "head", "bone", "breed", "owner", "pet", "puppy", "kitten", "foot", "lap", "ear",
})  # fmt: skip
_ANIMALS_DO = frozenset({
    "bark", "lick", "chew", "sniff", "groom", "curl", "perch", "pant", "wag", "meow", "fetch", "scratch", "bite", "pet", "chase", "snuggle",
    "hide", "stick", "crawl", "peek", "lead", "tie", "train", "feed", "own", "stretch", "lap",
})  # fmt: skip


def does_what_only_people_do(sentence: Sentence, noun: Word) -> bool:
    """Return whether no animal can replace the noun: somebody wears, holds, rides or plays something, or owns a person."""
    if any(child.lower in ("with", "in") for child in sentence.children[noun.i] if child.dep == "prep"):
        return True
    on = [sentence.child(child, "pobj") for child in sentence.children[noun.i] if child.lower == "on"]
    if any(each is not None and "board" in noun_flags(each.lemma) for each in on):
        return True
    for word in sentence.words:
        if word.pos != "VERB" or word.lemma == "be":
            continue
        subject = sentence.subject(word)
        plays = word.lemma in ("play", "watch") and sentence.child(word, "dobj") is not None
        if plays and subject is not None and (subject.i == noun.i or _holds(sentence, subject, noun)):
            return True
        if subject is None and sentence.child(word, "dobj") is not None and sentence.tags:
            return True  # `playing guitar` is a tag of somebody in the list
        if word.lemma in _ANYBODY_DOES:
            continue
        if subject is not None and subject.lower in ("all", "both", "each", "one") and subject.i > noun.i:
            return True  # `three men, all wearing helmets`
        if subject is not None and (subject.i == noun.i or _holds(sentence, subject, noun)):
            return True
        if subject is not None and "place" in noun_flags(subject.lemma) and noun.i < subject.i and sentence.child(word, "dobj") is not None:
            return True  # `a man on a dock holding fish`: no place holds, wears or eats anything
    return False


def lives_as_an_animal(sentence: Sentence, noun: Word) -> bool:
    """Return whether no person can replace the noun: a furry dog, her cat, a cat in a bowl, a dog on a leash."""
    if any(child.dep in ("amod", "compound", "nmod", "poss") for child in sentence.children[noun.i]):
        return True
    if any(word.lemma in (_OF_ANIMALS if word.pos == "NOUN" else _ANIMALS_DO) or word.lower in ("its", "it") for word in sentence.words):
        return True
    group = {noun.i, *(each.i for each in sentence.conjuncts(noun))}
    group |= {verb.i for verb in sentence.words if (subject := sentence.subject(verb)) is not None and subject.i in group}
    for preposition in sentence.words:
        if preposition.head not in group or preposition.dep != "prep" or preposition.lower not in _THERE:
            continue
        place = sentence.child(preposition, "pobj")
        if place is not None and place.lemma not in _PLACES_OF_BOTH and not noun_flags(place.lemma) & _PLACE_FLAGS:
            return True
    return False


def _holds(sentence: Sentence, subject: Word, noun: Word) -> bool:
    """Return whether a subject such as `a group of ...` consists of `noun`."""
    preposition = sentence.head(noun)
    return noun.dep == "pobj" and preposition.lower == "of" and preposition.head == subject.i
