"""A selection of proposals in the making: which slot of which caption has which proposal."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from hardneg.rewrite.debias.exchange_order import Exchange
from hardneg.rewrite.debias.family_shares import Shares, Slot
from hardneg.rewrite.debias.objective import Energy

Place = tuple[int | None, ...]
_FILLED = 1e6  # more than any call


class Proposal(NamedTuple):
    """A negative that holds. `place` tells the targets of a caption apart; `gap` is log p(caption) - log p(negative), None if unknown.

    `changes` is how many it makes; `stretches` are those of a long caption that they lie in, none where it does not matter. `company`
    is by how much better the rest of the caption goes with what it puts in than with what it takes out (`cooccurrence`), 0 if unknown;
    `call` how surely a text-only classifier that reads calls it the negative (`adversarial`), in units of the mean, 0 if none was asked.
    `exchange` holds what comes first in the caption and in the negative, where two things change places.
    """

    caption: int
    family: str
    place: Place
    negative: str
    gap: float | None
    changes: int = 1
    stretches: frozenset[int] = frozenset()
    company: float = 0.0
    call: float = 0.0
    exchange: Exchange | None = None


class Selection:
    """The slots of a part that are filled, and with which proposals."""

    def __init__(
        self,
        proposals: Sequence[Proposal],
        options: Mapping[tuple[int, str], Sequence[int]],
        slots: Sequence[Slot],
        most: Sequence[int],
        energy: Energy,
        changes: Mapping[Slot, int],
    ) -> None:
        self.proposals, self.options, self.most, self.energy, self.changes = proposals, options, most, energy, changes
        self.stretches = _Stretches(proposals, most)
        self.siblings: dict[tuple[int, str], list[Slot]] = defaultdict(list)
        for slot in slots:
            self.siblings[slot[:2]].append(slot)
        self.chosen: dict[Slot, int] = {}
        self.of_caption: dict[int, set[Slot]] = defaultdict(set)
        self.calls: dict[Slot, float] = {}
        """Of each slot, how its best proposal was called when it was last looked at; infinity if there was none."""

    def fill(self, slot: Slot, tolerance: float | None = None, first: Collection[Slot] = ()) -> None:
        """Give the slot the proposal of least cost.

        Without a tolerance its caption has to have room. With one, it is left empty where it is called above the tolerance and its caption
        has others. Where the caption is full, or has no other that is called below the tolerance, of two slots the one called less is
        filled, unless the other one is reserved (`first`) or comes before it in its family.
        """
        self.clear(slot)
        others = self.of_caption[slot[0]]
        full = len(others) >= self.most[slot[0]]
        if full and tolerance is None:
            return
        best = self._best(slot)
        if best is None:
            return
        call = self.calls[slot]
        if tolerance is not None and others and (full or call > tolerance):
            worse = [each for each in others if each not in first and each[2] >= slot[2] and self.calls[each] > call]
            if not worse or not (full or len(others) == 1):
                return
            self.clear(max(worse, key=lambda each: (self.calls[each], each)))
        self._set(slot, best)

    def clear(self, slot: Slot) -> None:
        """Empty the slot, if there is something in it."""
        old = self.chosen.pop(slot, None)
        if old is not None:
            self.energy.add(old, -1.0)
            self.stretches.add(old, -1)
            self.of_caption[slot[0]].remove(slot)

    def make_room(self, first: Collection[Slot]) -> None:
        """Empty slots of captions without room for the reserved ones: those that are not reserved, the surest called first."""
        missing = Counter(slot[0] for slot in first if slot not in self.chosen)
        for caption, wanted in sorted(missing.items()):
            held = self.of_caption[caption]
            others = sorted(held.difference(first), key=lambda slot: (self.calls[slot], slot))
            for slot in others[::-1][: max(len(held) + wanted - self.most[caption], 0)]:
                self.clear(slot)

    def trade(self, first: set[Slot]) -> None:
        """Give reserved slots that are called surely to others of their family that are called less, one at a time."""
        for family in sorted({slot[1] for slot in first}):
            held = sorted((slot for slot in first if slot[1] == family and slot in self.chosen), key=lambda slot: (self.calls[slot], slot))
            free = (slot for slot in self.calls if slot[1] == family and slot not in first and slot not in self.chosen)
            waiting = sorted(free, key=lambda slot: (self.calls[slot], slot))
            for slot in waiting:
                if not held or self.calls[held[-1]] <= self.calls[slot]:
                    break
                if self._blocked(slot, first):
                    continue
                surest = held.pop()
                old = self.chosen[surest]
                self.clear(surest)
                self.calls[surest] = self.energy.call(old)
                best = self._best(slot)
                if best is None or self.calls[slot] >= self.calls[surest]:
                    self._set(surest, old)
                    continue
                first.remove(surest)
                first.add(slot)
                self.make_room(first)
                self._set(slot, best)

    def complete(self, floors: Shares) -> None:
        """Fill slots of families under their floors until none is left that could be filled."""
        while True:
            first = self.reserved(floors, len(self.chosen))
            missing = sorted(first.difference(self.chosen))
            if not missing:
                return
            self.make_room(first)
            for slot in missing:
                self.fill(slot)

    def reserved(self, floors: Shares, total: int) -> set[Slot]:
        """Return the slots that the floors need of `total` negatives, those that are filled before others."""
        return floors.reserved(total, self.calls | {slot: self.calls[slot] - _FILLED for slot in self.chosen})

    def _best(self, slot: Slot) -> int | None:
        """Return the proposal of least cost that may fill the slot, and note how it is called."""
        taken = {self.proposals[self.chosen[other]].place for other in self.siblings[slot[:2]] if other in self.chosen}
        right = self.changes.get(slot, 1)
        free = (j for j in self.options[slot[:2]] if self.proposals[j].place not in taken and self.proposals[j].changes == right)
        best = min(((self.energy.cost(j), j) for j in free if self.stretches.room(j)), default=None)
        self.calls[slot] = self.energy.call(best[1]) if best is not None else math.inf
        return best[1] if best is not None else None

    def _blocked(self, slot: Slot, first: Collection[Slot]) -> bool:
        """Return whether the caption of the slot is full of reserved ones."""
        return len(self.of_caption[slot[0]].intersection(first)) >= self.most[slot[0]]

    def _set(self, slot: Slot, j: int) -> None:
        self.chosen[slot] = j
        self.energy.add(j, 1.0)
        self.stretches.add(j, 1)
        self.of_caption[slot[0]].add(slot)


class _Stretches:
    """How many of the negatives chosen lie in each stretch of a long caption: at most twice the share of each, rounded up."""

    def __init__(self, proposals: Sequence[Proposal], most: Sequence[int]) -> None:
        self.proposals = proposals
        known: dict[int, set[int]] = defaultdict(set)
        for each in proposals:
            known[each.caption] |= each.stretches
        self.limit = {caption: math.ceil(2 * most[caption] / len(stretches)) for caption, stretches in known.items() if stretches}
        self.used: Counter[tuple[int, int]] = Counter()

    def add(self, j: int, sign: int) -> None:
        """Count proposal `j` in, or out."""
        each = self.proposals[j]
        self.used.update({(each.caption, stretch): sign for stretch in each.stretches})

    def room(self, j: int) -> bool:
        """Whether `j` may be counted in."""
        each = self.proposals[j]
        return all(self.used[each.caption, stretch] < self.limit[each.caption] for stretch in each.stretches)
