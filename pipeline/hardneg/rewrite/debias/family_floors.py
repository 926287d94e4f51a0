"""Floors of families: least shares of the negatives of a part, for which positions are reserved and filled before all others.

Balance alone keeps what is easy to balance. So as many positions of a family are reserved as its floor needs: those of the lowest score, at
most as many in a caption as the caption may have. Where captions are full, a family takes the position of another one that can be reserved
in another caption (an augmenting path over families). So floors are met whenever the proposals allow it. Families are served in the order
of the config, and a later family never costs an earlier one its share.
"""

import math
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence

from hardneg.rewrite.debias.candidate import Position
from hardneg.schemas.family import Family

_ROUNDING = 1e-9


class Floors:
    """Reserve positions for the floors of a part.

    Args:
        floors: Least share of each family.
        positions: Of the part.
        most: Upper bound of the number of negatives of each caption.
    """

    def __init__(self, floors: Mapping[Family, float], positions: Sequence[Position], most: Sequence[int]) -> None:
        self.most = most
        self.floors = {family.value: share for family, share in floors.items() if share > 0}
        self.positions: dict[str, list[Position]] = {family: [] for family in self.floors}
        found: dict[int, int] = defaultdict(int)
        for position in positions:
            found[position.caption] += 1
            if position.family in self.positions:
                self.positions[position.family].append(position)
        self.possible = sum(min(count, most[caption]) for caption, count in found.items())
        """Upper bound of the number of negatives of the part."""

    def reserved(self, total: int, scores: Mapping[Position, float]) -> set[Position]:
        """Return the positions that the floors need of `total` negatives; those of the lowest score first, none of infinite score."""
        plan = _Plan(self.most)
        for family, share in self.floors.items():
            known = [position for position in self.positions[family] if scores.get(position, 0.0) < math.inf]
            plan.waiting[family] = sorted(known, key=lambda position: (scores.get(position, 0.0), position))
            wanted = math.ceil(share * total - _ROUNDING)
            while plan.counts[family] < wanted and plan.add(family):
                pass
        return set(plan.all())


class _Plan:
    """Hold the reserved positions of each caption."""

    def __init__(self, most: Sequence[int]) -> None:
        self.most = most
        self.waiting: dict[str, list[Position]] = {}
        self.counts: dict[str, int] = defaultdict(int)
        self._of_caption: dict[int, set[Position]] = defaultdict(set)

    def all(self) -> Iterator[Position]:
        """Yield the reserved positions."""
        for positions in self._of_caption.values():
            yield from positions

    def add(self, family: str) -> bool:
        """Reserve one more position of the family; return False if every way to do so costs another family a position."""
        before: dict[str, tuple[Position, Position] | None] = {family: None}  # of a family: the position that takes one of its own
        queue = deque([family])
        while queue:
            current = queue.popleft()
            for position in self.waiting[current]:
                reserved = self._of_caption[position.caption]
                if position in reserved:
                    continue
                if len(reserved) < self.most[position.caption]:
                    self._move(current, position, before)
                    self.counts[family] += 1
                    return True
                for other in sorted(reserved):
                    if other.family not in before:
                        before[other.family] = position, other
                        queue.append(other.family)
        return False

    def _move(self, family: str, position: Position, before: Mapping[str, tuple[Position, Position] | None]) -> None:
        self._of_caption[position.caption].add(position)
        while (step := before[family]) is not None:
            gained, lost = step
            self._of_caption[lost.caption].remove(lost)
            self._of_caption[gained.caption].add(gained)
            family = gained.family
