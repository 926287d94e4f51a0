"""Find garments and parts of the body of which each person has one: their number must agree with the number of people.

One man wears a hat, two men wear two hats; nobody writes `two men in a hat` or `a man in several suits`.
"""

from collections.abc import Iterator

from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

WEAR = frozenset({"wear", "sport", "don", "dress", "clothe", "model", "have"})
_DRESS = frozenset({"wear", "sport", "don", "dress", "clothe"})
_WORN_WITH = frozenset({"in", "with", "wearing"})
_PAIRED = frozenset({
    "shoe", "boot", "sandal", "sock", "glove", "ski", "skate", "sneaker", "slipper", "eye", "hand", "foot", "leg", "ear", "mitten", "heel",
    "flip flop", "earring", "wing", "arm", "tooth", "finger", "lip", "cheek", "knee", "elbow", "shoulder", "spot", "stripe", "horn", "tusk",
    "braid", "pigtail", "tattoo", "wrinkle", "freckle", "paw", "claw", "antler", "glasses", "sunglasses", "goggles", "headphones",
    "pants", "jeans", "shorts", "trousers", "clothes", "leggings", "pajamas", "overalls", "dreadlocks", "hair", "fur", "bracelet",
})  # fmt: skip


def worn_by(sentence: Sentence, owner: Word) -> Iterator[Word]:
    """Yield each garment or part of the body that the caption gives to `owner`: in a hat, wearing a hat, with a beard."""
    for noun in sentence.words:
        if noun.pos in NOUNS and _is_worn(noun) and any(each.i == owner.i for each in wearers(sentence, noun)):
            yield noun


def wearers(sentence: Sentence, noun: Word) -> list[Word]:
    """Return the wearers of a garment or a part of the body: nouns joined to it by `in`, `with` or a verb of wearing."""
    noun = sentence.first_conjunct(noun)
    head = sentence.head(noun)
    if noun.dep in ("dobj", "attr") and head.lemma in WEAR:
        subject = sentence.subject(head)
        return [_depicted(sentence, subject)] if subject is not None else []
    if noun.dep != "pobj" or head.lower not in (*_WORN_WITH, "on"):
        return []
    of = sentence.head(head)
    if of.pos in NOUNS:
        return [_depicted(sentence, of)] if head.lower != "on" else []
    subject = sentence.subject(of)
    on_body = head.lower != "on" or "body" in noun_flags(noun.lemma)
    return [_depicted(sentence, subject)] if subject is not None and on_body else []


def is_dressed_in(sentence: Sentence, noun: Word) -> bool:
    """Return whether a verb of wearing has the noun as its object, even without a subject: wearing a scarf, dressed scarf."""
    noun = sentence.first_conjunct(noun)
    verb = sentence.head(sentence.head(noun)) if sentence.head(noun).lower == "in" else sentence.head(noun)
    if noun.dep in ("dobj", "pobj") and verb.lemma in _DRESS:
        return True
    return any(child.lower in ("dressed", "clothed", "wearing") and child.i < noun.i for child in sentence.children[noun.i])


def _depicted(sentence: Sentence, noun: Word) -> Word:
    """Return the woman of `a painting of a woman`, since the parser attaches what she wears to the painting; else the noun itself."""
    if "animate" in noun_flags(noun.lemma):
        return noun
    shown = (sentence.child(child, "pobj") for child in sentence.children[noun.i] if child.lower == "of")
    return next((each for each in shown if each is not None and "animate" in noun_flags(each.lemma)), noun)


def has_unshared_possession(sentence: Sentence, owner: Word, plural: bool) -> bool:
    """Return whether the owner has a possession whose number must agree with its own: a man in a hat, two men in hats."""
    for noun in worn_by(sentence, owner):
        single = any(child.lower in ("a", "an") for child in sentence.children[noun.i])
        if noun.lemma in _PAIRED or ("mass" in noun_flags(noun.lemma) and not single) or is_plural(noun.tag) == plural:
            continue
        return True
    return plural and (_wears_one(sentence, owner) or any(_own_part(sentence, noun) for noun in sentence.words))


def _wears_one(sentence: Sentence, owner: Word) -> bool:
    """Return whether the owner wears a single thing, of whatever name: a baby wears a disguise."""
    worn = (word for word in sentence.words if word.dep == "dobj" and sentence.head(word).lemma == "wear" and not is_plural(word.tag))
    single = (word for word in worn if any(child.lower in ("a", "an") for child in sentence.children[word.i]))
    return any(subject is not None and subject.i == owner.i for subject in (sentence.subject(sentence.head(word)) for word in single))


def is_one_of_a_wearer(sentence: Sentence, noun: Word) -> bool:
    """Return whether somebody wears the garment: nobody wears three of them."""
    return _is_worn(noun) and bool(wearers(sentence, noun))


def _own_part(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun is a single part of the body with a possessive pronoun: `in his mouth`."""
    if noun.tag != "NN" or "body" not in noun_flags(noun.lemma) or noun.lemma == "hair":
        return False
    possessor = sentence.child(noun, "poss")
    return possessor is not None and possessor.tag == "PRP$"


def _is_worn(noun: Word) -> bool:
    flags = noun_flags(noun.lemma)
    return (
        bool(flags & {"clothing", "body"} or (flags & {"wearable"} and "bag" not in flags))
        or noun.lemma in _BESIDES
        or noun.lemma.endswith(_ENDINGS)
    )


_ENDINGS = ("suit", "coat", "shirt", "dress", "jacket", "hat", "vest", "helmet", "cap", "gown", "robe")
_BESIDES = frozenset({
    "beard", "mustache", "moustache", "ponytail", "tie", "suit", "uniform", "collar", "harness", "jersey", "vest", "saddle", "bridle",
    "mane", "tail", "bow tie", "necktie", "badge", "name tag", "leash", "life jacket", "backpack", "wig", "costume", "disguise",
    "outfit", "tattoo", "apron",
})  # fmt: skip
