"""Exchange attributes: a small black dog left of two red chairs -> a small red dog left of two black chairs."""

from collections.abc import Iterator
from itertools import combinations, product

from hardneg.families import attribute, moved_attribute, number_exchange
from hardneg.families.attribute_transfer import COATS, transferable
from hardneg.families.family import Family, Name, Target, target_of, with_partner
from hardneg.families.hues import second_of_two
from hardneg.families.object import name_of
from hardneg.families.swap_object import directed, same_sentence
from hardneg.grammar.articles import with_articles
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_alternatives, attribute_kind, noun_classes, noun_flags, related

_UNNATURAL = frozenset({"green", "blue", "purple", "pink"})
_GROWN = frozenset({"plant", "nature", "food", "place", "edible"})
_OF_COATS = frozenset({"marking", "spot", "fur", "patch", "mane", "tail", "paw", "ear", "stripe", "face"})
"""Parts of animals with colours of their own."""
_WHERE = frozenset({"on", "at", "in", "under", "behind", "beside", "near", "inside", "outside", "above", "below"})
_ORDERED = frozenset({"colour", "size", "age", "material", "pattern"})


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each pair of attributes of different nouns that may change places, each attribute that may move, and each pair of numbers."""
    yield from _attributes(sentence)
    yield from moved_attribute.find(sentence)
    yield from number_exchange.find(sentence)


def _attributes(sentence: Sentence) -> Iterator[Target]:
    single = sorted([*sentence.once(attribute.found), *_black_and_white(sentence)], key=lambda target: target.first)
    if len(single) < 2:
        return
    for one, two in combinations(single, 2):
        if related(one.lemma, two.lemma):
            continue
        words = sentence.words[one.first], sentence.words[two.first]
        nouns = [attribute.modified(sentence, word) for word in words]
        if nouns[0] is None or nouns[1] is None or nouns[0].i == nouns[1].i:
            continue
        noun, other = nouns[0], nouns[1]
        if _same_name(sentence, words, noun, other) and not (_distinguished(sentence, noun, other) and _exclusive(one, two, noun, other)):
            continue
        if nouns[0].i == words[1].i or nouns[1].i == words[0].i:
            continue  # a blue plastic lid is a plastic blue lid
        if not same_sentence(sentence, *words) or _names_hair(one, two, nouns[0], nouns[1]):
            continue
        if not _apart(sentence, *words):
            continue  # a tall green metal clock, and a green tall metal clock
        if any(second_of_two(sentence, word) for word in words):
            continue  # a light gray tile beside a black wire: no light black tile
        attributes = _whole_attribute(sentence, one), _whole_attribute(sentence, two)
        both = list(product(*attributes))
        if not both or any(related(a.lemma, b.lemma) for a, b in both):
            continue  # a black and white cat has both: one of them alone cannot be exchanged
        if sentence.in_two_tags(*words) and not all(_fits_tags(a, b, noun, other) for a, b in both):
            continue
        if _sized_bare(sentence, one, two, noun, other) or not all(_natural(a, b, noun, other) for a, b in both):
            continue
        if all(_exclusive(a, b, noun, other) for a, b in both) or all(_of_two_kinds(sentence, a, b, noun, other) for a, b in both):
            target = target_of(sentence, Name.SWAP_ATTRIBUTE, one.kind, one.first, attributes[0][-1].last, one.lemma)
            yield with_partner(target, sentence, two.first, attributes[1][-1].last)


def _black_and_white(sentence: Sentence) -> Iterator[Target]:
    """Yield the colours of a black and white thing, a unit that `attribute` does not edit; of no photograph."""
    for word in sentence.words[:-3]:
        three = sentence.words[word.i : word.i + 3]
        if [each.lower for each in three] not in (["black", "and", "white"], ["white", "and", "black"]) or word.dep != "amod":
            continue
        noun = attribute.modified(sentence, word)
        if noun is not None and noun_flags(noun.lemma) and not noun_flags(noun.lemma) & {"depiction", "person"}:
            yield target_of(sentence, Name.ATTRIBUTE, "colour", word.i, word.i + 1, word.lower)


def _whole_attribute(sentence: Sentence, target: Target) -> list[Target]:
    """Return an attribute, or the two colours of `black and white`; nothing where it is part of another list."""
    word = sentence.words[target.first]
    joined = sentence.child(word, "conj")
    if word.dep == "conj" or (joined is not None and sentence.child(joined, "conj") is not None):
        return []
    if joined is None:
        return [target]
    if joined.i != word.i + 2 or sentence.words[word.i + 1].lower != "and" or {target.kind, attribute_kind(joined.lower)} != {"colour"}:
        return []
    return [target, target_of(sentence, Name.ATTRIBUTE, target.kind, joined.i, joined.i + 1, joined.lower)]


def _apart(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether something other than adjectives and nouns separates the two, so that they are in two phrases."""
    return any(word.pos not in ("ADJ", "NOUN", "PROPN", "NUM", "VERB") or word.dep == "acl" for word in sentence.words[one.i + 1 : two.i])


