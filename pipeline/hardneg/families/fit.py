"""Decide which nouns may replace a noun: its preposition, verbs, adjectives, unit and parts must admit them.

A boat is rowed and a dog barks; one stands in a field and on a beach; a slice is of bread. The tables are `scripts/lexicon/slots.yaml`.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from hardneg.grammar.inflection import is_plural, lemma_of, uncountable
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, slots_of, suits_slot
from hardneg.lexicon.tables import canonical, noun_class_table

_LONGEST = 3
_MAKES = frozenset({"make", "build", "construct", "carve", "form", "craft"})
_SUBSTANCES = frozenset({"ground_stuff", "material"})
"""Classes of the lexicon."""
_SAME_IN_PLURAL = frozenset({"sheep", "fish", "deer", "moose", "elk", "bison", "aircraft", "swine", "reindeer"})
_PORTIONS = frozenset(
    {"plate", "dish", "platter", "bowl", "pan", "tray", "piece", "slice", "portion", "side", "serving", "strip", "chunk", "fillet"}
)
_COVERS = frozenset(
    {"cover", "wrap", "coat", "fill", "bury", "soak", "drench", "dust", "pack", "load", "line", "surround", "litter", "make"}
)
# Nouns without an article after at, in, to, on, by, from: `at school` and `at church` are correct, `at museum` is not.
_BARE_PLACES = frozenset({
    "school", "church", "home", "bed", "work", "sea", "sunset", "sunrise", "dusk", "dawn", "night", "noon", "midnight", "town", "class",
    "court", "hospital", "jail",
    "prison", "college", "university", "camp", "daylight", "space", "shore", "land", "foot", "horseback", "base",
    "home plate", "first base", "second base", "third base",
})  # fmt: skip
_MASSES = frozenset({"gear", "attire", "garb", "apparel", "wear"})
"""Nouns without a plural that the lexicon lists beside garments that have one."""
_SHOW = frozenset({
    "photo", "photograph", "picture", "image", "view", "shot", "illustration", "group", "bunch", "couple", "pair", "lot", "row", "number",
    "herd", "flock", "line", "crowd", "set", "collection", "variety",
})  # fmt: skip
_WHERE = frozenset({"in", "on", "across", "through", "down", "along", "to", "against", "around"})
_OVER = frozenset({"over", "above"})
_AT_PART = frozenset({"on", "in", "at", "by", "through", "from", "behind"})
_IN_HAND = frozenset({
    "umbrella", "parasol", "phone", "cell phone", "camera", "suitcase", "backpack", "purse", "racket", "tennis racket", "cane", "book",
    "knife", "fork", "spoon", "scissors", "brush", "pen", "pencil", "paintbrush", "laptop", "shovel", "broom",
})  # fmt: skip
_STOPS = frozenset({".", ";", "!", "?"})
_ARTICLES = ("det", "poss", "nummod")
_SEVERAL = frozenset({"some", "many", "several", "few", "these", "those", "all", "both", "most", "various"})


class Slot(NamedTuple):
    """A slot is a syntactic position that admits some nouns: `kind` and `word` as in the lexicon's table of slots."""

    kind: str
    word: str


def slots(sentence: Sentence, noun: Word) -> list[Slot]:
    """Return the slots that a noun fills; one joined to another by `and` fills those of the first."""
    first = noun
    for other in sentence.conjuncts(noun):
        if other.i < first.i and other.pos in ("NOUN", "PROPN"):
            first = other
    found = [*_of_preposition(sentence, first), *_of_places(sentence, first), *_of_verbs(sentence, first)]
    found += [*_of_adjectives(sentence, noun), *_of_owned(sentence, first)]
    return list(dict.fromkeys(slot for slot in found if slots_of(*slot)))


def suits(found: list[Slot], own: str, other: str) -> bool:
    """Return whether all slots of `own` admit `other`."""
    return all(suits_slot(slot.kind, slot.word, own, other) for slot in found)


