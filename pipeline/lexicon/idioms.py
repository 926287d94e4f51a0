"""Units of several words that are edited whole or not at all, and words whose edit says nothing about what is seen."""

from collections.abc import Sequence
from functools import cache

from pipeline.lexicon.tables import canonical, idiom_words


@cache
def _units() -> tuple[frozenset[tuple[str, ...]], int]:
    units = frozenset(tuple(word.split(" ")) for word in idiom_words("fixed"))
    return units, max(len(unit) for unit in units)


def is_fixed(words: Sequence[str]) -> bool:
    """Whether these lower-case lemmas are one fixed unit ("hot", "dog")."""
    return tuple(words) in _units()[0]


def fixed_spans(lemmas: Sequence[str]) -> list[tuple[int, int]]:
    """Spans (first, last exclusive) of fixed units among lower-case lemmas, leftmost first, each the longest at its place."""
    units, longest = _units()
    spans: list[tuple[int, int]] = []
    first = 0
    while first < len(lemmas):
        last = next((end for end in range(min(len(lemmas), first + longest), first + 1, -1) if tuple(lemmas[first:end]) in units), first)
        if last > first:
            spans.append((first, last))
        first = max(last, first + 1)
    return spans


def never_edit(lemma: str) -> bool:
    """Whether a noun, adjective or verb is a bad place for an edit: "front", "group", "picture", "nice", "have"."""
    words = idiom_words("never_edit")
    return lemma.lower() in words or canonical(lemma) in words
