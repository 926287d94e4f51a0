"""Replace an object: a small black dog -> a small black cat."""

from collections.abc import Iterator

from hardneg.families import companions, containers, inscriptions, makings, object_affordances, titles
from hardneg.families.attribute import compounds, fixed_units, inside_fixed, names_material_again
from hardneg.families.contraries import has_switch
from hardneg.families.family import Family, Name, Target, others, replace_target, target_of
from hardneg.families.fit import is_mass, one_or_more, plural_slot, slots, stands_bare, suits
from hardneg.families.furnishings import keeps_its_furnishings
from hardneg.families.hues import SHADES
from hardneg.families.humans import does_what_only_people_do, lives_as_an_animal
from hardneg.families.layout import frames_the_picture, is_the_viewpoint
from hardneg.families.misread import holds_verb, joined_to_next
from hardneg.families.occupations import may_belong_to
from hardneg.families.offensive import described_as_person
from hardneg.families.possessions import worn_by
from hardneg.families.posture import can_be_there
from hardneg.families.prepositions import is_place_for
from hardneg.families.presupposed import fixed_kind, group_of, has_parts, is_figure
from hardneg.families.pronouns import renamed
from hardneg.families.roles import bound
from hardneg.families.sense import class_of
from hardneg.families.true_anyway import may_stay_true
from hardneg.families.uses import keeps_its_use
from hardneg.families.voices import sounding, speaks
from hardneg.families.wholes import part_of_a_thing
from hardneg.grammar.inflection import is_plural, lemma_of, plural
from hardneg.grammar.phrases import SINGULAR_DETERMINERS, compound_first, compound_lemma
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_kind, is_hyponym_of_head, never_edit, noun_alternatives, noun_classes, noun_flags, related
from hardneg.lexicon.gender import grows_on_men, pronoun_of

