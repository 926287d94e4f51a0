"""Describe the nouns of a caption by the features that decide whether they introduce a thing or refer to an earlier one."""

from collections.abc import Iterator
from typing import NamedTuple

from hardneg.discourse.pronouns import PRONOUNS
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import CONTENT, NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_alternatives, noun_flags

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "each", "every", "either", "neither", "all", "same", "said"})
_ANOTHER = frozenset({"another", "other", "others"})
_ORDINALS = frozenset({"second", "third", "fourth", "last", "remaining"})
_PLACES = (
    frozenset({"left", "right", "center", "centre", "central", "middle"}),
    frozenset({"top", "bottom", "upper", "lower"}),
    frozenset({"front", "back", "rear", "side", "far", "near"}),
    frozenset({"inner", "outer", "inside", "outside"}),
    frozenset({"first", "second", "third", "last", "other", "another"}),
)
_LONGEST = 12  # words of a phrase that are read as its description


class Mention(NamedTuple):
    """A mention is a noun that names something.

    Attributes:
        i: Index of the word.
        sentence: Index of its sentence.
        lemma: Lemma of the noun alone, without its compound.
        plural: Number by the tagger.
        definite: It has `the`, `this`, `each` ... or a possessive, so it may refer to an earlier thing.
        another: It is one more of an earlier kind: `another dog`, `the other dog`.
        single: It has `a` or `one`.
        owner: The possessive, in lower case; empty without one.
        modifiers: Adjectives and numbers before it, in lower case.
        description: Lemmas of all words that describe it, before and behind it.
    """

    i: int
    sentence: int
    lemma: str
    plural: bool
    definite: bool
    another: bool
    single: bool
    owner: str
    modifiers: frozenset[str]
    description: frozenset[str]


def sentence_numbers(sentence: Sentence) -> list[int]:
    """Return the index of the sentence that each word belongs to; for `Sentence.once`."""
    numbers: list[int] = []
    number = -1
    for word in sentence.words:
        if word.i == 0 or sentence.begins(word.i) or (word.pos == "SPACE" and "\n" in word.text):
            number += 1
        numbers.append(number)
    return numbers


def mention_of(sentence: Sentence, word: Word, number: int) -> Mention | None:
    """Return the mention of a word; None for a word that names nothing by itself, such as the first part of a compound."""
    if word.pos not in NOUNS or word.dep == "compound":
        return None
    openings = [child for child in sentence.children[word.i] if child.i < word.i]
    lower = {child.lower for child in openings}
    owner = next((child for child in openings if child.dep == "poss"), None)
    animate = not openings and not is_plural(word.tag) and "animate" in noun_flags(word.lemma)
    return Mention(
        word.i,
        number,
        word.lemma,
        is_plural(word.tag),
        bool(owner is not None or lower & _DEFINITE or (animate and word.pos == "NOUN")),
        bool(lower & _ANOTHER or (lower & _ORDINALS and not lower & {"the"})),
        bool(lower & {"a", "an", "one", "1"}),
        owner.lower if owner is not None else "",
        frozenset(child.lower for child in openings if child.dep in ("amod", "nummod", "compound", "nmod")),
        frozenset(each.lemma for each in _description(sentence, word)),
    )


def _description(sentence: Sentence, noun: Word) -> Iterator[Word]:
    """Yield the words that describe a noun inside its phrase: adjectives, numbers, compounds, and what follows with `in` or `with`."""
    stack = [child for child in sentence.children[noun.i] if child.dep in ("amod", "nummod", "compound", "prep", "acl", "relcl", "nmod")]
    seen = 0
    while stack and seen < _LONGEST:
        word = stack.pop()
        seen += 1
        if word.pos in CONTENT and word.lemma != "be":
            yield word
        nested = word.dep == "pobj"  # words beside another thing describe that thing
        stack.extend(child for child in sentence.children[word.i] if not nested or child.dep in ("amod", "nummod", "compound"))


def conflict(one: Mention, two: Mention) -> bool:
    """Return whether the descriptions of two mentions exclude each other: the left hand, the right hand; his dog, her dog."""
    if one.owner != two.owner and one.owner in PRONOUNS and two.owner in PRONOUNS:
        return True
    mine, yours = one.modifiers - two.modifiers, two.modifiers - one.modifiers
    if not mine or not yours:
        return False
    if any(mine & places and yours & places for places in _PLACES):
        return True
    return any(word in attribute_alternatives(other, None) for word in mine for other in yours)
