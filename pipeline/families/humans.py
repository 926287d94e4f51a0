"""What only people do: no animal can stand for whoever wears, holds, rides or plays something."""

from pipeline.grammar.sentence import Sentence, Word
from pipeline.lexicon import noun_flags

_ANYBODY_DOES = frozenset({
    "sit", "stand", "lie", "lay", "walk", "run", "sleep", "look", "jump", "play", "swim", "eat", "rest", "watch", "wait", "cross", "gather",
})  # fmt: skip


def does_what_only_people_do(sentence: Sentence, noun: Word) -> bool:
    """Return whether no animal can stand here: somebody wears, holds, rides or plays something, or is a person's possessor."""
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


def _holds(sentence: Sentence, subject: Word, noun: Word) -> bool:
    """Whether `noun` is what a subject such as `a group of ...` consists of."""
    preposition = sentence.head(noun)
    return noun.dep == "pobj" and preposition.lower == "of" and preposition.head == subject.i
