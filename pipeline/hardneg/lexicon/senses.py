"""Disambiguate words of several senses: select the class of a noun in one caption by cues around it."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import pyarrow.parquet as pq

from hardneg.lexicon.tables import HERE, canonical

CUES = ("prep", "verb", "before", "of", "near")
"""Places where a caption may show which sense of a noun is meant."""
NOT_EDITED = "none"
"""Class of a sense that is not edited."""
_ANY = "*"


class Sense(NamedTuple):
    """A `Sense` has the class that replacements come from, and its cues by place; `all` where each of them must hold."""

    class_name: str
    cues: dict[str, frozenset[str]]
    all: bool

    def holds(self, seen: Mapping[str, frozenset[str]]) -> bool:
        """Return whether the names that a caption shows, by place, include cues of this sense; always where it has none."""
        found = [bool(names & seen[sort]) or (_ANY in names and bool(seen[sort])) for sort, names in self.cues.items()]
        return not found or (all(found) if self.all else any(found))


def has_senses(lemma: str) -> bool:
    """Return whether a word has several senses, or one that is not edited."""
    return canonical(lemma) in _table()


def sense_class(lemma: str, seen: Mapping[str, frozenset[str]]) -> str | None:
    """Return the class of the sense that the cues select; None where they select none, or one that is not edited."""
    chosen = next((sense.class_name for sense in _table()[canonical(lemma)] if sense.holds(seen)), NOT_EDITED)
    return None if chosen == NOT_EDITED else chosen


@cache
def _table() -> dict[str, tuple[Sense, ...]]:
    table: dict[str, tuple[Sense, ...]] = {}
    for row in pq.ParquetFile(HERE / "senses.parquet").read().to_pylist():
        cues = {sort: frozenset(row[sort]) for sort in CUES if row[sort]}
        table[row["word"]] = (*table.get(row["word"], ()), Sense(row["class"], cues, row["all"]))
    return table
