"""Find the one exchange of two phrases that turns a caption into a rewritten one.

A rewrite of an exchange family counts only if it is a permutation of the caption: two nouns, two attributes, or two whole phrases change
places, and nothing else but agreement (articles, number, forms of verbs) differs. So the texts are compared by lemmas, for every pair of
phrases that the caption's parse has.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from hardneg.families import Name, Target
from hardneg.families.bearers import distinguished
from hardneg.families.family import target_of, with_partner
from hardneg.families.swap_object import directed
from hardneg.families.untouched import untouched
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS, compound_first, extent, phrase_first
from hardneg.grammar.sentence import Sentence, Word

WRITTEN = "written"
"""Kind of the targets of an exchange that an LLM wrote."""
_WORD = re.compile(r"\w+")
"""Both texts are cut alike, whatever the tokens of the parse: `t-shirt` and `woman's` are two words each."""
_AGREES = {
    **dict.fromkeys(("a", "an"), "a"),
    **dict.fromkeys(("is", "are", "was", "were", "am"), "be"),
    **dict.fromkeys(("has", "have", "had"), "have"),
    **dict.fromkeys(("his", "her", "its", "their"), "their"),
}


class _Phrase(NamedTuple):
    """Describe a phrase that may change places: its words, and its head."""

    first: int
    last: int
    head: Word


def exchange_of(sentence: Sentence, family: Name, rewritten: str) -> Target | None:
    """Return the target with its partner that the rewritten caption exchanges, of this family; None where it is no such exchange.

    An exchange that leaves the caption true, since both things stand in the same relation and are described alike, is none.
    """
    wanted = [_normal(word) for word in _WORD.findall(rewritten)]
    starts = [word.start for word in sentence.words]
    words = [(bisect_right(starts, match.start()) - 1, _normal(match.group())) for match in _WORD.finditer(sentence.text)]
    if sorted(wanted) != sorted(form for _, form in words):
        return None
    for one, two in _pairs(sentence, family):
        if _exchanged(words, one, two) == wanted and _says_something_else(sentence, family, one, two):
            lemma = sentence.text[sentence.words[one.first].start : sentence.words[one.last - 1].end].lower()
            target = target_of(sentence, family, WRITTEN, one.first, one.last, lemma, norms_of=one.head.lemma)
            return with_partner(target, sentence, two.first, two.last)
    return None


def _exchanged(words: Sequence[tuple[int, str]], one: _Phrase, two: _Phrase) -> list[str]:
    end = words[-1][0] + 1
    order = ((0, one.first), (two.first, two.last), (one.last, two.first), (one.first, one.last), (two.last, end))
    return [form for first, last in order for i, form in words if first <= i < last]


def _pairs(sentence: Sentence, family: Name) -> Iterator[tuple[_Phrase, _Phrase]]:
    """Yield the pairs of phrases, in the order of the caption, that the family may exchange: none with a word that no family edits."""
    kept = sentence.once(untouched)
    found = {each for each in _phrases(sentence, family) if kept.isdisjoint(range(each.first, each.last))}
    phrases = sorted(found, key=lambda each: (each.first, each.last))
    for one, two in combinations(phrases, 2):
        if one.last <= two.first and one.head.lemma != two.head.lemma:
            yield one, two


def _phrases(sentence: Sentence, family: Name) -> Iterator[_Phrase]:
    for word in sentence.words:
        if family == Name.SWAP_ATTRIBUTE:
            if word.pos == "ADJ" or word.dep == "amod":
                yield _Phrase(word.i, word.i + 1, word)
        elif word.pos in NOUNS and word.dep != "compound":
            if family == Name.SWAP_OBJECT:
                yield _Phrase(compound_first(sentence, word), word.i + 1, word)
            else:
                yield _Phrase(phrase_first(sentence, word), word.i + 1, word)
                yield _Phrase(*extent(sentence, word), word)
        elif family == Name.WORD_ORDER and word.pos == "VERB" and word.dep in ("ROOT", "advcl", "conj"):
            yield _Phrase(word.i, word.i + 1, word)


def _says_something_else(sentence: Sentence, family: Name, one: _Phrase, two: _Phrase) -> bool:
    """Return whether the things are not merely named in another order: `a cat and a dog`, `a cat next to a dog`."""
    if family == Name.SWAP_ATTRIBUTE:
        return one.head.head != two.head.head
    if one.head.pos == "VERB":
        return True
    if two.head.i in {each.i for each in sentence.conjuncts(one.head)}:
        return family == Name.SWAP_OBJECT and distinguished(sentence, one.head, two.head)
    return directed(sentence, one.head, two.head) or distinguished(sentence, one.head, two.head) or _apart(sentence, one.head, two.head)


def _apart(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether the things belong to different verbs, so that each would do what the other does."""
    return _verb(sentence, one) != _verb(sentence, two)


def _verb(sentence: Sentence, word: Word) -> int:
    seen = 0
    while word.pos not in ("VERB", "AUX") and word.head != word.i and seen < len(sentence.words):
        word, seen = sentence.head(word), seen + 1
    return word.i


def _normal(word: str) -> str:
    lower = word.lower()
    return _AGREES.get(lower) or lemma_of(lemma_of(lower, "NOUN"), "VERB")
