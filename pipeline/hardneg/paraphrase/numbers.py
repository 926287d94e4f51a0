"""Rewrite numbers: two -> 2, 3 -> three, two dogs -> a pair of dogs."""

from collections.abc import Iterator

from hardneg.families.quantities import WORDS
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags
from hardneg.paraphrase.composition import LocalEdit, local_edit

_DIGIT = {word: str(value) for value, word in enumerate(WORDS, start=1) if value > 1}
_OTHER_COUNTS = frozenset({
    "pair", "couple", "dozen", "hundred", "thousand", "third", "quarter", "fifth", "inch", "percent",
})  # fmt: skip
_RANGE = frozenset({"or", "to", "-", "\u2013"})
_WORD = {digit: word for word, digit in _DIGIT.items()}


def changes(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield other forms of each number from two to ten that counts a noun."""
    for word in sentence.words:
        noun = sentence.head(word)
        if word.dep != "nummod" or noun.pos != "NOUN" or not is_plural(noun.tag) or noun.i < word.i:
            continue
        neighbours = [each.lower for each in (sentence.before(word), sentence.after(word)) if each is not None]
        if sentence.child(word, "conj", "cc", "quantmod") is not None or not _RANGE.isdisjoint(neighbours):
            continue  # six or seven
        forms = [_DIGIT.get(word.lower), _WORD.get(word.lower)]
        if word.lower in ("two", "2") and _is_pair(sentence, word, noun):
            forms += ["a pair of", "a couple of"]
        for form in forms:
            if form is not None and form.isalpha() != word.text.isalpha() and _is_beside_numbers(sentence, word):
                continue
            if form is not None and not (form.isdigit() and sentence.begins(word.i)):
                yield local_edit("number", Edit(word.start, word.end, word.text, like(form, word.text)))


def _is_beside_numbers(sentence: Sentence, number: Word) -> bool:
    """Return whether the caption has another number, which would then be written differently: three of the 5 people."""
    return any(word.i != number.i and word.tag == "CD" for word in sentence.words)


def _is_pair(sentence: Sentence, two: Word, noun: Word) -> bool:
    """Return whether `a pair of` can replace the number: not of scissors, thirds or pairs, nor in `the two`, `two or three`, `two more`."""
    before, following = sentence.before(two), sentence.words[two.i + 1]
    if "plural" in noun_flags(noun.lemma) or noun.lemma in _OTHER_COUNTS or following.lower == "more":
        return False
    if sentence.child(two, "advmod", "quantmod", "amod", "conj") is not None:
        return False
    return before is None or (before.pos not in ("DET", "PRON", "ADJ", "NUM") and before.lower not in ("first", "last"))
