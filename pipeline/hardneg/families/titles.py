"""Edit titles of products: `Arden Women Black Leather Handbag`. Brand, model and customer are names, whatever their words mean.

In such a title the colours, materials and patterns and the thing itself can be edited, and nothing can be added.
"""

import re
from collections.abc import Iterator

from hardneg.families.family import Target
from hardneg.families.hues import SHADES
from hardneg.grammar.capitals import casing_of
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, concreteness, visual

CUSTOMERS = frozenset({
    "men", "women", "man", "woman", "unisex", "boys", "girls", "kids", "ladies", "gents", "mens", "womens", "boy", "girl", "baby",
    "child", "children", "toddler", "infant",
})  # fmt: skip
_OPENED = frozenset({
    "a", "an", "the", "his", "her", "its", "their", "this", "two", "three", "four", "five", "some", "many", "is", "are",
})  # fmt: skip
_JOINTS = frozenset({
    "in", "on", "at", "with", "and", "or", "for", "of", "by", "from", "near", "to", "&", ",", "who", "that",
})  # fmt: skip
_NUMBERS = frozenset({"two", "three", "four", "five", "six", "some", "several", "many"})
_WHERE = frozenset({"indoor", "outdoor", "handmade", "new", "best", "classic"})
_SEEN = frozenset({"colour", "material", "pattern"})
_SHADES = frozenset({"light", "dark", "bright", "pale", "deep", "neon", "navy", "off", "sky"})
_COLOURS_OF_TWO_WORDS = frozenset(
    {("navy", "blue"), ("sky", "blue"), ("royal", "blue"), ("off", "white"), ("lime", "green"), ("olive", "green"), ("rose", "gold")}
)
_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?!\w*\d)")


def brands(sentence: Sentence) -> Iterator[int]:
    """Yield the words of a product's title that are no colour, material or pattern and not the thing."""
    seen = sentence.once(title_words)
    if seen is not None:
        yield from (word.i for word in sentence.words if word.i not in seen)


def catalogued(sentence: Sentence) -> Iterator[int]:
    """Yield the customers and purposes in a title without a verb: `Women's` dress, a backpack `for School`, an `Outdoor` chair."""
    if sentence.tags or casing_of(sentence.text) != "title" or _has_verb(sentence):
        return
    for word in sentence.words:
        after = sentence.after(word)
        first = word.i == 0 and word.lower in CUSTOMERS and after is not None and after.pos in ("ADJ", "NOUN", "PROPN")
        whole = (
            word.lower in CUSTOMERS
            and word.tag in ("NNS", "NNPS")
            and not any(child.lower in _NUMBERS for child in sentence.children[word.i])
        )
        owner = word.lower in CUSTOMERS and after is not None and after.lower in ("'s", "\u2019s", "'", "\u2019")
        if first:
            yield from (i for i in (0, 1) if sentence.words[i].lower in CUSTOMERS)
        if whole or owner or word.lower in _WHERE or _is_option(sentence, word):
            yield word.i
        if word.lower == "for":
            yield from (each.i for each in sentence.below(word) if each.i > word.i)


def _is_option(sentence: Sentence, word: Word) -> bool:
    """Return whether a noun alone between commas is the name of a colour or a version: a coat, `Camel`, size M."""
    before, after = sentence.before(word), sentence.after(word)
    alone = before is not None and before.text == "," and (after is None or after.text == ",")
    return alone and attribute_kind(word.lower) is None


def _has_verb(sentence: Sentence) -> bool:
    verbs = (word for word in sentence.words if word.tag in ("VBZ", "VBP", "VBG") and word.dep not in ("amod", "compound"))
    return any(word.pos == "AUX" or not (word.lower in CUSTOMERS or word.lower.endswith("s")) for word in verbs)


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether a noun is no component of a product, and no part of the product's name."""
    if _component(sentence, sentence.words[target.last - 1]):
        return False
    return sentence.once(title_words) is None or _replaceable(sentence, sentence.words[target.first])


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return True: titles restrict the targets and not their replacements."""
    return True


def _component(sentence: Sentence, noun: Word) -> bool:
    """Return whether a title without a verb names the noun as a component: a bookcase `With Five Shelves`."""
    return casing_of(sentence.text) == "title" and sentence.head(noun).lower in ("with", "and", "&") and not _has_verb(sentence)


def _replaceable(sentence: Sentence, thing: Word) -> bool:
    """Return whether a colour, a material, a pattern or the customer precedes the thing, so that its name has no further part."""
    before = sentence.before(thing)
    seen = sentence.once(title_words) or frozenset()
    return before is not None and (before.i in seen or before.lower in CUSTOMERS)


def title_words(sentence: Sentence) -> frozenset[int] | None:
    """Return the indices of the thing of a product's title and of its attributes; None where the caption is no such title."""
    if sentence.tags or casing_of(sentence.text) is None or len(sentence.words) < 3:
        return None
    place = brand_end(sentence.text)
    if place is None:
        return None
    behind = [word for word in sentence.words if word.start >= place]
    thing = next((word for word in reversed(behind) if word.text.isalpha() and len(word.text) > 2), None)
    if thing is None:
        return frozenset()
    described = [word.i for word in behind if word.i < thing.i and _describes(sentence, word)]
    colours = [i for i in described if attribute_kind(sentence.words[i].lower) == "colour"]
    for one, two in zip(reversed(colours[:-1]), reversed(colours[1:]), strict=True):
        if any(word.lower not in ("and", "&", "-", "/", ",") for word in sentence.words[one + 1 : two]):
            described = [i for i in described if i >= two or i not in colours]  # Red Rose Pink Pyjama Set
            break
    return frozenset([*described, thing.i])


