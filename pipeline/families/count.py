"""count: two red chairs -> three red chairs; a dog sits -> two dogs sit; two dogs sit -> one dog sits; a pair of dogs -> four dogs.

Several become `one` and never `a`: where two dogs sit, a dog sits. Two numbers may change places: two men on a boat -> a man on two boats.
"""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from pipeline.families.attribute import inside_fixed
from pipeline.families.family import Family, Name, Target, target_of, with_partner
from pipeline.families.object import unit
from pipeline.families.pronouns import pronoun_edits
from pipeline.grammar.articles import article_for, with_articles
from pipeline.grammar.capitals import like
from pipeline.grammar.inflection import is_plural, plural
from pipeline.grammar.phrases import modifiers, phrase_first, verb_edits
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
    "few": ("one", "ten"),
}
_OF = {"pair": ("three", "four", "several", "one", "five"), "couple": ("four", "five", "one", "six")}
_TWINS = frozenset({
    "scissors", "glasses", "glass", "shoe", "boot", "sandal", "sock", "glove", "ski", "skate", "jeans", "pants", "shorts", "sunglasses",
    "sneaker", "headphones", "chopstick", "slipper", "eye", "hand", "foot", "leg", "ear", "scissor", "mitten", "tweezers", "pliers", "heel",
    "goggles", "flip flop", "binoculars", "tong", "tongs", "earring", "trouser", "pajamas", "wing", "twin", "crutch",
})  # fmt: skip
_DIGITS = re.compile(r"[1-9]|1[0-9]|20")
_UNITS = frozenset({
    "o'clock", "year", "foot", "mile", "meter", "metre", "inch", "percent", "dollar", "hour", "minute", "pm", "am", "cent",
    "level", "story", "way", "side", "type", "kind", "variety", "set", "pair", "group", "time", "seat", "tier", "lane", "piece",
    "slice", "kilometer", "kilometre", "km", "kg", "kilogram", "gram", "pound", "lb", "ounce", "oz", "ton", "cm", "mm", "centimeter",
    "millimeter", "liter", "litre", "gallon", "mph", "degree", "second", "week", "month", "day", "yard", "acre", "watt", "volt", "pixel",
    "megapixel", "gb", "mb", "ft", "m", "storey", "decker", "speed",
})  # fmt: skip
_SIZES = (2, 3, 4)
EXCHANGE = "exchange"
"""Kind of a target whose number changes places with that of another noun."""
ARTICLE = "article"
"""Kind of a target that becomes several, and that none of several becomes."""
_ARTICLES = ("a", "an")
_OF_MANY = frozenset({"both", "each", "together"})
_SINGULAR = ("one", "1", "a", "an", "a single")


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each number or quantity that counts a noun that can be seen, each article before one such thing, each plural without either.

    Then each two of them that may change places.
    """
    single = list(_single(sentence))
    yield from single
    for one, two in combinations([target for target in single if target.kind in (ARTICLE, "number")], 2):
        nouns = [sentence.head(sentence.words[target.first]) for target in (one, two)]
        if nouns[0].lemma != nouns[1].lemma and (one.lemma in _ARTICLES) + (two.lemma in _ARTICLES) < 2 and one.lemma != two.lemma:
            yield with_partner(one._replace(kind=EXCHANGE), sentence, two.first, two.last)


def _single(sentence: Sentence) -> Iterator[Target]:
    for word in sentence.words:
        kind = _kind(sentence, word)
        if kind is None:
            continue
        noun = _counted(sentence, word, kind)
        if (
            noun is None
            or noun.pos != "NOUN"
            or noun.i < word.i
            or noun.dep == "compound"
            or noun.lemma in _UNITS
            or never_edit(noun.lemma)
        ):
            continue
        if kind == ARTICLE and not _single_thing(sentence, noun):
            continue
        norm = concreteness(noun.lemma)
        if norm is None or norm < 4.0:
            continue
        fixed = sentence.once(inside_fixed)
        if (word.i in fixed and kind not in ("phrase", "plural")) or (noun.i in fixed and unit(sentence, noun) is None):
            continue
        first, last = _span(sentence, word, kind)
        yield target_of(sentence, Name.COUNT, kind, first, last, word.lower, scored=noun.lemma)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Other numbers in the same form, nearest first; `one` only where the noun, its verb and its pronouns can follow."""
    word = _word(sentence, target)
    if target.kind == EXCHANGE:
        offered = [sentence.words[target.partner_first or 0].lower]
    elif target.kind == ARTICLE:
        offered = [*(WORDS[size - 1] for size in _SIZES), "several"]
    elif target.kind == "plural":
        offered = ["one"]
    elif target.kind == "phrase":
        offered = list(_OF[word.lower])
    elif target.kind == "vague":
        offered = list(_VAGUE[word.lower])
    else:
        value = _VALUE.get(word.lower) or int(word.lower)
        digits = word.lower.isdigit()
        near = [value + 1, value - 1, value + 2, value - 2, value + 3]
        offered = [str(other) if digits else WORDS[other - 1] for other in near if 1 <= other <= (20 if digits else 10)]
        if not digits and value <= 2:
            offered.append("several")
    return [other for other in offered if realise(sentence, target, other) is not None]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Replace the number; make the noun, its verbs and its pronouns agree."""
    if target.partner_first is not None:
        return _exchanged(sentence, target)
    word = _word(sentence, target)
    noun = _counted(sentence, word, target.kind)
    if noun is None or (text in _SINGULAR and (_said_of_many(sentence) or (text in ("a", "one") and _determined(sentence, target)))):
        return None
    if target.kind == "plural":
        first = sentence.words[target.first]
        edit = Edit(first.start, first.start, "", like(text, first.text) + " ")
    else:
        old = sentence.text[target.start : target.end]
        if text == "a":
            text = article_for(sentence.words[target.last].lower if target.last < noun.i else _form(noun, False))
        edit = Edit(target.start, target.end, old, like(text, old))
    wanted = text not in _SINGULAR
    subject = word if target.kind == "phrase" else noun  # the verb agrees with `pair` or with what it is a pair of, as the writer likes
    if wanted == is_plural(noun.tag) and target.kind != "phrase":
        return with_articles(sentence, [edit])
    verbs = verb_edits(sentence, subject, wanted)
    if verbs is None:
        return None
    if wanted == is_plural(noun.tag):
        return with_articles(sentence, [edit, *verbs])
    flags = noun_flags(noun.lemma)
    if "plural" in flags or "mass" in flags or noun.lower != _form(noun, not wanted) or _form(noun, wanted) == noun.lower:
        return None
    pronouns = pronoun_edits(sentence, noun, wanted)
    if pronouns is None or any(_without_subject(sentence, verb) for verb in sentence.words):
        return None  # a verb whose subject the parser has not found may have to follow too
    number = Edit(noun.start, noun.end, noun.text, like(_form(noun, wanted), noun.text))
    if target.kind == "plural" and target.first == noun.i:
        number = number._replace(new=like(_form(noun, wanted), noun.text.lower()) if sentence.begins(noun.i) else number.new)
    lowered = _lowered(sentence, target, noun)
    return with_articles(sentence, [edit, number, *lowered, *verbs, *pronouns])


def _exchanged(sentence: Sentence, target: Target) -> list[Edit] | None:
    """Each number where the other was, all else following as it would alone."""
    one, two = sentence.words[target.first], sentence.words[target.partner_first or 0]
    edits: set[Edit] = set()
    for word, other in ((one, two), (two, one)):
        alone = target_of(sentence, Name.COUNT, _kind(sentence, word) or "", word.i, word.i + 1, word.lower)
        made = realise(sentence, alone, "a" if other.lower in _ARTICLES else other.lower)
        if made is None:
            return None
        edits.update(made)
    found = sorted(edits)
    return None if any(next_.start < edit.end for edit, next_ in pairwise(found)) else found


def _said_of_many(sentence: Sentence) -> bool:
    """`each other`, `both`, `one is on the phone`: of no single thing is that said."""
    pairs = zip(sentence.words, sentence.words[1:], strict=False)
    if any((one.lower, two.lower) in (("each", "other"), ("one", "another")) for one, two in pairs):
        return True
    return any(word.lower in _OF_MANY or (word.lower == "one" and word.dep.startswith("nsubj")) for word in sentence.words)


def _determined(sentence: Sentence, target: Target) -> bool:
    """Whether an article or a possessive stands before the number already: `the two cats`, `her two cats`."""
    before = sentence.before(sentence.words[target.first])
    return before is not None and (before.pos == "DET" or before.tag in ("PRP$", "POS"))


def _without_subject(sentence: Sentence, verb: Word) -> bool:
    return (
        verb.tag == "VBZ" and verb.dep not in ("aux", "auxpass") and sentence.subject(verb) is None and sentence.child(verb, "expl") is None
    )


def _lowered(sentence: Sentence, target: Target, noun: Word) -> list[Edit]:
    """The first word of a plural that no longer begins its sentence loses its capital."""
    first = sentence.words[target.first]
    if target.kind != "plural" or not sentence.begins(first.i) or first.i == noun.i or not first.text.istitle():
        return []
    return [Edit(first.start, first.end, first.text, first.lower)]


def _word(sentence: Sentence, target: Target) -> Word:
    """The word that a target is named by: the number, or `pair` of `a pair of`, or the noun of a plural."""
    if target.kind == "phrase":
        return sentence.words[target.last - 2]
    return sentence.words[target.last - 1]


def _span(sentence: Sentence, word: Word, kind: str) -> tuple[int, int]:
    if kind == "phrase":
        return word.i - 1, word.i + 2
    if kind == "plural":
        return phrase_first(sentence, word), word.i + 1
    return (word.i - 1 if word.lower == "few" else word.i), word.i + 1


def _counted(sentence: Sentence, word: Word, kind: str) -> Word | None:
    if kind == "plural":
        return word
    if kind != "phrase":
        return sentence.head(word)
    of = next((child for child in sentence.children[word.i] if child.lower == "of" and child.i == word.i + 1), None)
    return sentence.child(of, "pobj") if of is not None else None


def _form(noun: Word, many: bool) -> str:
    return plural(noun.lemma) if many else noun.lemma


def _kind(sentence: Sentence, word: Word) -> str | None:
    before = sentence.before(word)
    if word.pos == "NUM" and word.dep == "nummod" and (word.lower in _VALUE or _DIGITS.fullmatch(word.text)):
        return "digit" if word.lower.isdigit() else "number"
    if word.lower in _ARTICLES and word.dep == "det":
        return ARTICLE
    if word.lower == "few":
        return "vague" if word.dep == "amod" and before is not None and before.lower == "a" else None
    if word.lower in _VAGUE and word.dep == "amod":
        return None if before is not None and before.lower in ("the", "these", "those") else "vague"
    if word.lower in _OF and before is not None and before.lower == "a":
        of = _counted(sentence, word, "phrase")
        return "phrase" if of is not None and is_plural(of.tag) and of.lemma not in _TWINS and of.i <= word.i + 4 else None
    return "plural" if word.tag == "NNS" and _bare_plural(sentence, word) else None


def _bare_plural(sentence: Sentence, noun: Word) -> bool:
    """Whether a plural stands without any word that says how many or which, and its singular is another word: `dogs in a field`."""
    flags = noun_flags(noun.lemma)
    if not flags & {"animate", "artifact"} or flags & {"mass", "plural", "either", "clothing", "body"} or noun.lemma in _TWINS:
        return False
    if noun.dep in ("conj", "attr", "appos", "compound", "npadvmod") or any(
        child.dep in ("conj", "cc") for child in sentence.children[noun.i]
    ):
        return False
    if sentence.head(noun).lower in ("of", "between", "among", "by") or sentence.head(noun).lemma in ("line", "surround", "cover", "fill"):
        return False
    opening = [child for child in sentence.children[noun.i] if child.i < noun.i]
    if any(child.dep not in ("amod", "compound") or child.lower in _VAGUE or child.lower in ("other", "different") for child in opening):
        return False
    first = phrase_first(sentence, noun)
    before = sentence.words[first - 1] if first else None
    if before is not None and sentence.in_two_tags(before, noun):
        return True
    return before is None or before.lower not in (*_VAGUE, *_VALUE, "some", "the", "of", "all", "various", "lots", "a", "and", ",")


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
