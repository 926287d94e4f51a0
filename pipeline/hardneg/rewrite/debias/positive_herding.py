"""Which rewordings are taken: those by which, over a part, every word goes into the positives about as often as it comes out.

Let d_f be how often the n-gram f stands in a positive less how often in its caption, and D_f the sum over the positives of a part. The
logistic loss of a classifier of n-grams that is to tell positives from captions is convex and has the gradient -D/2 at weights of zero.
Where D is zero, zero is therefore its best choice of weights, and it can tell nothing; where D is small, little. So positives are taken one
by one, each time that which adds least to

    J = sum_f w_f D_f^2 / sqrt(N_f + 1),        N_f = how many captions of the part have f,

over words and marks (w = 1), pairs of neighbours (w = 0.3, and N + 10 for N + 1, since most are new) and the length in words, and, where a
judge reads (`positive_adversarial`), over how it calls the negatives beside the positives, of which there are N; a few times over, since
what is best for one caption depends on the rest. sqrt(N) stands between the count itself (what is told is in proportion to D /
number of captions) and D's own spread. What would add more than a limit is left out, a caption's second
positive sooner than its first.

Not taken: rewordings at random (an n-gram classifier tells 84% of them from their captions, of 2,415 COCO captions in parts of 256).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from hardneg.seeding import seed_for

_PIECE = re.compile(r"\w+|[^\w\s]")
_PAIR = 0.3
# Words more or less that weigh as much as one word too often.
_LENGTH = 4.0
# Of how surely a judge that reads calls the negatives, and of whether it does.
_CALL, _CALLED = 4.0, 12.0
_SWEEPS = 3
# What change who and what come in which order is worth more to training, and rare: it may cost this much more.
# Tags in another order cost next to nothing, and would be all that lists of tags get.
_WORTH = {"voice": 0.8, "converse": 0.8, "joined": 0.4, "number": 0.2, "order": -0.5}
# Beside a negative that exchanges, a true exchange: the form tells nothing where both have it.
_SAME_FORM = {"voice": 1.2, "converse": 1.2, "joined": 1.6}


class Option(NamedTuple):
    """A rewording that may be taken."""

    text: str
    kind: str


@dataclass(frozen=True)
class Call:
    """A feature that no n-gram has: how a judge calls negatives beside positives, `sign` or one of several sizes.

    `scope` says which: those of a family, those beside positives of one kind, or all. No tuple, since it would equal the pair of neighbours
    of the same two texts.
    """

    scope: str
    what: str


def grams(text: str) -> Counter[Hashable]:
    """Words and marks of a text, case kept, and pairs of neighbours, with its two ends."""
    pieces = ["", *_PIECE.findall(text), ""]
    counted: Counter[Hashable] = Counter(pieces[1:-1])
    counted.update(pairwise(pieces))
    return counted


def difference(caption: str, text: str) -> dict[Hashable, float]:
    """What `text` has oftener (or, below zero, less often) than `caption`; the length in words stands under None."""
    change = grams(text)
    change.subtract(grams(caption))
    found: dict[Hashable, float] = {gram: count for gram, count in change.items() if count}
    if longer := len(text.split()) - len(caption.split()):
        found[None] = longer / _LENGTH
    return found


class Choice:
    """What is taken of each caption's menu. `taken` changes with `settle` and `strike`.

    Of the captions in `exchanged`, which have a negative that exchanges, true exchanges are preferred.
    """

    def __init__(
        self,
        captions: Sequence[str],
        menus: Sequence[Sequence[Option]],
        limits: Sequence[float],
        order: Sequence[int],
        exchanged: Container[int] = frozenset(),
    ) -> None:
        self.taken: list[list[Option]] = [[] for _ in captions]
        self._limits = limits
        self._order = order
        self._exchanged = exchanged
        self._changes = [
            {option: difference(caption, option.text) for option in menu} for caption, menu in zip(captions, menus, strict=True)
        ]
        self._known: Counter[Hashable] = Counter()
        for caption in captions:
            self._known.update(grams(caption).keys())
        self._sum: defaultdict[Hashable, float] = defaultdict(float)
        self._pairs: Counter[str] = Counter()

    def settle(self) -> None:
        """Take for each caption in turn what adds least; then give each back and take again."""
        for _ in range(_SWEEPS):
            for row in self._order:
                for place in range(len(self._limits)):
                    if place < len(self.taken[row]):
                        self._give_back(row)
                    if not self._take(row):
                        break

    def tell(self, calls: Sequence[Mapping[Option, Mapping[Call, float]]], pairs: Counter[str]) -> None:
        """Take into account what a judge says, in place of what it said before.

        Args:
            calls: Of each caption, what each option adds to the calls.
            pairs: Of each scope, how many negatives are called.
        """
        self._pairs = pairs
        for of_row, changes in zip(calls, self._changes, strict=True):
            for option, change in changes.items():
                words = {gram: count for gram, count in change.items() if not isinstance(gram, Call)}
                changes[option] = words | dict(of_row[option])
        self._sum.clear()
        for row, some in enumerate(self.taken):
            for option in some:
                self._add(self._changes[row][option], 1)

    def strike(self, row: int, option: Option) -> None:
        """Never take this one."""
        self._add(self._changes[row].pop(option), -1)
        self.taken[row].remove(option)

    def _take(self, row: int) -> bool:
        kinds = {option.kind for option in self.taken[row]}
        left = [option for option in self._changes[row] if option not in self.taken[row]]
        left = [option for option in left if option.kind not in kinds] or left
        if not left or len(self.taken[row]) >= len(self._limits):
            return False
        cost, place = min((self._cost(self._changes[row][option]) - self._worth(row, option), place) for place, option in enumerate(left))
        if cost > self._limits[len(self.taken[row])]:
            return False
        self.taken[row].append(left[place])
        self._add(self._changes[row][left[place]], 1)
        return True

    def _worth(self, row: int, option: Option) -> float:
        return _WORTH.get(option.kind, 0.0) + (_SAME_FORM.get(option.kind, 0.0) if row in self._exchanged else 0.0)

    def _give_back(self, row: int) -> None:
        self._add(self._changes[row][self.taken[row].pop(0)], -1)

    def _cost(self, change: Mapping[Hashable, float]) -> float:
        return sum(self._weight(gram) * count * (2 * self._sum[gram] + count) for gram, count in change.items())

    def _weight(self, gram: Hashable) -> float:
        if isinstance(gram, Call):
            return float((_CALLED if gram.what == "sign" else _CALL) / (self._pairs[gram.scope] + 1) ** 0.5)
        weight, more = (_PAIR, 10) if isinstance(gram, tuple) else (1.0, 1)
        return float(weight / (self._known[gram] + more) ** 0.5)

    def _add(self, change: Mapping[Hashable, float], sign: int) -> None:
        for gram, count in change.items():
            self._sum[gram] += sign * count


def in_turn(ids: Sequence[str], seed: int) -> list[int]:
    """Rows in an order that follows from their ids alone."""
    return sorted(range(len(ids)), key=lambda row: (seed_for(seed, ids[row], "rewrite", "positives in turn"), ids[row]))
