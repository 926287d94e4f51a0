"""Count artefacts of the surface, and near duplicates among the negatives of a caption."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from hardneg.quality.pairs import Pair
from hardneg.quality.words import WORD, changes
from hardneg.rewrite.generate.checks import artefacts

LOST_CAPITAL = "no first capital"
_FUNCTION = frozenset({"a", "an", "the"})


class Rate(NamedTuple):
    """Hold the shares of captions and of negatives with an artefact; a caption counts once for each of its negatives."""

    captions: float
    negatives: float


class Twins(NamedTuple):
    """Hold the shares of negatives that nearly equal another negative of their caption.

    `same_words`: equal but for case, punctuation, articles and a final s. `same_place`: of the same family, with other replacement words
    for the same source words.
    """

    same_words: float
    same_place: float


def surface(pairs: Sequence[Pair]) -> dict[str, Rate]:
    """Return the rates of each artefact."""
    cache: dict[str, dict[str, int]] = {}

    def of(text: str) -> dict[str, int]:
        if text not in cache:
            cache[text] = artefacts(text) | {LOST_CAPITAL: int(text[:1].islower())}
        return cache[text]

    captions, negatives = Counter[str](), Counter[str]()
    for pair in pairs:
        captions.update(name for name, count in of(pair.caption).items() if count)
        negatives.update(name for name, count in of(pair.negative).items() if count)
    return {name: Rate(captions[name] / len(pairs), negatives[name] / len(pairs)) for name in of(pairs[0].caption)}


def twins(pairs: Sequence[Pair]) -> Twins:
    """Return the shares of near duplicates."""
    return Twins(
        same_words=_shared(pairs, lambda pair: _plain(pair.negative)),
        same_place=_shared(pairs, lambda pair: (pair.family, tuple((change.first, change.old) for change in changes(pair)))),
    )


def _shared(pairs: Sequence[Pair], key: Callable[[Pair], Hashable]) -> float:
    by_caption: defaultdict[str, Counter[Hashable]] = defaultdict(Counter)
    for pair in pairs:
        by_caption[pair.caption_id][key(pair)] += 1
    return sum(count for seen in by_caption.values() for count in seen.values() if count > 1) / len(pairs)


def _plain(text: str) -> tuple[str, ...]:
    return tuple(word.removesuffix("s") for word in WORD.findall(text.lower()) if word not in _FUNCTION)
