"""Least shares of families among the negatives of a part: slots that are filled before all others.

Selection for evenness alone keeps what is easy to even out. So a family may have a floor, a least share of the negatives chosen. As many of
its slots are reserved: those of the lowest call, at most as many in a caption as the caption may have. Where captions are full, a family
takes the place of another one that can be reserved elsewhere (an augmenting path over families), so that floors are met whenever the
proposals allow it. Families are served in the order of the config; what a later one takes never costs an earlier one its share.
"""

import math
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence

from hardneg.schemas.family import Family

Slot = tuple[int, str, int]  # caption, family, index within the family
_ROUNDING = 1e-9


class Shares:
    """The floors of a part.

    Args:
        floor: Least share of each family.
        slots: Of the part.
        most: Of each caption, how many negatives it may have.
    """

    def __init__(self, floor: Mapping[Family, float], slots: Sequence[Slot], most: Sequence[int]) -> None:
        self.most = most
        self.floor = {family.value: share for family, share in floor.items() if share > 0}
        self.slots: dict[str, list[Slot]] = {family: [] for family in self.floor}
        room: dict[int, int] = defaultdict(int)
        for slot in slots:
            room[slot[0]] += 1
            if slot[1] in self.slots:
                self.slots[slot[1]].append(slot)
        self.possible = sum(min(count, most[caption]) for caption, count in room.items())
        """Negatives that the part may have."""

    def reserved(self, total: int, costs: Mapping[Slot, float]) -> set[Slot]:
        """Return the slots that the floors need of `total` negatives, those of the lowest cost first; none of infinite cost."""
        plan = _Plan(self.most)
        for family, share in self.floor.items():
            known = [slot for slot in self.slots[family] if costs.get(slot, 0.0) < math.inf]
            plan.waiting[family] = sorted(known, key=lambda slot: (costs.get(slot, 0.0), slot))
            wanted = math.ceil(share * total - _ROUNDING)
            while plan.counts[family] < wanted and plan.add(family):
                pass
        return set(plan.all())


class _Plan:
    """Which slots are reserved in which caption."""

    def __init__(self, most: Sequence[int]) -> None:
        self.most = most
        self.waiting: dict[str, list[Slot]] = {}
        self.counts: dict[str, int] = defaultdict(int)
        self._of_caption: dict[int, set[Slot]] = defaultdict(set)

    def all(self) -> Iterator[Slot]:
        """Yield the slots that are reserved."""
        for slots in self._of_caption.values():
            yield from slots

    def add(self, family: str) -> bool:
        """Reserve one more slot of the family; False if every way to do so costs another family a slot."""
        before: dict[str, tuple[Slot, Slot] | None] = {family: None}  # of a family: the slot that takes the place of one of its own
        queue = deque([family])
        while queue:
            current = queue.popleft()
            for slot in self.waiting[current]:
                held = self._of_caption[slot[0]]
                if slot in held:
                    continue
                if len(held) < self.most[slot[0]]:
                    self._move(current, slot, before)
                    self.counts[family] += 1
                    return True
                for other in sorted(held):
                    if other[1] not in before:
                        before[other[1]] = slot, other
                        queue.append(other[1])
        return False

    def _move(self, family: str, slot: Slot, before: Mapping[str, tuple[Slot, Slot] | None]) -> None:
        self._of_caption[slot[0]].add(slot)
        while (step := before[family]) is not None:
            gained, lost = step
            self._of_caption[lost[0]].remove(lost)
            self._of_caption[gained[0]].add(gained)
            family = gained[1]
