"""Find quantities: words that count a thing, and the thing."""

import re
from collections.abc import Iterator

from hardneg.families.attribute import inside_fixed
from hardneg.families.family import Name, Target, target_of
from hardneg.families.misread import holds_verb, joined_to_next
from hardneg.families.object import unit
from hardneg.families.possessions import is_one_of_a_wearer
from hardneg.grammar.articles import ARTICLES
from hardneg.grammar.inflection import is_plural, plural
from hardneg.grammar.phrases import modifiers, phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, concreteness, never_edit, noun_flags
from hardneg.lexicon.nouns import CONTAINERS

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
VALUE = {word: number for number, word in enumerate(WORDS, start=1)}
# Vague quantities, each with the numbers that it excludes.
VAGUE = {
    "several": ("one", "two"),
    "many": ("one", "two", "three"),
    "numerous": ("one", "two", "three"),
    "multiple": ("one",),
    "few": ("one", "ten"),
}
OF = {"pair": ("three", "four", "several", "one", "five"), "couple": ("four", "five", "one", "six")}
TWINS = frozenset({
    "scissors", "glasses", "glass", "shoe", "boot", "sandal", "sock", "glove", "ski", "skate", "jeans", "pants", "shorts", "sunglasses",
    "sneaker", "headphones", "chopstick", "slipper", "eye", "hand", "foot", "leg", "ear", "scissor", "mitten", "tweezers", "pliers", "heel",
    "goggles", "headphone", "earphone", "earbud", "sunglass", "goggle", "binocular", "pant", "jean", "legging",
    "flip flop", "binoculars", "tong", "tongs", "earring", "trouser", "pajamas", "wing", "twin", "crutch",
})  # fmt: skip
_DIGITS = re.compile(r"[1-9]|1[0-9]|20")
UNITS = frozenset({
    "o'clock", "year", "foot", "mile", "meter", "metre", "inch", "percent", "dollar", "hour", "minute", "pm", "am", "cent",
    "level", "story", "way", "side", "type", "kind", "variety", "set", "pair", "group", "time", "seat", "tier", "lane", "piece",
    "slice", "kilometer", "kilometre", "km", "kg", "kilogram", "gram", "pound", "lb", "ounce", "oz", "ton", "cm", "mm", "centimeter",
    "millimeter", "liter", "litre", "gallon", "mph", "degree", "second", "week", "month", "day", "yard", "acre", "watt", "volt", "pixel",
    "megapixel", "gb", "mb", "ft", "m", "storey", "decker", "speed",
})  # fmt: skip
OF_THE_PICTURE = frozenset({"background", "foreground", "distance", "backdrop", "front", "middle", "scene"})
_PORTIONS = frozenset({"bowl", "plate", "cup", "glass", "bottle", "slice", "piece", "loaf", "tray", "basket", "box", "bag", "vase", "jar"})
"""Units whose number is visible: a bowl of soup, two slices of a cake."""
_PER_THING = frozenset({
    "piece", "story", "storey", "level", "tier", "layer", "door", "lane", "person", "man", "seat", "seater", "wheel", "burner", "tone",
    "panel", "car", "part", "bedroom", "engine", "shelf", "drawer", "compartment", "slice", "bay", "wheeler",
})  # fmt: skip
_EACH = frozenset({"every", "each", "both", "all", "either"})
_ONE_PLACE = frozenset({"in", "on", "at", "inside", "into", "onto", "under", "upon", "atop", "within", "against", "through", "from"})
ARTICLE = "article"
"""Kind of a target that becomes several; no edit has it as its replacement."""
ONE = frozenset({"one", "1", "a", "an", "a single"})
"""Amounts of a single thing."""


def single(sentence: Sentence) -> Iterator[Target]:
    """Yield the target of each quantity whose noun is visible and countable."""
    for word in sentence.words:
        kind = quantity_kind(sentence, word)
        if kind is None:
            continue
        noun = counted(sentence, word, kind)
        if (
            noun is None
            or noun.pos != "NOUN"
            or noun.i < word.i
            or noun.dep in ("compound", "poss")
            or joined_to_next(sentence, noun)
            or holds_verb(sentence, noun)
            or noun.lemma in UNITS
            or never_edit(noun.lemma)
            or attribute_kind(noun.lower) == "colour"
        ):
            continue
        before = sentence.before(word)
        if kind == ARTICLE and before is not None and before.pos == "DET":
            continue  # `a a man`
        if kind == ARTICLE and (not _single_thing(sentence, noun) or is_one_of_a_wearer(sentence, noun)):
            continue
        if is_for_each(sentence, noun):
            continue
        norm = concreteness(noun.lemma)
        if norm is None or norm < 4.0 or noun.lemma in OF_THE_PICTURE:
            continue
        fixed = sentence.once(inside_fixed)
        if (word.i in fixed and kind not in ("phrase", "plural")) or (noun.i in fixed and unit(sentence, noun) is None):
            continue
        first, last = _span(sentence, word, kind)
        yield target_of(sentence, Name.COUNT, kind, first, last, word.lower, norms_of=noun.lemma)


def named_by(sentence: Sentence, target: Target) -> Word:
    """Return the word that names a target: the number, or `pair` of `a pair of`, or the noun of a plural."""
    if target.kind == "phrase":
        return sentence.words[target.last - 2]
    return sentence.words[target.last - 1]


def _span(sentence: Sentence, word: Word, kind: str) -> tuple[int, int]:
    if kind == "phrase":
        return word.i - 1, word.i + 2
    if kind == "plural":
        return phrase_first(sentence, word), word.i + 1
    return (word.i - 1 if word.lower == "few" else word.i), word.i + 1


