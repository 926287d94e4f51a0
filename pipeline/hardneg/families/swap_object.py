"""Exchange objects: a small black dog left of two red chairs -> a small black chair left of two red dogs.

The nouns change places; determiners, numbers and adjectives stay, so that they now describe the other thing.
"""

from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import combinations

from hardneg.families import agent_exchange, contents, place_exchange
from hardneg.families import object as object_family
from hardneg.families.bearers import distinguished
from hardneg.families.exchange import likely
from hardneg.families.family import Family, Name, Target, in_place_of, target_of, with_partner
from hardneg.families.landmarks import exchangeable
from hardneg.families.prepositions import prepositions
from hardneg.families.presupposed import fixed_kind, owns
from hardneg.families.pronouns import renamed
from hardneg.grammar.articles import with_articles
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import compound_lemma, modifiers
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_alternatives, attribute_kind, noun_flags, related

# X next to Y is Y next to X; these are not symmetric.
ASYMMETRIC = frozenset({
    "on", "on top of", "upon", "atop", "in", "inside", "inside of", "within", "under", "underneath", "beneath", "below", "above", "over",
    "behind", "in front of", "left of", "right of", "to the left of", "to the right of", "on the left of", "on the right of",
})  # fmt: skip
SYMMETRIC_VERBS = frozenset({
    "meet", "face", "kiss", "hug", "embrace", "marry", "touch", "resemble", "join", "match", "accompany", "fight", "battle", "wrestle",
    "date",
    "divorce", "border", "encounter", "play", "race", "box", "cuddle", "near",
})  # fmt: skip
# Things that cannot be elsewhere: a wall does not hang in a clock.
FIXED = frozenset({"clothing", "body", "surface", "water", "sky", "building_part", "wearable", "fixture"})
Units = tuple[tuple[int, str], tuple[int, str]]
"""First word and lemma of the compounds that two nouns end, as `object.unit` returns them."""
_SORTS = ("animate", "food", "building", "place", "vehicle", "clothing", "artifact")


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each pair of nouns of one sort whose exchange changes the meaning, by their modifiers or the direction of their relation."""
    seen: set[tuple[int, int]] = set()
    for kind, (begin, noun), (partner_begin, partner) in place_exchange.pairs(sentence) if not sentence.tags else ():
        if related(noun.lemma, partner.lemma) or not same_sentence(sentence, noun, partner):
            continue
        seen.add((noun.i, partner.i))
        if kind in place_exchange.WHOLE and (_animate(noun, partner) or _same_modifiers(sentence, noun, partner)):
            continue
        if not (_suits(sentence, noun, partner.lemma) and _suits(sentence, partner, noun.lemma)):
            continue
        if _is_prepared(sentence, noun) or _is_prepared(sentence, partner):
            continue
        target = target_of(sentence, Name.SWAP_OBJECT, kind, begin, noun.i + 1, compound_lemma(sentence, begin, noun), norms_of=noun.lemma)
        yield with_partner(target, sentence, partner_begin, partner.i + 1)
    for pair in agent_exchange.pairs(sentence) if not sentence.tags else ():
        if pair.kind == agent_exchange.WHOLE or (pair.one.i, pair.two.i) in seen or not same_sentence(sentence, pair.one, pair.two):
            continue
        if not (_suits(sentence, pair.one, pair.two.lemma) and _suits(sentence, pair.two, pair.one.lemma)):
            continue
        seen.add((pair.one.i, pair.two.i))
        lemma = compound_lemma(sentence, pair.first, pair.one)
        target = target_of(sentence, Name.SWAP_OBJECT, pair.kind, pair.first, pair.one.i + 1, lemma, norms_of=pair.one.lemma)
        yield with_partner(target, sentence, pair.partner_first, pair.two.i + 1)
    for (begin, noun), (partner_begin, partner) in contents.pairs(sentence) if not sentence.tags else ():
        if (noun.i, partner.i) not in seen and same_sentence(sentence, noun, partner):
            seen.add((noun.i, partner.i))
            lemma = compound_lemma(sentence, begin, noun)
            target = target_of(sentence, Name.SWAP_OBJECT, contents.CONTENTS, begin, noun.i + 1, lemma, norms_of=noun.lemma)
            yield with_partner(target, sentence, partner_begin, partner.i + 1)
    single = sentence.once(object_family.found)
    for one, two in combinations(single, 2):
        if (one.last - 1, two.last - 1) in seen:
            continue
        sort = sort_of(one.lemma)
        if sort is None or sort != sort_of(two.lemma):
            continue
        first, second = sentence.words[one.last - 1], sentence.words[two.last - 1]
        units = (one.first, one.lemma), (two.first, two.lemma)
        if not may_change_places(sentence, first, second, units) or not differ(sentence, first, second, units):
            continue
        if not exchangeable(sentence, first, second) and not likely(sentence, first, second):
            continue
        if sentence.in_two_tags(first, second) and not (
            _distinguished(sentence, first, second) and _alone(sentence, first, second) and _alone(sentence, second, first)
        ):
            continue
        yield with_partner(one._replace(family=Name.SWAP_OBJECT.value), sentence, two.first, two.last)


def may_change_places(sentence: Sentence, one: Word, two: Word, units: Units) -> bool:
    """Return whether two nouns are separate things, and what describes either suits the other.

    No rule and no rewrite exchanges others, since the caption would stay true, or become senseless or ungrammatical.
    """
    (_, name), (_, other) = units
    if one.lemma == two.lemma or related(name, other) or _one_of_the_other(sentence, one, two) or not same_sentence(sentence, one, two):
        return False
    if not (_suits(sentence, one, other) and _suits(sentence, two, name)):
        return False
    if with_contents(sentence, one) or with_contents(sentence, two) or (noun_flags(name) | noun_flags(other)) & FIXED:
        return False
    if any(child.tag in ("PRP$", "PRP") for noun in (one, two) for child in sentence.children[noun.i]):
        return False  # a son plays with his father as the father plays with his son
    return bool(sentence.tags) or not (_shares_opening(sentence, one, two) or _is_prepared(sentence, one) or _is_prepared(sentence, two))


def differ(sentence: Sentence, one: Word, two: Word, units: Units) -> bool:
    """Return whether the caption describes two nouns differently, so that it is false when they change places and nothing else does."""
    inside = {i for (first, _), noun in zip(units, (one, two), strict=True) for i in range(first, noun.i + 1)}
    return (
        not _same_modifiers(sentence, one, two, inside)
        or directed(sentence, one, two)
        or distinguished(sentence, one, two)
        or exchangeable(sentence, one, two)
    )


def realise(sentence: Sentence, target: Target, text: str = "") -> list[Edit] | None:
    """Return the edits that exchange the nouns, in the number of the place; None where one of them has no such number."""
    if target.partner_first is None or target.partner_last is None:
        return None
    first, second = sentence.words[target.last - 1], sentence.words[target.partner_last - 1]
    here = object_family.in_number(sentence, first, compound_lemma(sentence, target.partner_first, second))
    there = object_family.in_number(sentence, second, compound_lemma(sentence, target.first, first))
    if here is None or there is None:
        return None
    followed = renamed(sentence, {first.i: second.lemma, second.i: first.lemma})
    if followed is None or {first.i, second.i} & sentence.once(fixed_kind):
        return None
    if owns(sentence, first, second) or owns(sentence, second, first):
        return None  # a mother and her daughter are a daughter and her mother
    old = sentence.text[target.start : target.end], sentence.text[target.partner_start : target.partner_end]
    return with_articles(
        sentence,
        [
            Edit(target.start, target.end, old[0], in_place_of(sentence, _spelled(here, old[1]), old[0])),
            Edit(target.partner_start or 0, target.partner_end or 0, old[1], in_place_of(sentence, _spelled(there, old[0]), old[1])),
            *followed,
        ],
    )


def _animate(*nouns: Word) -> bool:
    return any("animate" in noun_flags(noun.lemma) for noun in nouns)


def _spelled(form: str, old: str) -> str:
    """Return a form with the capitals of an abbreviation: TV, TVs."""
    return old + form[len(old) :] if len(old) > 1 and old.isupper() and form.lower().startswith(old.lower()) else form


def same_sentence(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether no full stop or semicolon separates the two; an exchange across one is hard to follow."""
    return not any(word.text in (".", "!", "?", ";") for word in sentence.words[min(one.i, two.i) : max(one.i, two.i)])


