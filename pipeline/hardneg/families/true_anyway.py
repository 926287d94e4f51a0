"""Find nouns that may be true of the picture although they replace another: then the edited caption is no negative."""

from hardneg.families.alongside import may_be_worn_too
from hardneg.families.scene_things import may_be_there_too
from hardneg.families.wholes import is_whole_of
from hardneg.grammar.phrases import CONTENT
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, related
from hardneg.lexicon.derivation import names

_GENERAL = frozenset({
    "device", "vehicle", "animal", "food", "tool", "instrument", "container", "machine", "appliance", "equipment", "furniture", "toy",
    "drink",
    "beverage", "fruit", "vegetable", "bird", "insect", "weapon", "plant", "building", "garment", "creature",
})  # fmt: skip
"""Hypernyms of whole kinds: an electronic device may be a telephone."""
_MADE = frozenset({"device", "machine", "equipment", "appliance"})
_GREENERY = frozenset({"tree", "bush", "shrub", "hedge"})
"""Plants that stand together, and that not everybody names the same."""
BACKDROP = frozenset({"sky", "sun", "ground", "floor", "wall", "leaf", "ceiling", "shadow", "air", "cloth"})
"""Things in most pictures, whether a list of tags has them or not."""


def may_stay_true(sentence: Sentence, noun: Word, old: str, new: str) -> bool:
    """Return whether a caption may stay true with `new` in place of the noun, whose unit is `old`.

    The new noun may be a hyponym of a general one, what the scene or its owner has anyway, a garment that is worn as well, the whole of a
    part, or what another word of the caption names: who sits at a computer keyboard sits at a computer.
    """
    return (
        (noun.lemma in _GENERAL and _is_of_kind(new, noun.lemma))
        or (old in _GREENERY and new in _GREENERY)
        or (bool(sentence.tags) and new in BACKDROP)
        or old.startswith(new + " ")
        or _named_by_another_word(sentence, noun, new)
        or may_be_worn_too(sentence, noun, old, new)
        or may_be_there_too(sentence, noun, old, new)
        or is_whole_of(sentence, noun, old, new)
    )


def _is_of_kind(lemma: str, kind: str) -> bool:
    """Return whether a noun is a hyponym of a general one: a telephone is a device, a hammer a tool."""
    if related(lemma, kind) or (kind in noun_flags(lemma) and kind != "building"):
        return True  # bridges and tents have the flag of a building
    return kind in _MADE and not set(noun_classes(kind)).isdisjoint(noun_classes(lemma))


def _named_by_another_word(sentence: Sentence, noun: Word, new: str) -> bool:
    """Return whether another word of the caption also names the new noun: a muddy pool has mud, and snowflakes are snow."""
    return any(names(word, new) for word in sentence.words if word.i != noun.i and word.pos in CONTENT)
