"""Find how captions quantify a noun: a dog, two dogs, some dogs, a couple of dogs, dogs."""

from collections.abc import Iterator
from typing import NamedTuple

from hardneg.families.misread import holds_verb, joined_to_next
from hardneg.families.object import unit
from hardneg.families.quantities import OF_THE_PICTURE, TWINS, UNITS, VAGUE, VALUE, form, is_for_each
from hardneg.grammar.articles import ARTICLES, article_for
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import MODIFIERS, phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import concreteness, fixed_spans, never_edit, noun_classes, noun_flags

_MANY = frozenset({"some", *VAGUE}) - {"few"}
GROUPS = frozenset({"couple", "pair", "bunch", "lot", "lots", "number", "group", "herd", "flock", "row", "crowd"})
_MEMBERS: dict[str, frozenset[str]] = {
    "pair": frozenset({"animate", "vehicle", "artifact"}), "bunch": frozenset({"animate", "artifact", "food"}),
    "group": frozenset({"animate", "vehicle"}), "herd": frozenset({"livestock", "wild_animal"}), "flock": frozenset({"bird"}),
    "row": frozenset({"vehicle", "furniture", "street_furniture", "building"}), "crowd": frozenset({"person"}),
}  # fmt: skip
"""Flags and classes of the members of a group; anything comes in couples, lots and numbers."""
_CONCRETE = 4.0


class Amount(NamedTuple):
    """An `Amount` is a noun with the words before it that quantify it.

    Attributes:
        noun: The counted noun.
        role: The word that has the noun's place in the clause: the noun, or `couple` of `a couple of dogs`.
        first: Index of the first word of the phrase.
        last: Index behind the words of the amount; `first` for a bare noun.
        text: The words of the amount in lower case.
        several: Whether it is an amount of more than one.
    """

    noun: Word
    role: Word
    first: int
    last: int
    text: str
    several: bool


def amounts(sentence: Sentence) -> list[Amount]:
    """Return the amounts of all visible, countable things."""
    return [found for noun in sentence.words if (found := _amount(sentence, noun)) is not None]


def changed(sentence: Sentence, amount: Amount, other: Amount) -> list[Edit]:
    """Return the edits of the phrase alone that give the amount's noun the amount of the other.

    The article agrees with the next word. A phrase that loses its amount passes its capital to the next word.
    """
    noun, text = amount.noun, other.text or ("" if other.several else "a")
    edits = []
    if amount.several != other.several:
        edits.append(Edit(noun.start, noun.end, noun.text, like(form(noun, other.several), noun.text)))
    following = sentence.words[amount.last]
    next_word = edits[0].new if edits and following.i == noun.i else following.text
    if text in ARTICLES:
        text = article_for(next_word.lower())
    begins = sentence.begins(amount.first)
    capital = begins and sentence.words[amount.first].text[:1].isupper()
    if amount.last > amount.first:
        old = sentence.slice(amount.first, amount.last)
        start, end = sentence.words[amount.first].start, sentence.words[amount.last - 1].end
        if text:
            return [Edit(start, end, old, like(text, old) if capital else text), *edits]
        whole = sentence.text[start : following.end]
        if following.i == noun.i:
            edits = []
        return [Edit(start, following.end, whole, next_word.capitalize() if capital and next_word.islower() else next_word), *edits]
    if not text:
        return edits
    added = Edit(following.start, following.start, "", (text.capitalize() if capital else text) + " ")
    if not capital or not following.text.istitle():
        return [added, *edits]
    if following.i == noun.i:
        edits = [Edit(noun.start, noun.end, noun.text, edits[0].new.lower() if edits else noun.lower)]
        return [added, *edits]
    return [added, Edit(following.start, following.end, following.text, following.lower), *edits]


def _amount(sentence: Sentence, noun: Word) -> Amount | None:
    if noun.tag not in ("NN", "NNS") or noun.pos != "NOUN" or noun.dep in ("compound", "poss", "nmod", "npadvmod", "appos", "amod"):
        return None
    if not _is_countable(sentence, noun):
        return None
    first = phrase_first(sentence, noun)
    opening = sentence.words[first : noun.i]
    if any(word.tag in ("PRP$", "POS") or word.lower in ("and", "or", ",") for word in opening):
        return None
    return _several(sentence, noun, first) if is_plural(noun.tag) else _one(sentence, noun, first)