def _same_name(sentence: Sentence, words: tuple[Word, Word], noun: Word, other: Word) -> bool:
    """Return whether two attributes describe things of one name, whatever the parse says: a black dog and a white dog race."""
    following = [sentence.after(word) for word in words]
    return noun.lemma == other.lemma or (
        None not in following and following[0].lemma == following[1].lemma  # type: ignore[union-attr]
    )


def _distinguished(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether more than the attributes distinguishes two things of one name, so that their exchange changes the meaning."""
    if one.lemma != two.lemma or sum(word.lemma == one.lemma for word in sentence.words) > 2:
        return False
    if _have_different_places(sentence, one, two) or is_plural(one.tag) != is_plural(two.tag):
        return True
    return directed(sentence, one, two) or directed(sentence, two, one) or _do_different(sentence, one, two)


def _do_different(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether each of the two has a verb of its own: a grey dog runs while a yellow dog jumps."""
    verbs = [
        {
            verb.lemma
            for verb in sentence.words
            if verb.pos == "VERB" and (subject := sentence.subject(verb)) is not None and subject.i == noun.i
        }
        for noun in (one, two)
    ]
    return bool(verbs[0] and verbs[1] and verbs[0].isdisjoint(verbs[1])) and not any(word.i == two.i for word in sentence.conjuncts(one))


def _have_different_places(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether places distinguish two things of one name: the dog on the left is brown, the dog on the right is black."""
    if is_plural(one.tag) or is_plural(two.tag) or sum(word.lemma == one.lemma and not is_plural(word.tag) for word in sentence.words) > 2:
        return False
    places = [_place(sentence, noun) for noun in (one, two)]
    return None not in places and places[0] != places[1]


def _place(sentence: Sentence, noun: Word) -> tuple[str, str] | None:
    """Return the preposition and the noun behind it that identify `the dog`."""
    determiner, preposition = sentence.child(noun, "det"), sentence.child(noun, "prep")
    if determiner is None or determiner.lower != "the" or preposition is None or preposition.lower not in _WHERE:
        return None
    place = sentence.child(preposition, "pobj")
    return None if place is None else (preposition.lower, place.lemma)


def _names_hair(one: Target, two: Target, *nouns: Word) -> bool:
    """Return whether a colour names somebody's hair or skin: no black woman with blond nails, and no blond dress."""
    if "colour" not in (one.kind, two.kind):
        return False
    return any("person" in noun_flags(noun.lemma) for noun in nouns) or bool({one.lemma, two.lemma} & attribute.HAIR)


def _exclusive(one: Target, two: Target, noun: Word, other: Word) -> bool:
    """Return whether neither thing can have both (two colours, two sizes), and such a word suits both things."""
    if "material" in (one.kind, two.kind) and one.kind != two.kind:
        return False
    if one.kind != two.kind and not {one.lemma, two.lemma} <= {"big", "small", "little"}:
        return False  # little children have an age, and no size
    if one.kind == "material" and set(noun_classes(noun.lemma)).isdisjoint(noun_classes(other.lemma)):
        return False
    return two.lemma in attribute_alternatives(one.lemma, None) and _suits(one, noun) and _suits(two, other)


def _sized_bare(sentence: Sentence, one: Target, two: Target, noun: Word, other: Word) -> bool:
    """Return whether a size would move to a noun without a determiner, which may be a mass: white paper, black smoke."""
    places = ((two, noun), (one, other))
    return any(
        target.kind == "size" and not is_plural(at.tag) and sentence.child(at, "det", "poss", "nummod") is None and at.i > 2
        for target, at in places
    )


def _natural(one: Target, two: Target, noun: Word, other: Word) -> bool:
    """Return whether animals, plants, food and land get colours that they have: no green horse on a white meadow."""
    if not one.kind == two.kind == "colour":
        return True
    places = ((one, two, noun), (two, one, other))
    if any("animal" in noun_flags(at.lemma) and new.lemma in _UNNATURAL for _, new, at in places):
        return False
    if any(at.lemma in _OF_COATS and new.lemma not in COATS for _, new, at in places):
        return False
    return all(new.lemma in attribute_alternatives(old.lemma, at.lemma) for old, new, at in places if noun_flags(at.lemma) & _GROWN)


def _fits_tags(one: Target, two: Target, noun: Word, other: Word) -> bool:
    """Return whether the attributes of two tags exclude each other; an attribute that a tag does not mention may hold."""
    if not _exclusive(one, two, noun, other):
        return False
    places = ((one, two, noun), (two, one, other))
    return all(new.lemma in attribute_alternatives(old.lemma, at.lemma) for old, new, at in places if "body" in noun_flags(at.lemma))


def _of_two_kinds(sentence: Sentence, one: Target, two: Target, noun: Word, other: Word) -> bool:
    """Return whether either attribute suits either thing, and neither has another of that kind: a small dog on a red couch."""
    if one.kind == two.kind and one.kind in _ORDERED:
        return False  # a tall thing may be large as well
    if _has_kind(sentence, noun, two.kind, sentence.words[one.first]) or _has_kind(sentence, other, one.kind, sentence.words[two.first]):
        return False
    if any(target.kind == "material" and _before_adjective(sentence, place) for target, place in ((one, two), (two, one))):
        return False  # no wooden white bed
    return all(transferable(target.lemma, target.kind, name_of(sentence, to), to.lemma) for target, to in ((one, other), (two, noun)))


def _before_adjective(sentence: Sentence, target: Target) -> bool:
    """Return whether another adjective follows an attribute, before which no material stands."""
    following = sentence.after(sentence.words[target.first])
    return following is not None and following.pos == "ADJ"


def _has_kind(sentence: Sentence, noun: Word, kind: str, less: Word) -> bool:
    """Return whether a noun has, besides `less`, another attribute of a kind: a brown leather sofa becomes no glass leather sofa."""
    others = (word for word in sentence.children[noun.i] if word.i < noun.i and word.i != less.i)
    return any(attribute_kind(word.lower, noun.lemma) == kind for word in others)


def _suits(target: Target, noun: Word) -> bool:
    return bool(attribute_alternatives(target.lemma, noun.lemma))


def realise(sentence: Sentence, target: Target, text: str = "") -> list[Edit] | None:
    """Return the edits that exchange the attributes, or the numbers."""
    if target.kind == number_exchange.KIND:
        return number_exchange.realise(sentence, target)
    return moved_attribute.realise(sentence, target) if target.kind == moved_attribute.KIND else exchange(sentence, target)


def exchange(sentence: Sentence, target: Target) -> list[Edit] | None:
    """Return the edits that exchange a target's span and its partner's, word for word, in the case of the place."""
    if target.partner_start is None or target.partner_end is None:
        return None
    one, two = sentence.text[target.start : target.end], sentence.text[target.partner_start : target.partner_end]
    edits = [
        Edit(target.start, target.end, one, like(two.lower() if two.istitle() else two, one)),
        Edit(target.partner_start, target.partner_end, two, like(one.lower() if one.istitle() else one, two)),
    ]
    return with_articles(sentence, edits)


FAMILY = Family(Name.SWAP_ATTRIBUTE, find, realise, pos="NOUN")
