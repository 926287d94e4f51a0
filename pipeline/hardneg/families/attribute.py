"""Replace an attribute: a small black dog -> a small brown dog. Colour, size, material, pattern, state, age, shape, texture."""

from collections.abc import Iterator

from hardneg.families import colour_names, contraries, degrees, makings
from hardneg.families.beside_words import contrary_adverb, is_bound, suits_the_kin, suits_the_noun
from hardneg.families.comparison import opposites
from hardneg.families.family import Family, Name, Target, others, replace_target, target_of
from hardneg.families.hues import SHADES, has_effect, named_together
from hardneg.families.titles import title_words
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_alternatives, attribute_kind, compound_spans, concreteness, fixed_spans, never_edit, noun_flags

_AS_NOUN = frozenset({"colour", "material", "pattern"})  # kinds whose words may be nouns: "a brick wall", "a metal bench"
_SIGNALS = ("red", "green", "yellow")
_CHROMATIC = frozenset({"red", "blue", "green", "yellow", "orange", "pink", "purple", "brown"})

_OF_ITS_OWN = frozenset({"log", "plank", "stump", "branch", "twig", "stick", "tree", "brick", "pebble", "boulder", "lumber", "leaf"})
"""Things whose material is always the same."""
_CLEAR = frozenset({"clear", "transparent", "see-through", "translucent", "stained", "frosted"})
_GREEN = frozenset({"grass", "lawn", "field", "meadow", "pasture", "hill", "hillside"})
_OF_GREEN = frozenset({"green", "brown", "yellow"})

_BACKDROPS = frozenset({"background", "backdrop"})
"""Nouns that are not replaced, and whose colour can be."""
_CONCRETE = 3.0
"""Concreteness (1 to 5) below which a noun has no colour and no size."""

COMPARISON = "comparison"
"""Kind of a comparative before `than`."""

HAIR = frozenset({"blond", "blonde", "brunette", "redheaded", "redhead", "blond-haired", "dark-haired", "red-haired"})
"""Colours of hair that describe a whole person."""


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each adjective of a known kind that describes a noun: before it, in a list before it, or behind `be`."""
    for word in sentence.words:
        compared = opposites(sentence, word) if word.pos in ("ADJ", "ADV") else None
        if compared is not None:
            if compared:
                yield target_of(sentence, Name.ATTRIBUTE, COMPARISON, word.i, word.i + 1, word.lower)
            continue
        if not (word.pos in ("ADJ", "NOUN", "VERB") or _is_colour_read_as_name(word)) or attribute_kind(word.lower) is None:
            continue
        noun = modified(sentence, word)
        if noun is None or not _shows_it(sentence, word, noun):
            continue
        kind = attribute_kind(word.lower, noun.lemma)
        if kind is None or (word.pos == "NOUN" and kind not in _AS_NOUN):
            continue
        if kind == "material" and (noun.lemma in _OF_ITS_OWN or _made_of(sentence, noun) or "person" in noun_flags(noun.lemma)):
            continue  # `a wooden table made of wood`, a rock climber
        if _greets(sentence, word) or is_bound(sentence, word, noun, kind):
            continue
        if word.lower == "solid" and (after := sentence.after(word)) is not None and attribute_kind(after.lower) == "material":
            continue  # solid oak is oak
        if _doubled(sentence, word, noun, kind) or named_together(sentence, word) or has_effect(sentence, kind, noun):
            continue
        sold = kind == "colour" and noun.i in (sentence.once(title_words) or ())  # a black belt that is for sale is no rank
        if (sold or word.i not in sentence.once(inside_fixed)) and not (kind == "state" and _completed(sentence, word)):
            yield target_of(sentence, Name.ATTRIBUTE, kind, word.i, word.i + 1, word.lower)


def _named_by_two_words(sentence: Sentence) -> Iterator[Target]:
    """Yield each colour of two words: navy blue, lime green."""
    for word in colour_names.ends_of_names(sentence):
        noun = modified(sentence, word)
        if noun is None or not _shows_it(sentence, word, noun) or attribute_kind(word.lower, noun.lemma) != "colour":
            continue
        if not (is_bound(sentence, word, noun, "") or has_effect(sentence, "colour", noun)):
            yield target_of(sentence, Name.ATTRIBUTE, "colour", word.i - 1, word.i + 1, word.lower)


def _shows_it(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether a noun may show an attribute: a thing, or for a colour the background of a picture.

    A title of a product names a thing whatever its last word means elsewhere: a top, briefs.
    """
    if noun.i in (sentence.once(title_words) or ()):
        return True
    if noun.lemma in _BACKDROPS:
        return attribute_kind(word.lower) == "colour"
    return not never_edit(noun.lemma) and not _is_abstract(noun)