_MASS_ONLY_WITH = frozenset({"some", "much"})
# Units of measures: a 5 foot tall man, a 45 lb weight.
_MEASURES = frozenset({
    "foot", "hand", "yard", "pound", "stone", "inch", "meter", "lb", "kg", "liter", "litre", "km", "mph", "cm", "mm", "mile", "ton",
    "gallon", "oz", "ounce", "watt", "megapixel", "degree",
})  # fmt: skip
# Attributes that exclude replacements: nobody is an elderly girl, or a bearded baby.
_GROWN = frozenset({"elderly", "old", "older", "aged", "senior", "bearded", "bald", "balding", "adult"})
_CHILDREN = frozenset({
    "girl", "boy", "child", "kid", "baby", "toddler", "infant", "newborn", "teenager", "teen", "schoolgirl", "schoolboy", "puppy", "kitten",
})  # fmt: skip
_OF_CHILDREN = frozenset({"teenage", "little", "small", "tiny", "newborn"})
_ADULTS = frozenset({"man", "woman"})
# Attributes of few nouns: a rainbow is double, and no storm is.
_NUMERALS = frozenset({"double", "triple", "twin", "quadruple", "dual", "quintuple", "twofold", "threefold"})
_WOMENS = frozenset({"dress", "gown", "skirt", "blouse", "bikini", "bra", "sundress", "heel", "high heel", "makeup", "lipstick", "veil"})
_ONE_OF_A_KIND = frozenset({
    "sun", "moon", "sky", "sunset", "horizon", "desert", "beach", "jungle", "ocean", "sea", "lawn", "zoo", "harbor", "shore", "countryside",
})  # fmt: skip
_JOINED = frozenset({
    "lined", "covered", "filled", "shaped", "colored", "coloured", "themed", "topped", "flavored", "flavoured", "style", "styled", "sized",
    "patterned", "trimmed", "drawn", "powered", "infested", "clad",
})  # fmt: skip
# Kinds of the words before a noun that stay, although the parser calls them part of its compound: a black leather skirt.
_STAY = frozenset({"colour", "material", "pattern"})
# Words before a noun that say how it is drawn or made, whatever it is: a cartoon fox, a japanese style house.
_DRAWN_AS = frozenset({"cartoon", "style", "toy", "robot", "plush", "origami", "lego", "anime", "stick", "baby"})
_ENOUGH = 4
"""Candidates of the noun's own class that suffice without those of other classes: a goat in a pen becomes a cow rather than a hippo."""


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each common noun of a known class; a compound such as `fire hydrant` is one target."""
    for word in sentence.words:
        if word.pos != "NOUN" or word.dep == "compound" or word.tag not in ("NN", "NNS"):
            continue
        noun_unit = unit(sentence, word)
        if noun_unit is None or holds_verb(sentence, word) or joined_to_next(sentence, word):
            continue
        first, lemma = noun_unit
        if _is_joined(sentence, word) or (" " not in lemma and _names_its_kind(sentence, word)) or is_figure(sentence, word, lemma):
            continue
        if (
            word.i in sentence.once(sounding)
            or has_switch(sentence, word)
            or frames_the_picture(sentence, word)
            or is_the_viewpoint(sentence, word)
        ):
            continue
        if word.i in sentence.once(inside_fixed) and " " not in lemma and not _ends_hyponym(sentence, word):
            continue
        if _splits(sentence, first, word.i + 1):
            continue
        if sentence.tags and "body" in noun_flags(lemma):
            continue  # `long hair` and `blue eyes` are about hair and eyes, whatever their owner's tag is
        if any(child.lower in _NUMERALS for child in sentence.children[word.i] if child.i < first):
            continue
        if any(part.lemma in _MEASURES for part in sentence.words[first : word.i]):
            continue
        if word.lemma in _MEASURES and sentence.child(word, "nummod") is not None:
            continue
        meant = class_of(sentence, word, lemma)
        if attribute_kind(word.lower) == "colour" and _beside_a_colour(sentence, word):
            continue
        if meant is None or bound(sentence, word, meant, word.i - lemma.count(" ")):
            continue
        if not part_of_a_thing(sentence, word, meant) and not names_material_again(sentence, word):
            yield target_of(sentence, Name.OBJECT, meant, first, word.i + 1, lemma, norms_of=word.lemma)


def _is_joined(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun belongs to a participle inside a noun phrase: a straw lined pen, but no plate filled with food."""
    after = sentence.after(noun)
    if after is None or after.lower not in _JOINED:
        return False
    following = sentence.after(after)
    if following is not None and following.lower.endswith("ly"):
        following = sentence.after(following)
    return following is None or following.tag != "IN" or after.head > after.i


def _names_its_kind(sentence: Sentence, noun: Word) -> bool:
    """Return whether the word before a noun is a kind of it, so that no other noun can follow: a puppy dog, but no pickup truck."""
    before = sentence.before(noun)
    if before is None or before.head != noun.i or set(noun_classes(before.lemma)).isdisjoint(noun_classes(noun.lemma)):
        return False
    return before.dep in ("compound", "amod", "nmod") and related(before.lemma, noun.lemma)


