"""Look up the kind of an attribute, and the attributes that exclude it for a given noun."""

from functools import cache, lru_cache

from hardneg.lexicon.nouns import noun_classes, noun_flags
from hardneg.lexicon.relations import related
from hardneg.lexicon.tables import AttributeSet, additions, attribute_sets, canonical


@cache
def _sets_by_word() -> dict[str, tuple[AttributeSet, ...]]:
    table: dict[str, tuple[AttributeSet, ...]] = {}
    for entry in attribute_sets():
        for word in entry.members:
            table[word] = (*table.get(word, ()), entry)
    return table


@lru_cache(maxsize=50_000)
def attribute_kind(word: str, head: str | None = None) -> str | None:
    """Return the kind of an adjective, or of a noun or participle used as one: colour, size, material, pattern, state, age, shape, texture,
    other.

    With a head noun (a lemma), return the kind that the word has there (`little` is a size, of a girl an age), or None where it must not be
    edited.
    """
    sets = _sets_by_word().get(_known(word), ())
    if head is not None:
        sets = tuple(entry for entry in sets if _suits(entry, canonical(head)))
        if sets and sets[0].block:
            return None
    return sets[0].kind if sets else None


def attribute_alternatives(word: str, head: str | None) -> list[str]:
    """Return the attributes that exclude `word` and suit the head noun (a lemma, or None), commonest first."""
    return list(_alternatives(_known(word), None if head is None else canonical(head)))


def on_one_scale(word: str, other: str, head: str | None) -> bool:
    """Return whether two attributes exclude each other as members of a set: long and short do, and long and wide may hold at once.

    Sets for other head nouns than `head` (a lemma) do not count, except those of materials: what they suit says nothing of what excludes.
    """
    lemma = None if head is None else canonical(head)
    sets = (entry for entry in _sets_by_word().get(_known(word), ()) if _known(other) in entry.members)
    return any(not entry.heads or entry.kind == "material" or _suits(entry, lemma) for entry in sets)


@lru_cache(maxsize=50_000)
def unlikely_attributes(head: str) -> dict[str, tuple[str, ...]]:
    """Return, by kind, attributes that suit a thing (a lemma) and most likely do not hold where none is mentioned; commonest first."""
    head = canonical(head)
    names = {head, *noun_classes(head)[:1], *noun_flags(head)}
    found: dict[str, tuple[str, ...]] = {}
    for entry in additions():
        if entry.heads & names and not entry.not_heads & names:
            found.setdefault(entry.kind, entry.members)
    return {kind: members for kind, members in found.items() if members}


def _known(word: str) -> str:
    word = word.lower()
    return word if word in _sets_by_word() else canonical(word)


@lru_cache(maxsize=50_000)
def _alternatives(word: str, head: str | None) -> tuple[str, ...]:
    sets = [entry for entry in _sets_by_word().get(word, ()) if _suits(entry, head)]
    if not sets or sets[0].block:
        return ()
    own = sets[0].members[word]
    found = [m.word for m in sets[0].members.values() if m.offered and not m.groups & own.groups]
    return tuple(other for other in found if not related(word, other))


def _suits(entry: AttributeSet, head: str | None) -> bool:
    if head is None:
        return not entry.heads
    names = {head, *noun_classes(head), *noun_flags(head)}
    return (not entry.heads or bool(entry.heads & names)) and not entry.not_heads & names