def _one(sentence: Sentence, noun: Word, first: int) -> Amount | None:
    word = sentence.words[first]
    if word.lower in (*ARTICLES, "one") and first < noun.i and _plain(sentence, first + 1, noun):
        return Amount(noun, noun, first, first + 1, word.lower, False)
    if sentence.begins(first) and first == 0 and _plain(sentence, first, noun):
        return Amount(noun, noun, first, first, "", False)  # `Man with two dogs`
    return None


def _several(sentence: Sentence, noun: Word, first: int) -> Amount | None:
    word = sentence.words[first]
    above = sentence.head(noun)
    if noun.dep == "pobj" and above.lower == "of":
        group = sentence.head(above)
        if group.lower not in GROUPS or above.i != first - 1 or group.i != above.i - 1 or not _plain(sentence, first, noun):
            return None
        opens = group.i if group.lower == "lots" else group.i - 1
        if opens < 0 or (opens != group.i and sentence.words[opens].lower != "a"):
            return None
        return Amount(noun, group, opens, first, sentence.slice(opens, first).lower(), True)
    if word.lower == "few" and first and sentence.words[first - 1].lower == "a":
        return Amount(noun, noun, first - 1, first + 1, "a few", True)
    if [each.lower for each in sentence.words[first : first + 2]] == ["a", "few"] and _plain(sentence, first + 2, noun):
        return Amount(noun, noun, first, first + 2, "a few", True)
    counts = word.lower in VALUE and word.lower != "one" and word.dep == "nummod"
    if (counts or word.lower in _MANY) and first < noun.i and _plain(sentence, first + 1, noun):
        return Amount(noun, noun, first, first + 1, word.lower, True)
    return Amount(noun, noun, first, first, "", True) if _plain(sentence, first, noun) else None


def _plain(sentence: Sentence, first: int, noun: Word) -> bool:
    """Return whether only adjectives and nouns separate `first` from the noun, and none that states a number or selects one."""
    return all(word.dep in MODIFIERS and word.lower not in _TELLS and word.tag != "CD" for word in sentence.words[first : noun.i])


_TELLS = frozenset({
    "other", "another", "different", "same", "single", "lone", "many", "several", "few", "various", "numerous", "multiple", "double",
    "twin", "matching", "assorted", "only", "such", "own", "first", "second", "last", "next", "whole", "entire", "identical",
    "separate", "more", "most", "solitary", "sole", "individual", "pair", "similar", "background",
})  # fmt: skip


def _is_countable(sentence: Sentence, noun: Word) -> bool:
    noun_unit = unit(sentence, noun)
    lemma = noun_unit[1] if noun_unit is not None else noun.lemma
    flags = noun_flags(lemma)
    norm = concreteness(noun.lemma)
    if not flags or flags & {"mass", "plural", "either"} or noun.lemma in UNITS | TWINS | OF_THE_PICTURE or never_edit(noun.lemma):
        return False
    if norm is None or norm < _CONCRETE or noun.lower != form(noun, is_plural(noun.tag)) or form(noun, True) == form(noun, False):
        return False
    if noun_unit is None and fixed_spans([word.lower for word in sentence.words[max(0, noun.i - 1) : noun.i + 1]]):
        return False
    return not (joined_to_next(sentence, noun) or holds_verb(sentence, noun) or is_for_each(sentence, noun))


def _comes_in(amount: Amount, noun: Word) -> bool:
    """Return whether a noun can have the amount of another: a herd of elephants, and none of cars."""
    admitted = _MEMBERS.get(amount.role.lemma if amount.role.i != amount.noun.i else "")
    return admitted is None or bool(admitted & {*noun_flags(noun.lemma), *noun_classes(noun.lemma)[:1]})


def pairs(sentence: Sentence) -> Iterator[tuple[Amount, Amount]]:
    """Yield each pair of different amounts of different nouns, in their order."""
    found = sentence.once(amounts)
    for i, one in enumerate(found):
        for two in found[i + 1 :]:
            if one.noun.lemma == two.noun.lemma or (one.text == two.text and one.several == two.several):
                continue
            if not (_comes_in(one, two.noun) and _comes_in(two, one.noun)):
                continue
            if one.several != two.several or (one.text in VALUE and two.text in VALUE):
                yield one, two
