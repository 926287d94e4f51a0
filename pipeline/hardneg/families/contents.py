"""Exchange the contents of two units: a bowl of rice and a plate of vegetables -> a bowl of vegetables and a plate of rice."""

from collections.abc import Iterator
from itertools import combinations

from hardneg.families.object import unit
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import compound_lemma
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags, related, slots_of

CONTENTS = "contents"
_NO_UNITS = frozenset({
    "picture", "photo", "photograph", "image", "view", "painting", "drawing", "group", "couple", "pair", "lot", "type", "kind", "number",
    "variety", "side", "top", "front", "back", "middle", "part", "end", "close", "body", "slice", "piece",
})  # fmt: skip


def pairs(sentence: Sentence) -> Iterator[tuple[tuple[int, Word], tuple[int, Word]]]:
    """Yield each pair of contents that either of two different units can hold, with the first word of the compound of each."""
    held = list(_held(sentence))
    for (holder, first, one), (other, partner_first, two) in combinations(held, 2):
        names = compound_lemma(sentence, first, one), compound_lemma(sentence, partner_first, two)
        if holder.lemma == other.lemma or one.lemma == two.lemma or related(*names) or _is_countable(one) != _is_countable(two):
            continue
        if _holds(holder, names[1]) and _holds(other, names[0]):
            yield (first, one), (partner_first, two)


def _held(sentence: Sentence) -> Iterator[tuple[Word, int, Word]]:
    for preposition in sentence.words:
        holder = sentence.head(preposition)
        if preposition.lower != "of" or holder.pos != "NOUN" or holder.lemma in _NO_UNITS or not slots_of("unit", holder.lemma):
            continue
        content = sentence.child(preposition, "pobj")
        noun_unit = unit(sentence, content) if content is not None and content.pos == "NOUN" else None
        if content is not None and noun_unit is not None and sentence.child(content, "conj", "amod") is None:
            yield holder, noun_unit[0], content


def _holds(holder: Word, name: str) -> bool:
    return any(slot.holds(name) for slot in slots_of("unit", holder.lemma))


def _is_countable(noun: Word) -> bool:
    return is_plural(noun.tag) and "mass" not in noun_flags(noun.lemma)
