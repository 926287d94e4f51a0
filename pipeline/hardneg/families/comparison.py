"""Find comparisons: the man is taller than the woman; a dog bigger than the cat; more apples than oranges.

`As tall as` is symmetric.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import compound_first, phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_DEGREE = ("more", "less", "fewer")
_OPPOSITES = {
    "taller": "shorter", "bigger": "smaller", "larger": "smaller", "smaller": "larger", "older": "younger", "younger": "older",
    "longer": "shorter", "higher": "lower", "lower": "higher", "wider": "narrower", "narrower": "wider", "thicker": "thinner",
    "thinner": "thicker", "faster": "slower", "slower": "faster", "heavier": "lighter", "darker": "lighter", "brighter": "darker",
    "stronger": "weaker", "weaker": "stronger", "closer": "farther", "farther": "closer", "warmer": "colder", "colder": "warmer",
    "cleaner": "dirtier", "dirtier": "cleaner", "louder": "quieter", "quieter": "louder",
}  # fmt: skip
_UPRIGHT = frozenset({"person", "animal", "building", "plant"})
_NO_COMPARISON = frozenset({"rather", "other", "more", "less", "further"})


class Comparison(NamedTuple):
    """A `Comparison` holds its two sides as spans of words, last exclusive, in their order."""

    first: int
    last: int
    than_first: int
    than_last: int


def comparisons(sentence: Sentence) -> Iterator[Comparison]:
    """Yield each pair of noun phrases with a comparative and `than` between them; exchanging them reverses the comparison."""
    for than in sentence.words:
        two = sentence.child(than, "pobj") if than.lower == "than" else None
        if two is None or two.pos != "NOUN" or two.i < than.i:
            continue
        head = sentence.head(than)
        one = _counted(sentence, head) or _described(sentence, head)
        if one is None or one.i > than.i or one.pos != "NOUN":
            continue
        many = one.i == head.i
        begin = compound_first if many else phrase_first
        sides = Comparison(begin(sentence, one), one.i + 1, begin(sentence, two), two.i + 1)
        if many and not (is_plural(one.tag) and is_plural(two.tag)):
            continue
        if _text(sentence, sides.first, sides.last) == _text(sentence, sides.than_first, sides.than_last):
            sides = sides._replace(last=_with_place(sentence, one), than_last=_with_place(sentence, two))
            if sides.last == one.i + 1 or sides.than_last == two.i + 1:
                continue
        if _text(sentence, sides.first, sides.last) != _text(sentence, sides.than_first, sides.than_last) and not _owned(sentence, sides):
            yield sides


def opposites(sentence: Sentence, word: Word) -> list[str] | None:
    """Return comparatives that exclude a compared adjective or adverb; None for one that is not compared with anything.

    The list is empty for `tall` in `as tall as`, which makes both equal, and for `colorful` in `more colorful than`.
    """
    if not any(child.lower in ("than", "as") and child.i > word.i for child in sentence.children[word.i]):
        return None
    if word.lower == "shorter":
        one = _described(sentence, word)
        upright = one is not None and not _UPRIGHT.isdisjoint(noun_flags(one.lemma))
        return ["taller" if upright else "longer"]
    return [_OPPOSITES[word.lower]] if word.lower in _OPPOSITES else []


def _counted(sentence: Sentence, noun: Word) -> Word | None:
    """Return the noun that is counted in a comparison, or None: `more apples than oranges`."""
    degree = any(child.lower in _DEGREE and child.i < noun.i for child in sentence.children[noun.i])
    return noun if noun.pos == "NOUN" and degree else None


def _described(sentence: Sentence, word: Word) -> Word | None:
    """Return the noun that a comparative describes: `taller`, `more colorful`, `runs faster`."""
    compared = word.tag in ("JJR", "RBR") or any(child.lower in _DEGREE for child in sentence.children[word.i])
    if not compared or word.pos not in ("ADJ", "ADV") or word.lower in _NO_COMPARISON:
        return None
    head = sentence.head(word)
    if word.dep == "amod":
        return head if head.i < word.i else None
    return sentence.subject(head) if word.dep in ("acomp", "advmod") and head.pos in ("VERB", "AUX") else None


def _with_place(sentence: Sentence, noun: Word) -> int:
    """Return the index behind a phrase of place right behind the noun, whatever it depends on: `the dog on the left`."""
    following = sentence.after(noun)
    if following is None or following.dep != "prep":
        return noun.i + 1
    return max(word.i for word in sentence.below(following)) + 1


def _owned(sentence: Sentence, sides: Comparison) -> bool:
    """Return whether a pronoun would lose its antecedent: `taller than his wife`, `the people around it`."""
    following = sentence.words[sides.than_first : sides.than_last + 3]
    return any(word.tag in ("PRP", "PRP$") for word in (*sentence.words[sides.first : sides.last], *following))


def _text(sentence: Sentence, first: int, last: int) -> str:
    return sentence.slice(first, last).lower()
