"""Look up the classes and flags of nouns, and the nouns that make a caption false in their place."""

from functools import cache, lru_cache

from hardneg.lexicon.kin import near_kin
from hardneg.lexicon.relations import related
from hardneg.lexicon.tables import NounClass, canonical, noun_class_table

CONTAINERS = frozenset({"container", "vessel", "tableware", "cookware"})
"""Classes of the things that hold something."""
ENCLOSED = frozenset({"building", "venue", "room"})
"""Flags of the places that one enters."""


@cache
def _classes_by_word() -> dict[str, tuple[str, ...]]:
    """Return the classes of each word; a pool counts for a word that no other class lists."""
    table: dict[str, tuple[str, ...]] = {}
    entries = sorted(noun_class_table().values(), key=lambda entry: entry.pool)
    for entry in entries:
        for member in entry.members.values():
            others = table.get(member.word, ())
            if member.first:
                table[member.word] = (entry.name, *others)
            elif not entry.pool or not others:
                table[member.word] = (*others, entry.name)
    return table


@lru_cache(maxsize=50_000)
def noun_classes(lemma: str) -> tuple[str, ...]:
    """Return the classes of a noun or compound ("fire hydrant"), the class of its alternatives first; () where it is unknown."""
    return _classes_by_word().get(canonical(lemma), ())


@lru_cache(maxsize=50_000)
def noun_flags(lemma: str) -> frozenset[str]:
    """Return the flags of the noun's first class (animate, place, ...), and "mass", "plural" or "either" unless it is countable."""
    classes = noun_classes(lemma)
    if not classes:
        return frozenset()
    entry = noun_class_table()[classes[0]]
    number = entry.members[canonical(lemma)].number
    return entry.flags | ({number} if number != "count" else set())


@lru_cache(maxsize=50_000)
def is_offered(lemma: str) -> bool:
    """Return whether the lexicon offers a noun as a replacement; others are only recognised, or unknown."""
    word = canonical(lemma)
    return any((member := entry.members.get(word)) is not None and member.offered for entry in noun_class_table().values())


@lru_cache(maxsize=50_000)
def is_listed(lemma: str) -> bool:
    """Return whether the sources of the lexicon name a noun in its first class; hyponyms of WordNet may have another common sense."""
    classes = noun_classes(lemma)
    return bool(classes) and bool(noun_class_table()[classes[0]].members[canonical(lemma)].groups)


def noun_alternatives(lemma: str, class_name: str | None = None) -> list[str]:
    """Return nouns that exclude `lemma` and are countable, uncountable or plural as it is; commonest first, [] where none is known.

    They come from the class `class_name` where the caption shows the sense of the word, else from the noun's first class.
    """
    return list(_alternatives(canonical(lemma), class_name))


@lru_cache(maxsize=50_000)
def _alternatives(lemma: str, class_name: str | None) -> tuple[str, ...]:
    classes = noun_classes(lemma)
    if not classes:
        return ()
    own = noun_class_table()[class_name or classes[0]]
    known = own.members.get(lemma) or noun_class_table()[classes[0]].members[lemma]
    number = known.number
    near = near_kin(lemma, own.name)
    if near is not None:
        return tuple(word for word in near if _number(word) in _fitting(number) and not related(lemma, word))
    found = (word for name in own.replace_with for word in _offered(noun_class_table()[name], number))
    return tuple(dict.fromkeys(word for word in found if not related(lemma, word)))


def _offered(entry: NounClass, number: str) -> list[str]:
    """Return the members that suit the place of a noun of this `number`: "a bowl of rice", but not "a bowl of carrot"."""
    fits = _fitting(number)
    return [member.word for member in entry.members.values() if member.offered and member.number in fits]


def _fitting(number: str) -> set[str]:
    return {number, "count", "either"} if number == "either" else {number, "either"} - ({"either"} if number == "plural" else set())


def _number(lemma: str) -> str:
    classes = noun_classes(lemma)
    return noun_class_table()[classes[0]].members[canonical(lemma)].number if classes else "count"
