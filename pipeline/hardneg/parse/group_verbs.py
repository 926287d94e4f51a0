"""Correct a verb that was parsed as the noun behind a preposition: `a flock of sheep grazes`, `a toddler in a diaper splashes`."""

from hardneg.grammar.inflection import is_plural, plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.parse.reattach import reattach

_MEMBERS = frozenset({"animate", "person", "animal", "vehicle"})
_BEHIND = ("ADP", "ADV", "DET", "PUNCT", "SCONJ")
_IN_PHRASE = ("compound", "amod", "nmod", "det", "nummod")


def correct_group_verb(words: list[Word], word: Word, lemma: str) -> bool:
    """Turn the head of an `of` phrase into the verb of the group before it, and return whether this was done.

    The noun before it names several members: dog treats are no dogs. The caption must have no other verb for the group, and the lexicon
    must not know the word as a noun: guards and fans may be members themselves.

    Args:
        words: The words of the caption, which are changed in place.
        word: A plural noun whose form is also the third person singular of a verb.
        lemma: The lemma of that verb.
    """
    of = words[word.head]
    group, member = words[of.head], words[word.i - 1]
    if word.tag != "NNS" or word.dep != "pobj" or of.lower != "of" or group.tag != "NN" or group.dep != "ROOT" or group.i != of.i - 1:
        return False
    if member.head != word.i or member.pos not in NOUNS or not noun_flags(member.lemma) & _MEMBERS or noun_classes(word.lemma):
        return False
    if not (is_plural(member.tag) or plural(member.lemma) == member.lower):
        return False
    if word.i + 1 < len(words) and words[word.i + 1].pos not in _BEHIND:
        return False
    if any(each.i < word.i and each.head == word.i and each.dep not in _IN_PHRASE for each in words):
        return False
    _attach(words, word, lemma, group, member)
    return True


def correct_verb_behind_one(words: list[Word], word: Word, lemma: str) -> bool:
    """Turn a plural with the article of a singular into the verb of who stands before the phrase: `a toddler in a diaper splashes`.

    Args:
        words: The words of the caption, which are changed in place.
        word: A plural noun whose form is also the third person singular of a verb.
        lemma: The lemma of that verb.
    """
    preposition = words[word.head]
    subject, member = words[preposition.head], words[word.i - 1]
    if word.tag != "NNS" or word.dep != "pobj" or noun_classes(word.lemma) or subject.tag != "NN" or subject.dep != "ROOT":
        return False
    if member.head != word.i or member.tag != "NN" or member.dep != "compound" or "animate" not in noun_flags(subject.lemma):
        return False
    if not any(each.head == word.i and each.lower in ("a", "an") and each.i < member.i for each in words):
        return False
    if word.i + 1 >= len(words) or words[word.i + 1].pos not in _BEHIND:
        return False
    _attach(words, word, lemma, subject, member)
    return True


def _attach(words: list[Word], word: Word, lemma: str, group: Word, member: Word) -> None:
    """Make `word` the root, the group its subject, and the noun before it the object of the preposition."""
    reattach(words, word.i, member.i)
    for each in list(words):
        if each.head == group.i and each.i > word.i:
            words[each.i] = each._replace(head=word.i)
    words[member.i] = member._replace(dep="pobj", head=word.head)
    words[word.i] = word._replace(pos="VERB", tag="VBZ", lemma=lemma, dep="ROOT", head=word.i)
    words[group.i] = group._replace(dep="nsubj", head=word.i)
