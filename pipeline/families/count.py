"""count: two red chairs -> three red chairs; a dog sits -> two dogs sit; two dogs sit -> one dog sits."""

import re
from collections.abc import Iterator

from pipeline.families.attribute import inside_fixed
from pipeline.families.family import Family, Name, Target, target_of
from pipeline.families.object import unit
from pipeline.grammar.articles import with_articles
from pipeline.grammar.capitals import like
from pipeline.grammar.inflection import is_plural, plural
from pipeline.grammar.phrases import agreement_edits, modifiers
from pipeline.grammar.sentence import Sentence, Word
from pipeline.grammar.splice import Edit
from pipeline.lexicon import concreteness, never_edit, noun_flags

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VALUE = {word: number for number, word in enumerate(WORDS, start=1)}
# Vague quantities: only numbers that they exclude.
_VAGUE = {
    "several": ("one", "two"),
    "many": ("one", "two", "three"),
    "numerous": ("one", "two", "three"),
    "multiple": ("one",),
}
_DIGITS = re.compile(r"[1-9]|1[0-9]|20")
_UNITS = frozenset({
    "o'clock", "year", "foot", "mile", "meter", "metre", "inch", "percent", "dollar", "hour", "minute", "pm", "am", "cent",
    "level", "story", "way", "side", "type", "kind", "variety", "set", "pair", "group", "time", "seat", "tier", "lane", "piece",
    "slice"
})  # fmt: skip
_SIZES = (2, 3, 4)


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each number or vague quantity that counts a noun that can be seen, and each article before a single such thing."""
    for word in sentence.words:
        kind = _kind(word)
        if kind is None:
            continue
        noun = sentence.head(word)
        if noun.pos != "NOUN" or noun.i < word.i or noun.dep == "compound" or noun.lemma in _UNITS or never_edit(noun.lemma):
            continue
        if kind == "article" and not _single_thing(sentence, noun):
            continue
        norm = concreteness(noun.lemma)
        if norm is None or norm < 4.0:
            continue
        fixed = sentence.once(inside_fixed)
        if word.i in fixed or (noun.i in fixed and unit(sentence, noun) is None):
            continue
        yield target_of(sentence, Name.COUNT, kind, word.i, word.i + 1, word.lower, scored=noun.lemma)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Other numbers in the same form, nearest first; `one` only where the noun and its verb can follow."""
    word = sentence.words[target.first]
    noun = sentence.head(word)
    if target.kind == "article":
        return [WORDS[size - 1] for size in _SIZES] if _edits(sentence, word, noun, "two") is not None else []
    if target.kind == "vague":
        offered = _VAGUE[word.lower]
        return [other for other in offered if _edits(sentence, word, noun, other) is not None]
    value = _VALUE.get(word.lower) or int(word.lower)
    digits = word.lower.isdigit()
    near = [value + 1, value - 1, value + 2, value - 2, value + 3]
    found = [str(other) if digits else WORDS[other - 1] for other in near if 1 <= other <= (20 if digits else 10)]
    return [other for other in found if _edits(sentence, word, noun, other) is not None]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Replace the number; make the noun and its verbs agree."""
    word = sentence.words[target.first]
    return _edits(sentence, word, sentence.head(word), text)


def _edits(sentence: Sentence, word: Word, noun: Word, text: str) -> list[Edit] | None:
    wanted = text not in ("one", "1", "a", "an", "a single")
    edit = Edit(word.start, word.end, word.text, like(text, word.text))
    if wanted == is_plural(noun.tag):
        return with_articles(sentence, [edit])
    flags = noun_flags(noun.lemma)
    if "plural" in flags or "mass" in flags or noun.lower != _form(noun, not wanted) or _form(noun, wanted) == noun.lower:
        return None
    agreeing = agreement_edits(sentence, noun, wanted)
    if agreeing is None:
        return None
    number = Edit(noun.start, noun.end, noun.text, like(_form(noun, wanted), noun.text))
    return with_articles(sentence, [edit, number, *agreeing])


def _form(noun: Word, many: bool) -> str:
    return plural(noun.lemma) if many else noun.lemma


def _kind(word: Word) -> str | None:
    if word.pos == "NUM" and word.dep == "nummod" and (word.lower in _VALUE or _DIGITS.fullmatch(word.text)):
        return "digit" if word.lower.isdigit() else "number"
    if word.lower in ("a", "an") and word.dep == "det":
        return "article"
    return "vague" if word.lower in _VAGUE and word.dep == "amod" else None


def _single_thing(sentence: Sentence, noun: Word) -> bool:
    """Whether `a ...` names one thing that could be two: not `a bowl of soup`, not `is a ...`, not a place that a picture has once."""
    flags = noun_flags(noun.lemma)
    if (
        noun.tag != "NN"
        or "mass" in flags
        or not flags & {"animate", "artifact", "food"}
        or flags & {"place", "water", "sky", "surface", "building_part", "body"}
    ):
        return False
    if noun.dep == "attr" and sentence.child(sentence.head(noun), "expl") is None:
        return False
    if noun.dep in ("appos", "npadvmod", "conj") or any(child.lower == "of" for child in sentence.children[noun.i]):
        return False
    many = any(child.lower in ("few", "lot", "couple", "pair", "single") for child in sentence.children[noun.i])
    return not many and not any(modifier.dep == "nummod" for modifier in modifiers(sentence, noun))


FAMILY = Family(Name.COUNT, find, realise, candidates, fill="(one|two|three|four|five|six|seven|eight|nine|ten|several|many|[1-9])")
