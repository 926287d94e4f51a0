"""Find numbers that a description mentions once, of things that it neither lists nor distinguishes."""

from hardneg.discourse import chain_of
from hardneg.discourse.mentions import sentence_numbers
from hardneg.families.quantities import VALUE
from hardneg.families.single_mention import akin, enumerated, introduced, named_once
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import concreteness, noun_classes, noun_flags

_MOST = 8
_CONCRETE = 4.3
_DISTINGUISHES = frozenset({
    "one", "other", "others", "another", "both", "each", "either", "neither", "first", "second", "third", "last", "respectively", "pair",
    "between", "flank", "flanked", "flanking", "divide", "divided", "half", "opposite", "sides", "trio", "duo", "total", "set", "shared",
    "every", "all", "former", "latter", "adjacent", "while", "row", "evenly", "only", "line", "form", "forming", "intersect", "parallel",
})  # fmt: skip
_POSITIONS = frozenset({"left", "right", "middle", "center", "centre", "top", "bottom", "upper", "lower"})
"""Two of these in a sentence may place the things one by one; a single one places all of them."""
_CLASSES = frozenset({
    "pet", "livestock", "wild_animal", "bird", "insect", "person", "vehicle_road", "watercraft", "aircraft", "furniture", "tableware",
    "vessel", "container", "luggage", "electronics", "wall_thing", "light_source", "fabric", "fruit", "vegetable", "baked", "toy",
    "stationery", "street_furniture", "building", "plant", "flower_kind", "ball", "occupation", "person_general", "opening", "cutlery",
    "rider", "instrument", "kite", "carried_aid", "onlooker", "bird_general", "dairy_side",
})  # fmt: skip
_MAKES = frozenset({"by", "of", "into", "from", "as"})
"""Prepositions by which several things make one: a cross created by two bands."""
_LISTS = frozenset({",", ":", "(", "-", "\u2013", "\u2014"})
_NOT = frozenset(
    {
        "headlight",
        "fork",
        "knife",
        "glass",
        "door",
        "leaf",
        "step",
        "stair",
        "page",
        "print",
        "chopstick",
        "wheel",
        "tire",
        "headlamp",
        "handle",
        "strap",
        "oar",
        "paddle",
        "ski",
        "trunks",
        "lens",
        "wing",
        "fin",
        "street",
        "lane",
        "sleeve",
        "pedal",
        "pole",
        "arch",
        "circle",
        "dollar",
        "cent",
        "minute",
        "inch",
        "foot",
        "star",
    }
)


def plain_count(sentence: Sentence, number: Word) -> bool:
    """Return whether a number may become another one."""
    noun = sentence.head(number)
    value = VALUE.get(number.lower) or (int(number.lower) if number.lower.isdigit() else 0)
    if not 2 <= value <= _MOST or number.dep != "nummod" or noun.tag != "NNS" or noun.i < number.i or not _countable(noun):
        return False
    after = sentence.after(noun)
    makes = sentence.head(noun)
    if makes.lower in _MAKES and sentence.head(makes).pos == "VERB":
        return False
    if not introduced(sentence, noun) or enumerated(sentence, noun) or (after is not None and after.text in _LISTS):
        return False
    return _named_together(sentence, noun) and not _named_otherwise_later(sentence, noun) and not _distinguished(sentence, noun)


def _countable(noun: Word) -> bool:
    """Return whether a noun names separate things that do not come in twos."""
    if noun.lemma in _NOT or "body" in noun_flags(noun.lemma):
        return False
    norm = concreteness(noun.lemma)
    return bool(set(noun_classes(noun.lemma)[:1]) & _CLASSES) or (norm is not None and norm >= _CONCRETE)


def plain_number(text: str) -> bool:
    """Return whether a replacement is a number of several."""
    value = VALUE.get(text.lower()) or (int(text) if text.isdigit() else 0)
    return value >= 2


def _named_together(sentence: Sentence, noun: Word) -> bool:
    """Return whether every later mention of the things is of all of them: the chairs, they."""
    if named_once(sentence, noun):
        return True
    chain = chain_of(sentence, noun)
    if chain is None or not chain.unambiguous or chain.uncertain or chain.same_noun or chain.hypernyms or chain.quantities:
        return False
    mentions = [word for word in sentence.words if word.lemma == noun.lemma]
    if chain.nouns[0] != noun.i or [word.i for word in mentions] != chain.nouns:
        return False
    if any(word.tag != "NNS" or sentence.child(word, "nummod") is not None for word in mentions[1:]):
        return False
    return not any(word.pos in NOUNS and word.lemma != noun.lemma and akin(noun.lemma, word.lemma) for word in sentence.words)


def _named_otherwise_later(sentence: Sentence, noun: Word) -> bool:
    """Return whether a later noun may name the same people otherwise: two players ... the man in red."""
    if "person" not in noun_flags(noun.lemma):
        return False
    return any(
        word.pos in NOUNS and word.i != noun.i and "person" in noun_flags(word.lemma) and word.dep != "compound" for word in sentence.words
    )


def _distinguished(sentence: Sentence, noun: Word) -> bool:
    """Return whether this sentence, the next one or another one that mentions them describes the things one by one."""
    numbers = sentence.once(sentence_numbers)
    chain = chain_of(sentence, noun)
    mentions = (*chain.nouns, *chain.pronouns) if chain is not None else (noun.i,)
    for number in {numbers[noun.i], numbers[noun.i] + 1, *(numbers[i] for i in mentions)}:
        words = [word.lower for word in sentence.words if numbers[word.i] == number]
        if not _DISTINGUISHES.isdisjoint(words) or sum(word in _POSITIONS for word in words) > 1:
            return True
    return False
