"""Units of several words that are edited whole or not at all, and words whose edit says nothing about what is seen."""

from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.lexicon.tables import canonical, idiom_words


@cache
def _units() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(word.split(" ")) for word in idiom_words("fixed"))


def is_fixed(words: Sequence[str]) -> bool:
    """Whether these lower-case lemmas are one fixed unit ("hot", "dog")."""
    return tuple(words) in _units()


def fixed_spans(lemmas: Sequence[str]) -> list[tuple[int, int]]:
    """Spans (first, last exclusive) of fixed units among lower-case lemmas, leftmost first, each the longest at its place."""
    units = _units()
    lengths = _lengths()
    spans: list[tuple[int, int]] = []
    last = 0
    for first, lemma in enumerate(lemmas):
        if first < last:
            continue
        for length in lengths.get(lemma, ()):
            if tuple(lemmas[first : first + length]) in units:
                last = first + length
                spans.append((first, last))
                break
    return spans


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """How many words the units have that begin with a word, longest first."""
    found: dict[str, set[int]] = {}
    for unit in _units():
        found.setdefault(unit[0], set()).add(len(unit))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


@cache
def _never() -> frozenset[str]:
    return frozenset(idiom_words("never_edit"))


@lru_cache(maxsize=100_000)
def never_edit(lemma: str) -> bool:
    """Whether a noun, adjective or verb is a bad place for an edit: "front", "group", "picture", "nice", "have"."""
    return lemma.lower() in _never() or canonical(lemma) in _never()
