"""Find units of several words that are edited whole or not at all, and words whose edit changes nothing visible."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from hardneg.lexicon.tables import canonical, idiom_words


@cache
def _units() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(word.split(" ")) for word in idiom_words("fixed"))


def is_fixed(words: Sequence[str]) -> bool:
    """Return whether these lower-case lemmas are one fixed unit ("hot", "dog")."""
    return tuple(words) in _units()


def fixed_spans(lemmas: Sequence[str]) -> list[tuple[int, int]]:
    """Return the spans (first, last exclusive) of fixed units among lower-case lemmas, leftmost first, each the longest at its place."""
    return _spans(lemmas, _units(), _lengths())


def _spans(lemmas: Sequence[str], units: frozenset[tuple[str, ...]], lengths: Mapping[str, tuple[int, ...]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    last = 0
    for first, lemma in enumerate(lemmas):
        if first < last:
            continue
        for length in lengths.get(lemma, ()):
            if first + length <= len(lemmas) and tuple(lemmas[first : first + length]) in units:
                last = first + length
                spans.append((first, last))
                break
    return spans


def compound_spans(lemmas: Sequence[str]) -> list[tuple[int, int]]:
    """Return the spans as `fixed_spans` does, for compounds that WordNet lists as one noun."""
    return _spans(lemmas, _compounds(), _compound_lengths())


def is_hyponym_of_head(lemma: str) -> bool:
    """Return whether a compound of WordNet is a hyponym of its last word: a picnic table is a table, and a home plate is no plate."""
    return bool(idiom_words("compound").get(lemma))


@cache
def _compounds() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(word.split(" ")) for word in idiom_words("compound"))


@cache
def _compound_lengths() -> dict[str, tuple[int, ...]]:
    return _lengths_of(_compounds())


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    return _lengths_of(_units())


def _lengths_of(units: frozenset[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """Return the lengths in words of the units that begin with each word, longest first."""
    found: dict[str, set[int]] = {}
    for unit in units:
        found.setdefault(unit[0], set()).add(len(unit))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


@cache
def _never() -> frozenset[str]:
    return frozenset(idiom_words("never_edit"))


@lru_cache(maxsize=100_000)
def never_edit(lemma: str) -> bool:
    """Return whether a noun, adjective or verb is unsuited for edits: "front", "group", "picture", "nice", "have"."""
    return lemma.lower() in _never() or canonical(lemma) in _never()
