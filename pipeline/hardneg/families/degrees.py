"""Exclude edits of attributes whose degrees overlap: a half full glass is half empty, and a young girl may be the older one."""

from hardneg.families.family import Target
from hardneg.grammar.inflection import is_comparative
from hardneg.grammar.sentence import Sentence

_OF_A_PART = frozenset({"half", "halfway", "partly", "partially", "part", "semi", "midway"})
"""Adverbs that leave room for the contrary attribute: what is partly white may be partly black."""
_A_LITTLE = frozenset({"slightly", "somewhat"})
"""Adverbs that leave room for the contrary state: a slightly open door. A slightly large dog is not slightly small."""
_CHILDREN = frozenset({"boy", "girl", "child", "kid", "toddler", "sibling", "brother", "sister"})
"""Whoever is older than another child is young all the same."""


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether no adverb restricts the attribute to a part, so that its contrary holds of the rest."""
    adverbs = _OF_A_PART | _A_LITTLE if target.kind == "state" else _OF_A_PART
    word = sentence.words[target.last - 1]
    return not any(child.lower in adverbs and child.i < word.i for child in sentence.children[word.i])


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether both are comparatives, or `text` is none: older girls may be young, and yet older is not younger.

    An older man is not young, but an older boy is.
    """
    if is_comparative(target.lemma) and not is_comparative(text.lower()):
        return sentence.head(sentence.words[target.last - 1]).lemma not in _CHILDREN
    return not is_comparative(text.lower()) or is_comparative(target.lemma)
