"""Look up which nouns fit a slot: behind a preposition or adjective, as argument of a verb, in a unit, or as owner of a part."""

from functools import cache, lru_cache
from typing import NamedTuple

import pyarrow.parquet as pq

from hardneg.lexicon.nouns import noun_classes, noun_flags
from hardneg.lexicon.tables import HERE, canonical, noun_class_table


class Slot(NamedTuple):
    """A `Slot` holds the nouns, classes and flags that it admits, less the nouns of `excluded`."""

    admitted: frozenset[str]
    excluded: frozenset[str]

    def holds(self, noun: str) -> bool:
        """Return whether the slot admits a noun. A noun that is never offered is admitted where the nouns of its group are."""
        names = _names(noun)
        return bool(self.admitted & names) and not self.excluded & ({noun} if noun in self.admitted else names)


@lru_cache(maxsize=100_000)
def suits_slot(kind: str, word: str, own: str, other: str) -> bool:
    """Return whether `other` (a lemma) can replace `own` in a slot.

    Args:
        kind: preposition, object, subject, modifier, unit, part, place, figure.
        word: The word that opens the slot: a preposition or the lemma of a verb, adjective or noun.
        own: The caption's noun. Only those slots of a verb count that admit it; if none does, every noun is admitted.
        other: The noun that would replace it.
    """
    slots = slots_of(kind, word)
    if kind != "preposition":
        slots = tuple(slot for slot in slots if slot.holds(own))
    return not slots or any(slot.holds(other) for slot in slots)


def slots_of(kind: str, word: str) -> tuple[Slot, ...]:
    """Return the slots of a word, in the order of the source; () where the lexicon has none."""
    return _table().get((kind, word), ())


@cache
def _table() -> dict[tuple[str, str], tuple[Slot, ...]]:
    table: dict[tuple[str, str], tuple[Slot, ...]] = {}
    for row in pq.ParquetFile(HERE / "slots.parquet").read().to_pylist():
        slot = Slot(frozenset(row["admits"]), frozenset(row["not"]))
        for word in row["words"]:
            table[row["kind"], word] = (*table.get((row["kind"], word), ()), slot)
    return table


@lru_cache(maxsize=50_000)
def _names(noun: str) -> frozenset[str]:
    """Return the noun, its first class, its flags, and the offered words of its groups if it is never offered itself."""
    noun = canonical(noun)
    classes = noun_classes(noun)
    if not classes:
        return frozenset({noun})
    members = noun_class_table()[classes[0]].members
    own = members[noun]
    mates = () if own.offered else (other.word for other in members.values() if other.offered and other.groups & own.groups)
    return frozenset({noun, classes[0], *noun_flags(noun), *mates})
