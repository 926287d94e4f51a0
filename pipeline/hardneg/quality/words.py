"""Count inserted and removed words, and measure how varied the replacements are."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hardneg.grammar.articles import ARTICLES
from hardneg.grammar.difference import replacements
from hardneg.quality.pairs import Pair

WORD = re.compile(r"[\w'-]+")
_SHOWN = 8
_FEWEST = 5
"""A word is shown if it is inserted or removed so often."""


class Change(NamedTuple):
    """Hold the source words, from word `first` of the caption on, and the replacement words, in lower case."""

    first: int
    old: str
    new: str


class Word(NamedTuple):
    """Count how often a word was inserted and removed; `ratio` is (inserted + 1) / (removed + 1)."""

    word: str
    put_in: int
    taken_out: int
    ratio: float


class Words(NamedTuple):
    """Hold the words of one family. `gained` and `lost` have the largest and the smallest ratio.

    `imbalance` is the total variation distance of inserted and removed words: 0 for the same words, 1 for none in common. `distinct` is the
    number of different replacements. `entropy_in` and `entropy_out` are the entropies of replacements and of source words, in bits.
    """

    gained: tuple[Word, ...]
    lost: tuple[Word, ...]
    imbalance: float
    distinct: int
    entropy_in: float
    entropy_out: float


def words(pairs: Sequence[Pair]) -> Words:
    """Count the words of `pairs` that are inserted and removed. A word that only moves is neither."""
    put_in, taken_out = Counter[str](), Counter[str]()
    olds, news = Counter[str](), Counter[str]()
    for pair in pairs:
        before, after = Counter(_words(pair.caption)), Counter(_words(pair.negative))
        put_in += after - before
        taken_out += before - after
        changed = changes(pair)
        olds[" ... ".join(change.old for change in changed)] += 1
        news[" ... ".join(change.new for change in changed)] += 1
    both = put_in + taken_out
    counted = [Word(word, put_in[word], taken_out[word], _ratio(put_in[word], taken_out[word])) for word in both if both[word] >= _FEWEST]
    counted.sort(key=lambda one: (-one.ratio, one.word))
    return Words(
        gained=tuple(one for one in counted[:_SHOWN] if one.ratio > 1),
        lost=tuple(one for one in counted[::-1][:_SHOWN] if one.ratio < 1),
        imbalance=imbalance(put_in, taken_out),
        distinct=len(news),
        entropy_in=entropy(news.values()),
        entropy_out=entropy(olds.values()),
    )


def changes(pair: Pair) -> list[Change]:
    """Return the replacements by the edits of the pair, or by a word diff without edits. Articles that follow a change are skipped."""
    if pair.edits is not None:
        found = [Change(len(_words(pair.caption[: edit.start])), _lower(edit.old), _lower(edit.new)) for edit in sorted(pair.edits)]
    else:
        before, after = _words(pair.caption), _words(pair.negative)
        found = [Change(a, " ".join(before[a:b]), " ".join(after[c:d])) for a, b, c, d in replacements(before, after)]
    return [change for change in found if not {change.old, change.new} <= ARTICLES] or found


def entropy(counts: Iterable[int]) -> float:
    """Return the Shannon entropy in bits of a distribution given by counts: -sum p log2 p."""
    seen = [count for count in counts if count]
    total = sum(seen)
    return max(0.0, -sum(count / total * math.log2(count / total) for count in seen))


def imbalance(put_in: Counter[str], taken_out: Counter[str]) -> float:
    """Return the total variation distance of two distributions of words, half the sum of |p - q|; 1 if one is empty, 0 if both are."""
    ins, outs = put_in.total(), taken_out.total()
    if not ins or not outs:
        return float(bool(ins or outs))
    return sum(abs(put_in[word] / ins - taken_out[word] / outs) for word in put_in | taken_out) / 2


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _lower(text: str) -> str:
    return " ".join(text.lower().split())


def _ratio(put_in: int, taken_out: int) -> float:
    return (put_in + 1) / (taken_out + 1)