@lru_cache(maxsize=50_000)
def sort_of(lemma: str) -> str | None:
    """Return the coarse sort of a noun, within which an exchange still makes sense."""
    flags = noun_flags(lemma)
    return next((sort for sort in _SORTS if sort in flags), None)


def directed(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether the relation of the two has a direction: subject and object of a verb, or the ends of `on`, `behind`, ..."""
    verb = sentence.head(two)
    if two.dep in ("dobj", "pobj") and verb.pos == "VERB" and verb.lemma not in SYMMETRIC_VERBS:
        subject = sentence.subject(verb)
        if subject is not None and subject.i == one.i:
            return True
    for preposition in sentence.once(prepositions):
        if preposition.object.i != two.i or preposition.text not in ASYMMETRIC:
            continue
        of = preposition.head
        owner = of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)
        if owner is not None and owner.i == one.i:
            return True
    return False


def _same_modifiers(sentence: Sentence, one: Word, two: Word, units: Container[int] = frozenset()) -> bool:
    described = [sorted(word.lower for word in modifiers(sentence, noun) if word.i not in units) for noun in (one, two)]
    return described[0] == described[1] and (
        is_plural(one.tag) == is_plural(two.tag) or any(_without_number(sentence, noun) for noun in (one, two))
    )


def _shares_opening(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether the words before the first of two joined nouns may describe the second: a little boy and girl."""
    if two.i not in {each.i for each in sentence.conjuncts(one)} or is_plural(one.tag) != is_plural(two.tag):
        return False
    return sentence.child(two, "det", "nummod", "poss", "amod") is None


def _is_prepared(sentence: Sentence, noun: Word) -> bool:
    """Return whether a participle describes how a thing was made, as no other thing is: a fried egg."""
    edible = bool(noun_flags(noun.lemma) & {"food", "edible"})
    return edible and any(word.dep == "amod" and (word.tag == "VBN" or word.lower.endswith("ed")) for word in sentence.children[noun.i])


def _without_number(sentence: Sentence, noun: Word) -> bool:
    """Return whether a bare singular may be many: `zebras and wildebeest`."""
    return not is_plural(noun.tag) and sentence.child(noun, "det", "nummod", "poss") is None


def _distinguished(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether two tags exclude each other: two colours, two numbers, one thing and a number of things.

    `black cat, dog` do not: an attribute that a tag does not mention may hold of the dog.
    """
    described = [[word.lower for word in modifiers(sentence, noun)] for noun in (one, two)]
    numbers = [[word.lower for word in modifiers(sentence, noun) if word.dep == "nummod"] for noun in (one, two)]
    if numbers[0] != numbers[1] and (all(numbers) or is_plural(one.tag) != is_plural(two.tag)):
        return True
    return any(word in attribute_alternatives(other, None) for word in described[0] for other in described[1])


def _alone(sentence: Sentence, noun: Word, other: Word) -> bool:
    """Return whether the tag of `noun` has no second thing of the kind of `other`: `dog and cat` does not become `dog and dog`."""
    return not any(word.lemma == other.lemma and word.i != other.i and not sentence.in_two_tags(word, noun) for word in sentence.words)


def _suits(sentence: Sentence, noun: Word, other: str) -> bool:
    """Return whether the description of a noun suits the other: a brown horse, but no brown person."""
    described = [word.lower for word in modifiers(sentence, noun) if attribute_kind(word.lower) is not None]
    compounds = (word.lower for word in sentence.children[noun.i] if word.dep == "compound")
    described += [word for word in compounds if attribute_kind(word) == "material"]
    return all(attribute_kind(word, other) not in (None, "material") for word in described)  # a glass table, and no glass sofa


def with_contents(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun has contents, so that another noun before `of` would not fit: `a cup of coffee`."""
    return any(child.lower == "of" for child in sentence.children[noun.i])


def _one_of_the_other(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether one belongs to the other, and the two are no separate things: `a slice of pizza`, `the dog's collar`."""
    for inner, outer in ((one, two), (two, one)):
        if inner.dep == "poss" and inner.head == outer.i:
            return True
        preposition = sentence.head(inner)
        if inner.dep == "pobj" and preposition.lower == "of" and preposition.head == outer.i:
            return True
    return False


FAMILY = Family(Name.SWAP_OBJECT, find, realise)