def _ends_hyponym(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun ends a compound that is its hyponym, so that another noun can replace it."""
    return any(last == noun.i + 1 and is_hyponym_of_head(compound_lemma(sentence, first, noun)) for first, last in sentence.once(compounds))


def _splits(sentence: Sentence, first: int, last: int) -> bool:
    """Return whether the words `first` to `last` (exclusive) split a unit: `turn sign` of `left turn sign`."""
    units = (*sentence.once(fixed_units), *sentence.once(compounds))
    return any(begin < last and first < end and not (first <= begin and end <= last) for begin, end in units)


def found(sentence: Sentence) -> list[Target]:
    """Return all that `find` yields; for `Sentence.once`."""
    return list(find(sentence))


def unit(sentence: Sentence, noun: Word) -> tuple[int, str] | None:
    """Return the first word of the noun's compound, and the longest end of it that the lexicon knows; None if it knows none."""
    if never_edit(noun.lemma):
        return None
    for first, last in sentence.once(fixed_units):
        if last == noun.i + 1 and noun_classes(compound_lemma(sentence, first, noun)):
            return first, compound_lemma(sentence, first, noun)
    begins = [begin for begin, last in sentence.once(compounds) if last == noun.i + 1]
    first = min([compound_first(sentence, noun), *begins])
    for start in range(first, noun.i + 1):
        lemma = compound_lemma(sentence, start, noun)
        if never_edit(lemma):
            return None
        if noun_classes(lemma):
            known = min([start, *begins])
            stay = [word.i + 1 for word in sentence.words[first:start] if word.pos == "PROPN"]
            stay += [word.i + 1 for word in sentence.words[first:known] if word.lower in _DRAWN_AS]
            seen = [word for word in sentence.words[first:known] if attribute_kind(word.lower, noun.lemma) in _STAY]
            stay += [word.i + 1 for word in seen if word.pos != "NOUN" or word.lower not in SHADES]  # a light sign, a dark room
            return max([first, *stay]), lemma
    return None


def name_of(sentence: Sentence, noun: Word) -> str:
    """Return the lemma of the unit that a noun ends, as far as the lexicon knows it."""
    noun_unit = unit(sentence, noun)
    return noun_unit[1] if noun_unit is not None else noun.lemma


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return nouns of the same class that exclude this one and everything else in the caption, in its number."""
    noun = sentence.words[target.last - 1]
    if noun.i in sentence.once(fixed_kind):
        return []
    taken = others(sentence, target)
    nouns = [word.lemma for word in sentence.words if word.pos == "NOUN" and not target.first <= word.i < target.last]
    if sentence.tags:  # beside `animal` the tag `dog` may become `cat`: a common hypernym says nothing of the picture
        nouns = [lemma for lemma in nouns if not related(lemma, target.lemma)]
    found = []
    # the article of `a piece of paper` belongs to the piece
    counted = sentence.words[target.first] if any(word.lower == "of" for word in sentence.words[target.first : target.last]) else noun
    only_people = "person" in noun_flags(noun.lemma) and (sentence.once(speaks) or does_what_only_people_do(sentence, noun))
    only_animals = "animal" in noun_flags(noun.lemma) and lives_as_an_animal(sentence, noun)
    grown = any(word.dep == "amod" and word.lower in _GROWN for word in sentence.children[noun.i])
    small = any(word.dep == "amod" and word.lower in _OF_CHILDREN for word in sentence.children[noun.i])
    opened = slots(sentence, noun)
    meant = target.kind if target.family == Name.OBJECT else class_of(sentence, noun, target.lemma)
    for lemma in noun_alternatives(target.lemma, meant):
        if not suits(opened, target.lemma, lemma) or not stands_bare(sentence, noun, target.lemma, lemma):
            continue
        if (grown and lemma in _CHILDREN) or (small and lemma in _ADULTS):
            continue
        if (only_people and "person" not in noun_flags(lemma)) or (only_animals and "person" in noun_flags(lemma)):
            continue
        if not _fits_the_rest(sentence, noun, target.lemma, lemma) or not can_be_there(sentence, noun, target.lemma, lemma):
            continue
        if lemma in taken or lemma + "s" in taken or plural(lemma) in taken or any(related(lemma, noun_there) for noun_there in nouns):
            continue
        form = in_number(sentence, counted, lemma)
        if form is not None:
            found.append((form, lemma))
    same_class = [form for form, lemma in found if meant in noun_classes(lemma)]
    return same_class if len(same_class) >= _ENOUGH else [form for form, _ in found]


def _fits_the_rest(sentence: Sentence, noun: Word, old: str, new: str) -> bool:
    """Return whether pronouns can agree, an enumeration stays true, and the scene is unlikely to contain the new thing anyway."""
    group = group_of(sentence, noun)
    if group is not None and "animate" in noun_flags(new) and not _is_kind_of(new, group.lemma, old):
        return False
    if ("person" in noun_flags(old)) != ("person" in noun_flags(new)) and (
        has_parts(sentence, noun) or described_as_person(sentence, noun)
    ):
        return False
    if ("person" not in noun_flags(new) and _is_somebody(sentence, noun)) or not may_belong_to(sentence, noun, new):
        return False
    if not is_place_for(sentence, noun, new) or may_stay_true(sentence, noun, old, new) or not keeps_its_use(sentence, noun, new):
        return False
    if not keeps_its_furnishings(sentence, noun, old, new):
        return False
    if _only_for_men(sentence, noun, new) or _only_for_women(sentence, noun, new):
        return False
    return renamed(sentence, {noun.i: new}) is not None


def _is_somebody(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption identifies a person: a man is a doctor, a girl named Ann."""
    complements = (word for word in sentence.words if word.dep == "attr" and "person" in noun_flags(word.lemma))
    return any((subject := sentence.subject(sentence.head(word))) is not None and subject.i == noun.i for word in complements)


def _is_kind_of(new: str, group: str, old: str) -> bool:
    """Return whether the enumeration of `group` may contain the new noun: `two men` of three people may be girls."""
    if group in ("child", "kid", "sibling", "baby", "toddler"):
        return new in _CHILDREN and "person" in noun_flags(new)
    return related(new, group) or ("person" in noun_flags(new) and "person" in noun_flags(old))


def _only_for_men(sentence: Sentence, noun: Word, new: str) -> bool:
    """Return whether the caption gives `noun` a beard, which the new one cannot have."""
    return pronoun_of(new) != "he" and any(grows_on_men(worn.lemma) for worn in worn_by(sentence, noun))


def _only_for_women(sentence: Sentence, noun: Word, new: str) -> bool:
    """Return whether the caption dresses `noun` in clothes that hardly any man or boy wears."""
    return pronoun_of(new) == "he" and any(word.lemma in _WOMENS for word in sentence.words if word.i > noun.i)


def _beside_a_colour(sentence: Sentence, word: Word) -> bool:
    """Return whether a word is the second of two colours, and no thing: a rug in blue and cream."""
    return any(attribute_kind(each.lower) == "colour" for each in (sentence.head(word), *sentence.conjuncts(word)) if each.i != word.i)


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Return the edits that replace the noun and its pronouns; None where a pronoun cannot agree."""
    noun = sentence.words[target.last - 1]
    lemma = text.lower()
    if is_plural(noun.tag):
        head, space, last = lemma.rpartition(" ")
        lemma = head + space + lemma_of(last, "NOUN")
    followed = renamed(sentence, {noun.i: lemma})
    if followed is None or noun.i in sentence.once(fixed_kind):
        return None
    return sorted([*replace_target(sentence, target, text), *followed])


def in_number(sentence: Sentence, noun: Word, lemma: str) -> str | None:
    """Return `lemma` in the number of `noun`; None where it has no such form (`two rices`) or the determiner forbids it (`a rice`)."""
    flags = noun_flags(lemma)
    mass = is_mass(sentence, noun, lemma)
    determiner = sentence.child(noun, "det", "nummod")
    before = determiner.lower if determiner is not None else ""
    singular = before in SINGULAR_DETERMINERS and not one_or_more(sentence, noun)
    if plural_slot(sentence, noun) and not singular:  # the tagger reads `a thermos` as a plural
        if mass or lemma in _ONE_OF_A_KIND:
            return None
        return lemma if "plural" in flags else plural(lemma)
    if "plural" in flags:
        return None
    if before in SINGULAR_DETERMINERS and mass:
        return None
    bare = determiner is None and sentence.child(noun, "poss") is None
    if (bare or before in _MASS_ONLY_WITH) and "mass" in noun_flags(noun.lemma) and not mass:
        return None
    return lemma


FAMILY = Family(
    Name.OBJECT,
    lambda sentence: iter(sentence.once(found)),
    realise,
    candidates,
    fill="[a-z]+( [a-z]+)?",
    guards=(companions, containers, inscriptions, makings, object_affordances, titles),
    pos="NOUN",
)
