"""Correct a verb that was parsed as the noun behind a preposition: `a flock of sheep grazes`, `a toddler in a diaper splashes`."""

from hardneg.grammar.inflection import is_plural, plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.parse.reattach import reattach

_MEMBERS = frozenset({"animate", "person", "animal", "vehicle"})
_BEHIND = ("ADP", "ADV", "DET", "PUNCT", "SCONJ")
_IN_PHRASE = ("compound", "amod", "nmod", "det", "nummod")


def correct_verb_behind_phrase(words: list[Word], word: Word, lemma: str) -> bool:
    """Turn the head of a phrase behind the first noun into the verb of that noun, and return whether this was done.

    The caption must have no other verb for the noun, and the lexicon must not know the word as a noun: guards and fans may be members
    of a group themselves.

    Args:
        words: The words of the caption, which are changed in place.
        word: A plural noun whose form is also the third person singular of a verb.
        lemma: The lemma of that verb.
    """
    subject, member = words[words[word.head].head], words[word.i - 1]
    if word.tag != "NNS" or word.dep != "pobj" or noun_classes(word.lemma) or subject.tag != "NN" or subject.dep != "ROOT":
        return False
    if member.head != word.i or (word.i + 1 < len(words) and words[word.i + 1].pos not in _BEHIND):
        return False
    if not (_is_of_a_group(words, word, subject, member) or _has_the_article_of_one(words, word, subject, member)):
        return False
    _attach(words, word, lemma, subject, member)
    return True


def _is_of_a_group(words: list[Word], word: Word, group: Word, member: Word) -> bool:
    """Return whether the phrase names the members of a group: `a flock of sheep grazes`, but dog treats are no dogs."""
    of = words[word.head]
    if of.lower != "of" or group.i != of.i - 1 or member.pos not in NOUNS or not noun_flags(member.lemma) & _MEMBERS:
        return False
    if not (is_plural(member.tag) or plural(member.lemma) == member.lower):
        return False
    return all(each.i >= word.i or each.head != word.i or each.dep in _IN_PHRASE for each in words)


def _has_the_article_of_one(words: list[Word], word: Word, subject: Word, member: Word) -> bool:
    """Return whether the plural has the article of a singular, and more follows: `a toddler in a diaper splashes in a pool`."""
    if word.i + 1 >= len(words) or member.tag != "NN" or member.dep != "compound" or "animate" not in noun_flags(subject.lemma):
        return False
    return any(each.head == word.i and each.lower in ("a", "an") and each.i < member.i for each in words)


def _attach(words: list[Word], word: Word, lemma: str, group: Word, member: Word) -> None:
    """Make `word` the root, the group its subject, and the noun before it the object of the preposition."""
    reattach(words, word.i, member.i)
    for each in list(words):
        if each.head == group.i and each.i > word.i:
            words[each.i] = each._replace(head=word.i)
    words[member.i] = member._replace(dep="pobj", head=word.head)
    words[word.i] = word._replace(pos="VERB", tag="VBZ", lemma=lemma, dep="ROOT", head=word.i)
    words[group.i] = group._replace(dep="nsubj", head=word.i)