def counted(sentence: Sentence, word: Word, kind: str) -> Word | None:
    """Return the noun whose number a quantity word of this kind states."""
    if kind == "plural":
        return word
    if kind != "phrase":
        return sentence.head(word)
    of = next((child for child in sentence.children[word.i] if child.lower == "of" and child.i == word.i + 1), None)
    return sentence.child(of, "pobj") if of is not None else None


def form(noun: Word, many: bool) -> str:
    """Return the noun in the plural or the singular."""
    return plural(noun.lemma) if many else noun.lemma


def quantity_kind(sentence: Sentence, word: Word) -> str | None:
    """Return the kind of a quantity word's target: digit, number, article, vague, phrase, plural; None for any other word."""
    before = sentence.before(word)
    if word.pos == "NUM" and word.dep == "nummod" and (word.lower in VALUE or _DIGITS.fullmatch(word.text)):
        if before is not None and before.pos == "DET" and sentence.head(word).tag == "NN" and (VALUE.get(word.lower) or int(word.text)) > 1:
            return None  # `a two layer cake` has two layers, and is one cake
        if _measures(sentence, word):
            return None
        return "digit" if word.lower.isdigit() else "number"
    if word.lower in ARTICLES and word.dep == "det":
        return None if _shared(sentence, sentence.head(word)) else ARTICLE
    if word.lower == "few":
        return "vague" if word.dep == "amod" and before is not None and before.lower == "a" else None
    if word.lower in VAGUE and word.dep == "amod":
        return None if before is not None and before.lower in ("the", "these", "those") else "vague"
    if word.lower in OF and before is not None and before.lower == "a":
        of = counted(sentence, word, "phrase")
        return "phrase" if of is not None and is_plural(of.tag) and of.lemma not in TWINS and of.i <= word.i + 4 else None
    return "plural" if word.tag == "NNS" and _bare_plural(sentence, word) else None


def _measures(sentence: Sentence, number: Word) -> bool:
    """Return whether a number belongs to the noun behind it, which modifies another: three piece luggage, two story houses."""
    noun = sentence.after(number)
    return noun is not None and noun.lemma in _PER_THING and noun.dep in ("compound", "nmod", "amod") and noun.tag == "NN"


def is_for_each(sentence: Sentence, noun: Word) -> bool:
    """Return whether there is one thing for each of others: clocks on every side, a tag on each ear."""
    below = (sentence.child(child, "pobj") for child in sentence.children[noun.i] if child.dep == "prep")
    return any(any(word.lower in _EACH for word in sentence.children[place.i]) for place in below if place is not None)


def bears_one(sentence: Sentence, noun: Word) -> bool:
    """Return whether somebody or something is in, on or at the noun: nobody lies in four beds."""
    preposition = sentence.head(noun)
    return noun.dep == "pobj" and preposition.i < noun.i and preposition.lower in _ONE_PLACE


def _shared(sentence: Sentence, noun: Word) -> bool:
    """Return whether another singular behind `and` has no article but this noun's: `a woman and man`."""
    joined = [other for other in sentence.conjuncts(noun) if other.i > noun.i and other.tag == "NN"]
    behind = sentence.words[noun.i + 1 : noun.i + 3]
    if len(behind) == 2 and behind[0].lower in ("and", "&", "or") and behind[1].tag == "NN" and behind[1].dep != "compound":
        joined.append(behind[1])
    return any(not any(child.i < each.i for child in sentence.children[each.i]) and "mass" not in noun_flags(each.lemma) for each in joined)


def _bare_plural(sentence: Sentence, noun: Word) -> bool:
    """Return whether a plural has no word that counts or selects, and its singular is another word: `dogs in a field`."""
    flags = noun_flags(noun.lemma)
    if not flags & {"animate", "artifact"} or flags & {"mass", "plural", "either", "clothing", "body"} or noun.lemma in TWINS:
        return False
    if noun.dep in ("conj", "attr", "appos", "compound", "npadvmod") or any(
        child.dep in ("conj", "cc") for child in sentence.children[noun.i]
    ):
        return False
    if sentence.head(noun).lower in ("of", "between", "among", "by") or sentence.head(noun).lemma in ("line", "surround", "cover", "fill"):
        return False
    opening = [child for child in sentence.children[noun.i] if child.i < noun.i]
    if any(child.dep not in ("amod", "compound") or child.lower in VAGUE or child.lower in ("other", "different") for child in opening):
        return False
    if any(child.pos == "NUM" for each in opening for child in sentence.children[each.i]):
        return False  # three shirtless boys, where the parser counts the shirtless
    first = phrase_first(sentence, noun)
    before = sentence.words[first - 1] if first else None
    if before is not None and sentence.in_two_tags(before, noun):
        return True
    return before is None or before.lower not in (*VAGUE, *VALUE, "some", "the", "of", "all", "various", "lots", "a", "and", ",")


def _single_thing(sentence: Sentence, noun: Word) -> bool:
    """Return whether `a ...` names one thing that could be two: not `a view of ...`, `is a ...`, or a place that a picture has once."""
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
    if noun.dep in ("appos", "npadvmod") or (noun.dep == "conj" and flags & {"clothing", "wearable", "accessory"}):
        return False
    if not flags & CONTAINERS and noun.lemma not in _PORTIONS and any(child.lower == "of" for child in sentence.children[noun.i]):
        return False
    many = any(child.lower in ("few", "lot", "couple", "pair", "single") for child in sentence.children[noun.i])
    return not many and not any(modifier.dep == "nummod" for modifier in modifiers(sentence, noun))
