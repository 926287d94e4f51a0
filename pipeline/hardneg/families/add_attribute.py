"""add_attribute: a dog on a couch -> a dog on a striped couch.

What is added excludes nothing that the caption says. It comes from `scripts/lexicon/additions.yaml`: what captions say of such a thing now
and then, and what it most likely is not where they say nothing; the matcher judges the rest.
"""

from collections.abc import Iterator

from hardneg.families.attribute import inside_fixed
from hardneg.families.family import Family, Name, Target, others, target_of
from hardneg.families.object import unit
from hardneg.grammar.articles import with_articles
from hardneg.grammar.phrases import modifiers
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_kind, concreteness, related, unlikely_attributes

# What is not said of somebody of whom one of these is said: a shirtless man in a red shirt.
_DRESSED = {
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
}


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each noun of which nothing is said by an adjective, once for each kind of attribute that may be added."""
    for target in undescribed(sentence):
        for kind in unlikely_attributes(target.lemma):
            yield target._replace(kind=kind)


def undescribed(sentence: Sentence, sized: bool = False) -> Iterator[Target]:
    """Yield each noun of which nothing is said by an adjective, with `sized` nothing but a size or an age; its kind is open."""
    for noun in sentence.words:
        if noun.pos != "NOUN" or noun.dep == "compound" or noun.tag not in ("NN", "NNS"):
            continue
        known = unit(sentence, noun)
        if known is None or _described(sentence, noun, known[0], sized):
            continue
        first, lemma = known
        norm = concreteness(noun.lemma)
        if norm is None or norm < 4.0 or (noun.i in sentence.once(inside_fixed) and " " not in lemma):
            continue
        yield target_of(sentence, Name.ADD_ATTRIBUTE, "", first, noun.i + 1, lemma, scored=noun.lemma)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Attributes of the target's kind that nothing in the caption already has or contradicts."""
    taken = others(sentence, target)
    said = [word.lower for word in sentence.words if attribute_kind(word.lower) is not None]
    found = unlikely_attributes(target.lemma)[target.kind]
    free = [text for text in found if text not in taken and taken.isdisjoint(_DRESSED.get(text, ()))]
    return [text for text in free if not any(related(text, word) for word in said)]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Put it before the noun; an article before it follows, and a capital goes over to it."""
    first = sentence.words[target.first]
    if not sentence.begins(first.i) or not first.text[:1].isupper():
        return with_articles(sentence, [Edit(first.start, first.start, "", text + " ")])
    if first.text.isupper() and len(first.text) > 1:
        return None
    return [Edit(first.start, first.start + 1, first.text[0], f"{text[0].upper()}{text[1:]} {first.text[0].lower()}")]


def _described(sentence: Sentence, noun: Word, first: int, sized: bool) -> bool:
    """Whether an adjective or a clause already says what the thing is like, or a word before it leaves no room for one."""
    said = [each for each in modifiers(sentence, noun) if each.dep not in ("nummod", "poss")]
    if any(not sized or attribute_kind(each.lower) not in ("size", "age") for each in said):
        return True
    before = sentence.words[first - 1] if first else None
    if said and before is not None and before.i == said[-1].i:
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
