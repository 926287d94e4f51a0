"""Pairs drawn such that how many words two texts share, and which is longer, says nothing about whether one follows from the other."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from hardneg.training.matcher.texts.text_pairs import Pair

_EDGES = (0.15, 0.25, 0.35, 0.45, 0.55, 0.62, 0.7, 0.76, 0.82, 0.88, 0.94, 0.9999)


def overlap(caption: str, text: str) -> float:
    """Words that both have, less order, as a share of all words (Jaccard of the multisets)."""
    one, two = Counter(_words(caption)), Counter(_words(text))
    return sum((one & two).values()) / max(1, sum((one | two).values()))


def balanced(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """As many that follow as not in each cell of (shared words, change of length); what is too many in a cell is left out at random.

    Where a cell has few of one sort, they are taken up to three times, since cells at the ends would else be nearly empty.
    """
    cells: dict[tuple[int, int], tuple[list[Pair], list[Pair]]] = defaultdict(lambda: ([], []))
    for pair in dict.fromkeys(pairs):
        cells[_cell(pair)][pair.follows].append(pair)
    drawn: list[Pair] = []
    for cell in sorted(cells):
        no, yes = cells[cell]
        most = min(max(len(no), len(yes)), 3 * min(len(no), len(yes)))
        for each in (no, yes):
            rng.shuffle(each)
            drawn += [each[i % len(each)] for i in range(most)] if each else []
    rng.shuffle(drawn)
    return drawn


def _cell(pair: Pair) -> tuple[int, int]:
    shared = overlap(pair.caption, pair.text)
    longer = len(_words(pair.text)) - len(_words(pair.caption))
    return sum(shared > edge for edge in _EDGES), max(-2, min(2, (longer + (1 if longer > 0 else 0)) // 2))


def _words(text: str) -> list[str]:
    return text.lower().replace(",", " ").strip(" .").split()