def _is_colour_read_as_name(word: Word) -> bool:
    """Return whether the tagger took a colour for a name, as it does with `orange`, `white` and `tan` before a noun."""
    return word.pos == "PROPN" and word.text.islower() and attribute_kind(word.lower) == "colour"


def _greets(sentence: Sentence, word: Word) -> bool:
    """Return whether the word is part of a greeting or of a style's name: a happy birthday card, a mid-century modern sofa."""
    following = {each.lower for each in sentence.words[word.i + 1 : word.i + 5]}
    if word.lower in ("happy", "merry"):
        return bool(following & {"day", "birthday", "anniversary", "year", "christmas", "easter", "halloween", "holidays"})
    before = sentence.before(word)
    return word.lower == "modern" and before is not None and before.lower.endswith("century")


def _is_abstract(noun: Word) -> bool:
    """Return whether a noun names nothing visible: a huge rate, an old tradition."""
    norm = concreteness(noun.lemma)
    return norm is not None and norm < _CONCRETE and not noun_flags(noun.lemma)


def _made_of(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption repeats the material of a thing."""
    making = [
        child
        for child in sentence.children[noun.i]
        if child.dep in ("acl", "relcl", "prep") and child.lemma in ("make", "build", "carve", "of")
    ]
    below = [word for each in making for word in sentence.below(each)]
    return any(word.i > noun.i and word.pos in NOUNS and attribute_kind(word.lower) == "material" for word in below) or any(
        word.lemma in ("make", "build", "carve") for word in below
    )


def names_material_again(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun names a material that an adjective of the thing names too: a wooden table made of wood."""
    preposition = sentence.head(noun)
    making = sentence.head(preposition)
    if noun.dep != "pobj" or preposition.lower not in ("of", "from") or making.lemma not in ("make", "build", "carve", "construct"):
        return False
    subject = sentence.subject(making)
    return subject is not None and any(attribute_kind(child.lower, subject.lemma) == "material" for child in sentence.children[subject.i])


def _doubled(sentence: Sentence, word: Word, noun: Word, kind: str) -> bool:
    """Return whether the noun has two words of one kind side by side, neither complete: a blue green wave, a tiny little dog."""
    beside = (sentence.before(word), sentence.after(word))
    return (
        kind in ("colour", "size", "age", "material")
        and word.lower not in SHADES
        and any(
            other is not None
            and other.i < noun.i
            and other.lower not in SHADES
            and other.dep in ("amod", "compound", "nmod")
            and attribute_kind(other.lower, noun.lemma) == kind
            for other in beside
        )
    )


def _completed(sentence: Sentence, word: Word) -> bool:
    """Return whether a complement belongs to the word: a bowl full of food is not *empty of* it."""
    after = sentence.after(word)
    return after is not None and after.lower in ("of", "with")


def found(sentence: Sentence) -> list[Target]:
    """Return all that `find` yields; for `Sentence.once`."""
    return list(find(sentence))


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return attributes of the same kind that exclude this one and suit the noun, less those anywhere else in the caption."""
    word = sentence.words[target.last - 1]
    if target.kind == COMPARISON:
        return opposites(sentence, word) or []
    if (other := contraries.contrary(sentence, word)) is not None:
        return [other]
    noun = modified(sentence, word)
    taken = others(sentence, target)
    adverb = contrary_adverb(word)
    if adverb is not None:
        return [adverb] if adverb not in taken else []
    if [each.lower for each in sentence.words[word.i + 1 : word.i + 3]] == ["stop", "sign"]:
        return []  # such things are red everywhere
    if noun is not None and _is_signal(sentence, noun):
        return [other for other in _SIGNALS if other not in taken and other != word.lower] if word.lower in _SIGNALS else []
    found = [other for other in attribute_alternatives(target.lemma, noun.lemma if noun else None) if other not in taken]
    if target.kind == "colour" and noun is not None and "person" in noun_flags(noun.lemma):
        found = [other for other in found if other in HAIR]
    if target.kind == "age" and noun is not None:
        found = [other for other in found if suits_the_noun(noun, other) and suits_the_kin(sentence, noun, other)]
    before, after = sentence.before(word), sentence.after(word)
    if target.last > target.first + 1:
        found = [other for other in found if not colour_names.may_be_called(sentence.words[target.first].lower, other)]
    if target.kind == "pattern" and after is not None and after.lower in ("print", "printed", "pattern", "design"):
        found = [other for other in found if other not in ("plain", "solid")]
    if noun is not None and target.kind == "material" and any(child.lower in _CLEAR for child in sentence.children[noun.i]):
        found = [other for other in found if other in ("glass", "plastic")]
    if noun is not None and target.kind == "colour" and noun.lemma in _GREEN:
        found = [other for other in found if other in _OF_GREEN]
    if target.kind == "colour" and before is not None and before.lower in SHADES:
        found = [other for other in found if other in _CHROMATIC]
    return found


def _is_signal(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun is a traffic light, which is red, green or yellow whatever colour its box has."""
    before = sentence.before(noun)
    return noun.lemma in ("stoplight", "light") and (noun.lemma != "light" or (before is not None and before.lower in ("traffic", "stop")))


def modified(sentence: Sentence, word: Word) -> Word | None:
    """Return the noun that an adjective modifies, or None."""
    seen = 0
    while word.dep == "conj" and seen < 8:
        word, seen = sentence.head(word), seen + 1
    head = sentence.head(word)
    if word.dep in ("amod", "nmod") and head.pos in NOUNS:
        above = sentence.head(head)
        return above if head.dep == "compound" and above.pos in NOUNS and above.i == head.i + 1 else head  # a metal floor lamp
    if word.dep == "compound" and head.pos in NOUNS and head.i > word.i:
        above = sentence.head(head)
        return above if head.dep == "compound" and above.pos in NOUNS and above.i == head.i + 1 else head
    if word.dep == "acomp" and head.lemma == "be":
        return sentence.subject(head)
    return None


def fixed_units(sentence: Sentence) -> list[tuple[int, int]]:
    """Return the spans (first, last exclusive) of units that must not be split, such as `hot dog` or `traffic light`."""
    units = fixed_spans(_lemmas(sentence))
    verbs = fixed_spans([word.lemma if word.pos in ("NOUN", "VERB") else word.lower for word in sentence.words])
    # `takes a seat`; but a TV that stands is no TV stand
    return sorted({*units, *(span for span in verbs if sentence.words[span[0]].pos == "VERB")})


def compounds(sentence: Sentence) -> list[tuple[int, int]]:
    """Return the spans of compounds that WordNet lists as one noun, such as `home plate`, less those inside a fixed unit.

    It also lists `pair of scissors`, whose scissors can become pliers.
    """
    fixed = {i for first, last in sentence.once(fixed_units) for i in range(first, last)}
    spans = [span for span in compound_spans(_lemmas(sentence)) if sentence.words[span[0]].lemma != "pair"]
    return [(first, last) for first, last in spans if sentence.words[last - 1].pos in NOUNS and fixed.isdisjoint(range(first, last))]


def _lemmas(sentence: Sentence) -> list[str]:
    return [word.lemma if word.pos == "NOUN" else word.lower for word in sentence.words]


def inside_fixed(sentence: Sentence) -> frozenset[int]:
    """Return the indices of the words inside such units."""
    return frozenset(i for first, last in (*sentence.once(fixed_units), *sentence.once(compounds)) for i in range(first, last))


def _all(sentence: Sentence) -> Iterator[Target]:
    """Yield what `find` yields, colours of two words, and words with one contrary such as `on`."""
    yield from sentence.once(found)
    yield from _named_by_two_words(sentence)
    yield from contraries.found(sentence)


FAMILY = Family(Name.ATTRIBUTE, _all, replace_target, candidates, guards=(degrees, makings))
