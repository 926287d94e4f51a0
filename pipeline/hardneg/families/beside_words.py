"""Find attributes that neighbouring words bind: neon lit buildings, a shade's name in a title, an elderly man and his dad."""

from hardneg.families.titles import CUSTOMERS
from hardneg.grammar.capitals import casing_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_flags

_ADVERBS = {"outside": "inside", "inside": "outside", "outdoors": "indoors", "indoors": "outdoors"}
_RURAL = frozenset({"country", "countryside", "mountain", "farm", "farmland", "field", "city", "downtown", "skyscraper", "village"})
_FILMS = frozenset({"film", "movie", "photo", "photograph", "picture", "footage", "clip", "television", "cartoon"})
_OLDER_KIN = frozenset({"dad", "father", "daddy", "mom", "mother", "mum", "parent", "grandfather", "grandmother", "grandpa", "grandma"})
_OLD = frozenset({"old", "elderly", "aged", "senior", "older"})
# Nouns of an age: no colt is old, and of the others only some can be in their teens.
_IN_THEIR_TEENS = frozenset({"boy", "girl", "child", "kid"})
_OF_AN_AGE = frozenset({
    *_IN_THEIR_TEENS, "baby", "infant", "newborn", "toddler", "schoolboy", "schoolgirl", "preschooler", "teen", "teenager",
    "adolescent", "youth", "youngster", "adult", "senior", "elder", "puppy", "pup", "kitten", "calf", "colt", "foal", "filly", "lamb",
    "cub", "fawn", "joey", "piglet", "chick", "duckling", "gosling", "cygnet", "hatchling", "owlet", "tadpole", "sapling", "seedling",
})  # fmt: skip
_CROWDED = frozenset({"crowded", "busy", "packed", "full", "cluttered", "empty", "bare"})
_WITH_MANY = frozenset({"filled", "full", "packed", "lined", "crammed", "many", "lots", "lot", "crowd", "crowds", "covered", "traffic"})
_OPEN = frozenset({"open", "opened"})
_SEEN_INSIDE = frozenset({
    "screen", "keyboard", "display", "page", "pages", "inside", "contents", "shelves", "filled", "full", "containing", "showing",
})  # fmt: skip
_NAMED_BY_COLOUR = frozenset({"black", "white", "red", "green"})
"""Colours that tell one drink from another: black coffee, white wine."""
_SHADES_ARE_NAMED_FOR = frozenset({"food", "edible", "drink", "drinkable", "nature", "stuff"})


def is_bound(sentence: Sentence, word: Word, noun: Word, kind: str) -> bool:
    """Return whether an attribute is half of a compound, the end of a shade's name, or part of a slogan before the customer."""
    before, after = sentence.before(word), sentence.after(word)
    if after is not None and after.lower in ("down", "up", "out") and word.tag in ("VBN", "VBD", "JJ"):
        return True  # a broken down car
    if before is not None and word.dep == "amod" and before.pos in NOUNS and (word.tag == "VBN" or word.lower in ("lit", "made")):
        return before.dep in ("npadvmod", "compound", "nmod", "amod", "nsubj")
    if word.dep == "acomp" and sentence.child(word, "xcomp") is not None:
        return True  # hard to see
    if _said_otherwise(sentence, word):
        return True
    if word.lower in ("lush", "verdant") and any(child.lower == "green" for child in sentence.children[noun.i]):
        return True  # no green field is barren
    if kind == "size" and any(attribute_kind(each.lower, noun.lemma) == "size" for each in sentence.conjuncts(word)):
        return True  # small and large cars
    if word.lower in ("rural", "urban") and any(each.lemma in _RURAL for each in sentence.words):
        return True
    if noun.lemma == "sky" and kind == "state" and any(attribute_kind(each.lower) == "colour" for each in sentence.children[noun.i]):
        return True  # a clear blue sky
    if kind == "age" and noun.lemma in _FILMS and any(each.lower in ("black", "history", "classic") for each in sentence.words):
        return True
    if kind != "colour":
        return False
    if word.lower in _NAMED_BY_COLOUR and "drink" in noun_flags(noun.lemma):
        return True
    if any(each.lower in CUSTOMERS for each in sentence.words[word.i + 1 : noun.i]) and any(
        attribute_kind(each.lower) == "colour" for each in sentence.words[word.i + 2 : noun.i]
    ):
        return True
    return before is not None and casing_of(sentence.text) == "title" and _names_a_shade(before)


def _said_otherwise(sentence: Sentence, word: Word) -> bool:
    """Return whether the caption says the same in other words: a crowded city filled with people, the screen of an open laptop."""
    others = {each.lower for each in sentence.words if each.i != word.i}
    return (word.lower in _CROWDED and bool(others & _WITH_MANY)) or (word.lower in _OPEN and bool(others & _SEEN_INSIDE))


def _names_a_shade(before: Word) -> bool:
    """Return whether a word of a title names a food or something of nature, and so belongs to the colour behind it: `Limeade` Yellow."""
    return before.text[0].isupper() and not before.text.isupper() and bool(noun_flags(before.lower) & _SHADES_ARE_NAMED_FOR)


def contrary_adverb(word: Word) -> str | None:
    """Return the adverb of place that excludes one behind `be`: they are outside, they are inside."""
    return _ADVERBS.get(word.lower) if word.dep != "amod" else None


def suits_the_noun(noun: Word, age: str) -> bool:
    """Return whether an age does not contradict the one that the noun has."""
    return noun.lemma not in _OF_AN_AGE or (age == "teenage" and noun.lemma in _IN_THEIR_TEENS)


def suits_the_kin(sentence: Sentence, noun: Word, age: str) -> bool:
    """Return whether somebody can be of an age beside a parent of theirs: no elderly man sits with his dad."""
    relatives = (word for word in sentence.words if word.lemma in _OLDER_KIN and word.i != noun.i)
    return age not in _OLD or not any(sentence.child(word, "poss") is not None for word in relatives)
