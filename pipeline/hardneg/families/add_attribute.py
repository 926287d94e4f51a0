"""Add an attribute: a dog on a couch -> a dog on a striped couch.

The attribute excludes nothing in the caption. It comes from `scripts/lexicon/additions.yaml`: attributes that captions sometimes mention of
such a thing, and that most likely do not hold where a caption mentions none. The matcher judges the rest.
"""

from collections.abc import Iterator

from hardneg.families.attribute import inside_fixed
from hardneg.families.family import Family, Name, Target, others, target_of
from hardneg.families.object import unit
from hardneg.families.presupposed import is_figure
from hardneg.grammar.articles import with_articles
from hardneg.grammar.phrases import modifiers
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_kind, concreteness, related, unlikely_attributes

# Words that contradict an attribute: a shirtless man in a red shirt, leaves of a leafless tree.
_CONTRADICT = {
    "shirtless": {
        "shirt",
        "t-shirt",
        "jersey",
        "jacket",
        "coat",
        "suit",
        "sweater",
        "hoodie",
        "vest",
        "tie",
        "uniform",
        "tuxedo",
        "blazer",
        "robe",
    },
    "barefoot": {"shoe", "boot", "sneaker", "sandal", "sock", "ski", "skate", "snowboard", "heel", "slipper"},
    "bald": {"hair", "ponytail", "beard", "dreadlock", "afro"},
    "bearded": {"beard", "mustache", "goatee"},
    "blond": {"hair"},
    "pregnant": {"old", "elderly"},
    "leafless": {"leaf", "leafy", "foliage", "blossom", "flower", "bloom"},
    "bare": {"leaf", "leafy", "foliage", "blossom", "flower", "bloom"},
    "dead": {"leafy", "blossom", "bloom"},
}


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each noun without an adjective, once for each kind of attribute that may be added."""
    for target in undescribed(sentence):
        for kind in unlikely_attributes(target.lemma):
            yield target._replace(kind=kind)


def undescribed(sentence: Sentence, sized: bool = False) -> Iterator[Target]:
    """Yield each noun without an adjective as a target of no kind; with `sized`, a size or an age may describe it."""
    for noun in sentence.words:
        if noun.pos != "NOUN" or noun.dep == "compound" or noun.tag not in ("NN", "NNS"):
            continue
        noun_unit = unit(sentence, noun)
        if noun_unit is None or _described(sentence, noun, noun_unit[0], sized):
            continue
        first, lemma = noun_unit
        if is_figure(sentence, noun, lemma):
            continue  # no carpet of leaves is plaid
        norm = concreteness(noun.lemma)
        if norm is None or norm < 4.0 or (noun.i in sentence.once(inside_fixed) and " " not in lemma):
            continue
        yield target_of(sentence, Name.ADD_ATTRIBUTE, "", first, noun.i + 1, lemma, norms_of=noun.lemma)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return attributes of the target's kind that nothing in the caption already has or contradicts."""
    mentioned = others(sentence, target)
    attributes = [word.lower for word in sentence.words if attribute_kind(word.lower) is not None]
    found = unlikely_attributes(target.lemma)[target.kind]
    unused = [text for text in found if text not in mentioned and mentioned.isdisjoint(_CONTRADICT.get(text, ()))]
    return [text for text in unused if not any(related(text, word) for word in attributes)]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Return the edits that insert it before the noun; the article before it agrees, and a capital moves to it."""
    first = sentence.words[target.first]
    if not sentence.begins(first.i) or not first.text[:1].isupper():
        return with_articles(sentence, [Edit(first.start, first.start, "", text + " ")])
    if first.text.isupper() and len(first.text) > 1:
        return None
    return [Edit(first.start, first.start + 1, first.text[0], f"{text[0].upper()}{text[1:]} {first.text[0].lower()}")]


def _described(sentence: Sentence, noun: Word, first: int, sized: bool) -> bool:
    """Return whether an adjective or a clause describes the noun already, or the word before it admits no adjective."""
    attributes = [each for each in modifiers(sentence, noun) if each.dep not in ("nummod", "poss")]
    if any(not sized or attribute_kind(each.lower) not in ("size", "age") for each in attributes):
        return True
    before = sentence.words[first - 1] if first else None
    if attributes and before is not None and before.i == attributes[-1].i:
        return False
    if before is None:
        return noun.tag != "NNS"
    if before.text in ("-", "/", "'s") or before.pos in ("NOUN", "PROPN", "ADJ"):
        return True
    if before.pos in ("ADP", "VERB", "CCONJ", "SCONJ", "PUNCT") and noun.tag == "NN":
        return True  # bare singulars: on top, by train
    compared = {child.lower for child in sentence.children[noun.i] if child.i < first}
    return bool(compared & {"same", "other", "another", "each", "own", "no", "what", "which"}) or noun.dep in ("attr", "npadvmod", "appos")


FAMILY = Family(Name.ADD_ATTRIBUTE, find, realise, candidates)