def plural_slot(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun is plural: by its form, or as `sheep` and `some sheep`; but a plate of fish holds a food."""
    determiner = sentence.child(noun, *_ARTICLES)
    if is_plural(noun.tag):
        return True
    several = determiner is None or determiner.lower in _SEVERAL or (determiner.dep == "nummod" and determiner.lower not in ("one", "1"))
    return several and noun.lower in _SAME_IN_PLURAL and not _is_portion(sentence, noun)


def _is_portion(sentence: Sentence, noun: Word) -> bool:
    of = sentence.head(noun)
    return noun.dep == "pobj" and of.lower == "of" and sentence.head(of).lemma in _PORTIONS


def one_or_more(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun follows `one or more`, `one or two` or `more than one`, which take a plural."""
    before = [word.lower for word in sentence.words[max(0, noun.i - 4) : noun.i]]
    return any(pair in (("one", "or"), ("than", "one")) for pair in pairwise(before))


def stands_bare(sentence: Sentence, noun: Word, own: str, lemma: str) -> bool:
    """Return whether the singular of `lemma` can replace the noun, whose unit is `own`, without an article.

    With an article, a possessor or a number it always can. A thing that covers, makes up or wraps another is a mass.
    """
    if sentence.child(noun, *_ARTICLES) is not None or is_plural(noun.tag):
        return True
    mass = bool(noun_flags(lemma) & {"mass", "either"})
    if (noun_flags(own) | noun_flags(noun.lemma)) & {"mass", "either"} or noun.lemma in _MASSES:
        return mass
    preposition = sentence.head(noun)
    if noun.dep != "pobj" or preposition.i > noun.i:
        return True
    if sentence.head(preposition).lemma in _COVERS and preposition.lower in ("in", "with", "of", "from", "by"):
        return mass
    before = sentence.words[noun.i - len(own.split(" "))] if noun.i >= len(own.split(" ")) else None
    if own in _BARE_PLACES and before is not None and before.i == preposition.i:
        return lemma in _BARE_PLACES
    return True


def is_mass(sentence: Sentence, noun: Word, lemma: str) -> bool:
    """Return whether `lemma` names something uncountable in place of the noun: no wall is made of woods, and nobody sees two mulches.

    The dictionary decides on words that the lexicon does not list. Wood is countable as a forest, but not as a material.
    """
    known = lemma if noun_classes(lemma) else lemma.rpartition(" ")[2]
    if not noun_classes(known):
        return uncountable(known)
    if "mass" in noun_flags(known):
        return True
    is_place = "landscape" in noun_flags(known) and "landscape" not in noun_flags(noun.lemma)
    return (is_place or _is_material(sentence, noun)) and _is_substance(known)


def _is_material(sentence: Sentence, noun: Word) -> bool:
    """Return whether something is made of the noun: a wall made of bricks, a chair made out of logs."""
    preposition = sentence.head(noun)
    making = sentence.head(preposition)
    making = sentence.head(making) if making.lower == "out" else making
    return noun.dep == "pobj" and preposition.lower in ("of", "from") and making.lemma in _MAKES


def _is_substance(lemma: str) -> bool:
    """Return whether the lexicon lists a noun as an uncountable material; stone also is a countable thing of the ground."""
    classes = [name for name in noun_classes(lemma) if name in _SUBSTANCES]
    return bool(classes) and noun_class_table()[classes[0]].members[canonical(lemma)].number == "mass"


def stands_without_article(lemma: str) -> bool:
    """Return whether a noun names a place that takes no article and may be exchanged for another: at school, in church."""
    return lemma in _BARE_PLACES


def _of_preposition(sentence: Sentence, noun: Word) -> Iterator[Slot]:
    """Yield the preposition that governs the noun, its longest reading; behind `of` the unit or the part instead."""
    head = sentence.head(noun)
    if noun.dep == "dobj" and (first := _opening(sentence, noun)) and sentence.words[first - 1].dep == "prt":
        yield Slot("preposition", sentence.words[first - 1].lower)  # hikes up a mountain
    if noun.dep != "pobj" or head.i >= noun.i:
        return
    for length in range(_LONGEST, 0, -1):
        text = " ".join(word.lower for word in sentence.words[max(0, head.i - length + 1) : head.i + 1])
        if slots_of("preposition", text):
            yield Slot("preposition", text)
            return
    above = sentence.head(head)
    if head.lower == "of" and above.pos == "NOUN":
        yield from (Slot("unit", above.lemma), Slot("part", above.lemma), Slot("subject", above.lemma))
    if head.lower == "with" and "person" in noun_flags(above.lemma):
        yield Slot("object", "hold")


def _of_places(sentence: Sentence, noun: Word) -> Iterator[Slot]:
    """Yield the acts and things at the place that the noun names; then the places of the noun itself, and what it is over."""
    preposition = sentence.head(noun)
    if preposition.lower == "of" and sentence.head(preposition).lower in ("off", "out"):
        preposition = sentence.head(preposition)
    if noun.dep == "pobj" and preposition.dep == "prep" and preposition.lower != "of":
        above = sentence.head(preposition)
        subject = sentence.subject(above) if above.pos in ("VERB", "AUX") else None
        worn = sentence.child(above, "dobj") if above.pos == "VERB" else None
        if above.pos in NOUNS and above.lower.endswith("ing"):
            yield Slot("place", lemma_of(above.lower, "VERB"))  # paddling, read as a noun
        yield from (Slot("place", word.lemma) for word in (above, subject, worn) if word is not None and word.i < noun.i)
    if noun.dep == "pobj" and preposition.lower == "with" and sentence.head(preposition).pos in NOUNS:
        yield Slot("figure", sentence.head(preposition).lemma)  # a window with curtains
    holders = [noun, *doing(sentence, noun)]
    if noun.dep == "dobj" and sentence.head(noun).pos == "VERB":
        holders.append(sentence.head(noun))  # holding a phone to her ear
    if (shown := _shown_in(sentence, noun)) is not None:
        holders += [shown, *doing(sentence, shown)]
    below = [child for holder in holders for child in sentence.children[holder.i] if child.i > noun.i]
    below += [to for child in below if child.lower == "up" and (to := sentence.child(child, "prep")) is not None]
    for child in below:
        place = sentence.child(child, "pobj") if child.lower in _WHERE | _OVER else None
        if place is not None:
            yield Slot("figure", "over" if child.lower in _OVER else place.lemma)


def _shown_in(sentence: Sentence, noun: Word) -> Word | None:
    """Return the noun before `of` that shows or groups this one, to which the parser attaches its place: a painting of a boat on a lake."""
    of = sentence.head(noun)
    above = sentence.head(of)
    if noun.dep != "pobj" or of.lower != "of" or above.pos not in ("NOUN", "PROPN"):
        return None
    return above if "depiction" in noun_classes(above.lemma) or above.lemma in _SHOW else None


def doing(sentence: Sentence, noun: Word) -> list[Word]:
    """Return the verbs whose subject the noun is."""
    verbs = [word for word in sentence.words if word.pos in ("VERB", "AUX")]
    return [verb for verb in verbs if (subject := sentence.subject(verb)) is not None and subject.i == noun.i]


def _of_verbs(sentence: Sentence, noun: Word) -> Iterator[Slot]:
    """Yield the verbs whose object or subject the noun is."""
    for word in sentence.words:
        if word.pos == "VERB":
            subject = sentence.subject(word)
            passive = word.tag == "VBN" and (word.dep == "acl" or sentence.child(word, "auxpass") is not None)
            if subject is not None and (subject.i == noun.i or _consists_of(sentence, subject, noun)):
                yield Slot("object" if passive else "subject", word.lemma)
                if _has_in_hand(sentence, word):
                    yield Slot("subject", "write")  # walking with umbrellas, as only people do
            if (word.i == noun.head and noun.dep == "dobj") or (noun.dep == "dobj" and word.i + 1 == _opening(sentence, noun)):
                yield Slot("object", word.lemma)
        elif word.head == noun.i and word.dep == "compound" and word.i < noun.i:
            yield Slot("subject", word.lemma)


def _has_in_hand(sentence: Sentence, verb: Word) -> bool:
    """Return whether somebody does something with a thing that hands hold."""
    preposition = sentence.child(verb, "prep")
    thing = sentence.child(preposition, "pobj") if preposition is not None and preposition.lower == "with" else None
    return thing is not None and thing.lemma in _IN_HAND


def _opening(sentence: Sentence, noun: Word) -> int:
    """Return the index of the first word of a noun's phrase; the parser may join the noun to a distant verb."""
    return min([noun.i, *(child.i for child in sentence.children[noun.i] if child.dep in ("det", "amod", "poss", "compound", "nummod"))])


def _consists_of(sentence: Sentence, group: Word, noun: Word) -> bool:
    """Return whether a subject such as `a group of ...` consists of the noun."""
    preposition = sentence.head(noun)
    return noun.dep == "pobj" and preposition.lower == "of" and preposition.head == group.i


def _of_adjectives(sentence: Sentence, noun: Word) -> Iterator[Slot]:
    """Yield the adjectives of a noun, in its phrase or behind `be`: an open umbrella, the umbrella is open."""
    being = sentence.head(noun)
    complement = sentence.child(being, "acomp") if noun.dep == "nsubj" and being.lemma == "be" else None
    if complement is not None:
        yield Slot("modifier", complement.lower)
    for child in sentence.children[noun.i]:
        if child.i < noun.i and child.dep in ("amod", "compound", "nmod"):
            yield Slot("modifier", child.lower)
            if (before := sentence.before(child)) is not None and before.head in (child.i, noun.i):
                yield Slot("modifier", f"{before.lower} {child.lower}")  # a grass covered hill
            if child.tag == "VBG":
                yield Slot("subject", child.lemma)
            if child.tag in ("VBN", "VBD"):
                yield Slot("object", child.lemma)


def _of_owned(sentence: Sentence, noun: Word) -> Iterator[Slot]:
    """Yield the parts whose owner the noun is: `the dog's paw`, `a boat with a sail`, `a magazine featuring a man on the cover`."""
    if noun.dep == "poss":
        yield Slot("part", sentence.head(noun).lemma)
    if noun.dep == "nsubj" and sentence.head(noun).lemma == "have" and (had := sentence.child(sentence.head(noun), "dobj")) is not None:
        yield Slot("part", had.lemma)
    for child in sentence.children[noun.i]:
        part = sentence.child(child, "pobj") if child.lower in ("with", "without") else None
        if part is not None:
            yield from (Slot("part", each.lemma) for each in (part, *sentence.conjuncts(part)))
    for part in sentence.words[noun.i + 1 :]:
        if part.text in _STOPS:
            break
        if part.dep == "pobj" and sentence.head(part).lower in _AT_PART and _is_of_what_is_known(sentence, part):
            yield Slot("part", part.lemma)


def _is_of_what_is_known(sentence: Sentence, part: Word) -> bool:
    """Return whether a part has `the` or `its` and names no whole: on the cover, in its beak."""
    below = sentence.children[part.i]
    return any(child.lower in ("the", "its") for child in below) and not any(child.lower == "of" or child.tag == "POS" for child in below)