def describes(sentence: Sentence) -> bool:
    """Return whether a product's title describes the thing, besides naming it."""
    seen = sentence.once(title_words) or frozenset()
    return any(attribute_kind(sentence.words[i].lower) in _SEEN for i in seen) or any(
        attribute_kind(word.lower) in _SEEN for word in sentence.words if word.start >= (brand_end(sentence.text) or 0)
    )


def with_attributes(sentence: Sentence) -> Sentence:
    """Return a product's title with its colours, materials and patterns as attributes of the thing: parsers misread rows of names."""
    seen = title_words(sentence)
    if not seen:
        return sentence
    thing = sentence.words[max(seen)]
    words = []
    for word in sentence.words:
        if word.i in seen and word is not thing:
            word = word._replace(pos="ADJ", tag="JJ", dep="amod", head=thing.i, lemma=word.lower)
        elif word is thing:
            lemma = lemma_of(word.lower, "NOUN")
            word = word._replace(pos="NOUN", tag="NN" if lemma == word.lower else "NNS", dep="ROOT", head=word.i, lemma=lemma)
        else:
            word = (
                word._replace(pos="PROPN", tag="NNP", dep="nmod", head=thing.i) if word.text[0].isalnum() else word._replace(head=thing.i)
            )
        words.append(word)
    return Sentence(sentence.text, words)


def brand_end(text: str) -> int | None:
    """Return the index behind brand and customer (`Arden Women's`) in a title in capitals; None where no product is named."""
    words = list(_WORD.finditer(text))
    lower = [match[0].lower() for match in words]
    if len(words) < 2 or not _OPENED.isdisjoint(lower):
        return None
    new = not rated(lower[0])
    if lower[0] in CUSTOMERS and attribute_kind(lower[1]) in _SEEN and _in_capitals(words):
        return words[1].start()  # Girls Pink Cotton Pyjama Set
    for place, word in enumerate(lower[1:-1], 1):
        if word not in CUSTOMERS:
            continue
        following = place + 1 + (lower[place + 1] == "s" and place + 2 < len(lower))
        if lower[following] in _JOINTS or (lower[following].endswith("ing") and not new) or any(map(_of_people, lower[:place])):
            return None
        return words[following].start()
    if not new or not words[0][0][0].isupper() or sum(word in _JOINTS for word in lower) > 1 or any(word.endswith("ing") for word in lower):
        return None
    return words[1].start()


def _in_capitals(words: list[re.Match[str]]) -> bool:
    return all(word[0][0].isupper() for word in words if word[0].lower() not in _JOINTS) and not any(
        word[0].endswith("ing") for word in words
    )


def _of_people(word: str) -> bool:
    return attribute_kind(word, "man") in ("age", "state", "size")


def _describes(sentence: Sentence, word: Word) -> bool:
    before = sentence.before(word)
    after = sentence.after(word)
    shaded = before is not None and before.lower in _SHADES - SHADES
    pairs = {(before.lower if before else "", word.lower), (word.lower, after.lower if after else "")}
    if not _COLOURS_OF_TWO_WORDS.isdisjoint(pairs):
        return True
    return attribute_kind(word.lower) in _SEEN and word.lower not in _SHADES and not shaded


def rated(word: str) -> bool:
    """Return whether the norms rate the word: a word of the language, and no invented name."""
    return any(
        concreteness(each) is not None or visual(each) is not None for each in (word, lemma_of(word, "NOUN"), lemma_of(word, "VERB"))
    )
