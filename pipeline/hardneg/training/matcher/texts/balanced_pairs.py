"""Balance pairs so that neither word overlap nor the difference in length predicts entailment."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from hardneg.training.matcher.texts.text_pairs import TextPair

_EDGES = (0.15, 0.25, 0.35, 0.45, 0.55, 0.62, 0.7, 0.76, 0.82, 0.88, 0.94, 0.9999)


def overlap(caption: str, text: str) -> float:
    """Return the word overlap regardless of order: the Jaccard index of the multisets."""
    one, two = Counter(_words(caption)), Counter(_words(text))
    return sum((one & two).values()) / max(1, sum((one | two).values()))


def balanced(pairs: Sequence[TextPair], rng: random.Random) -> list[TextPair]:
    """Return pairs with as many entailed as not in each cell of (word overlap, change of length); the excess is discarded at
    random.

    Where a cell has few of one label, they are repeated up to three times, because cells at the ends would otherwise be nearly
    empty.
    """
    cells: dict[tuple[int, int], tuple[list[TextPair], list[TextPair]]] = defaultdict(lambda: ([], []))
    for pair in dict.fromkeys(pairs):
        cells[_cell(pair)][pair.follows].append(pair)
    drawn: list[TextPair] = []
    for cell in sorted(cells):
        no, yes = cells[cell]
        most = min(max(len(no), len(yes)), 3 * min(len(no), len(yes)))
        for each in (no, yes):
            rng.shuffle(each)
            drawn += [each[i % len(each)] for i in range(most)] if each else []
    rng.shuffle(drawn)
    return drawn


def _cell(pair: TextPair) -> tuple[int, int]:
    shared = overlap(pair.caption, pair.text)
    longer = len(_words(pair.text)) - len(_words(pair.caption))
    return sum(shared > edge for edge in _EDGES), max(-2, min(2, (longer + (1 if longer > 0 else 0)) // 2))


def _words(text: str) -> list[str]:
    return text.lower().replace(",", " ").strip(" .").split()
