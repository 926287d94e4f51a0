"""A selection in progress: the positions that are filled, and with which candidates."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from hardneg.rewrite.debias.candidate import Candidate, Position
from hardneg.rewrite.debias.family_floors import Floors
from hardneg.rewrite.debias.objective import Objective

_FILLED = 1e6  # more than any score


class Selection:
    """Fill and empty the positions of a part.

    Args:
        candidates: Of the part.
        options: Indices of the candidates of each family of each caption.
        positions: Positions that may be filled.
        most: Upper bound of the number of selected candidates of each caption.
        objective: Its sums follow the selection.
        sizes: Number of edits for a position; 1 for those without an entry.
        least: So many candidates of a caption are kept whatever their score: 1 or 0.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        options: Mapping[tuple[int, str], Sequence[int]],
        positions: Sequence[Position],
        most: Sequence[int],
        objective: Objective,
        sizes: Mapping[Position, int],
        least: int = 1,
    ) -> None:
        self.candidates, self.options, self.most, self.objective, self.sizes = candidates, options, most, objective, sizes
        self.least = least
        self.segments = _Segments(candidates, most)
        self.siblings: dict[tuple[int, str], list[Position]] = defaultdict(list)
        for position in positions:
            self.siblings[position[:2]].append(position)
        self.selected: dict[Position, int] = {}
        self.of_caption: dict[int, set[Position]] = defaultdict(set)
        self.scores: dict[Position, float] = {}
        """Score of the best candidate of each position when it was last looked for; infinite if there was none."""

    def fill(self, position: Position, tolerance: float | None = None, reserved: Collection[Position] = ()) -> None:
        """Give the position the candidate of least cost.

        Without a tolerance, a position of a full caption stays empty. With one, so does a position whose best candidate has a score above
        the tolerance, unless its caption would be left with fewer than `least`. In a full caption, or where only one of two such positions
        is kept, the one of lower score is filled; reserved positions and those of a lower ordinal are not emptied for another.
        """
        self.clear(position)
        others = self.of_caption[position.caption]
        full = len(others) >= self.most[position.caption]
        if full and tolerance is None:
            return
        best = self._best(position)
        if best is None:
            return
        score = self.scores[position]
        if tolerance is not None and score > tolerance and not self.least:
            return
        if tolerance is not None and others and (full or score > tolerance):
            worse = [each for each in others if each not in reserved and each.ordinal >= position.ordinal and self.scores[each] > score]
            if not worse or not (full or len(others) == 1):
                return
            self.clear(max(worse, key=lambda each: (self.scores[each], each)))
        self._set(position, best)

    def clear(self, position: Position) -> None:
        """Empty the position."""
        old = self.selected.pop(position, None)
        if old is not None:
            self.objective.add(old, -1.0)
            self.segments.add(old, -1)
            self.of_caption[position.caption].remove(position)

    def make_room(self, reserved: Collection[Position]) -> None:
        """Empty positions of captions without room for the reserved ones; those of the highest score first, and none that is reserved."""
        missing = Counter(position.caption for position in reserved if position not in self.selected)
        for caption, wanted in sorted(missing.items()):
            filled = self.of_caption[caption]
            others = sorted(filled.difference(reserved), key=lambda position: (self.scores[position], position))
            for position in others[::-1][: max(len(filled) + wanted - self.most[caption], 0)]:
                self.clear(position)

    def exchange(self, reserved: set[Position]) -> None:
        """Reserve positions of lower scores in the place of filled ones of the same family, one at a time."""
        for family in sorted({position.family for position in reserved}):
            filled = self._by_score(position for position in reserved if position.family == family and position in self.selected)
            waiting = self._by_score(
                position
                for position in self.scores
                if position.family == family and position not in reserved and position not in self.selected
            )
            for position in waiting:
                if not filled or self.scores[filled[-1]] <= self.scores[position]:
                    break
                if self._blocked(position, reserved):
                    continue
                worst = filled.pop()
                old = self.selected[worst]
                self.clear(worst)
                self.scores[worst] = self._score(old)
                best = self._best(position)
                if best is None or self.scores[position] >= self.scores[worst]:
                    self._set(worst, old)
                    continue
                reserved.remove(worst)
                reserved.add(position)
                self.make_room(reserved)
                self._set(position, best)

    def complete(self, floors: Floors) -> None:
        """Fill positions of families below their floors until none is left that could be filled."""
        while True:
            reserved = self.reserved(floors, len(self.selected))
            missing = sorted(reserved.difference(self.selected))
            if not missing:
                return
            self.make_room(reserved)
            for position in missing:
                self.fill(position)

    def reserved(self, floors: Floors, total: int) -> set[Position]:
        """Return the positions that the floors need of `total` candidates; filled ones come before others."""
        return floors.reserved(total, self.scores | {position: self.scores[position] - _FILLED for position in self.selected})

    def _by_score(self, positions: Iterable[Position]) -> list[Position]:
        return sorted(positions, key=lambda position: (self.scores[position], position))

    def _best(self, position: Position) -> int | None:
        """Return the candidate of least cost that may fill the position, and note its score."""
        filled = [self.candidates[self.selected[other]] for other in self.siblings[position[:2]] if other in self.selected]
        targets, kinds = {each.target for each in filled}, {each.kind for each in filled}
        size = self.sizes.get(position, 1)
        free = [j for j in self.options[position[:2]] if self._fits(j, size) and self.candidates[j].target not in targets]
        free = [j for j in free if self.candidates[j].kind not in kinds] or free
        best = min(((self.objective.cost(j) - self.candidates[j].bonus, j) for j in free), default=None)
        self.scores[position] = self._score(best[1]) if best is not None else math.inf
        return best[1] if best is not None else None

    def _fits(self, j: int, size: int) -> bool:
        return self.candidates[j].changes == size and self.segments.room(j)

    def _score(self, j: int) -> float:
        """Return by how much the score of a candidate exceeds its bonus."""
        return self.objective.score(j) - self.candidates[j].bonus

    def _blocked(self, position: Position, reserved: Collection[Position]) -> bool:
        """Return whether reserved positions fill the caption of this one."""
        return len(self.of_caption[position.caption].intersection(reserved)) >= self.most[position.caption]

    def _set(self, position: Position, j: int) -> None:
        self.selected[position] = j
        self.objective.add(j, 1.0)
        self.segments.add(j, 1)
        self.of_caption[position.caption].add(position)


class _Segments:
    """Bound the selected candidates in each segment of a long caption by twice the mean over its segments, rounded up."""

    def __init__(self, candidates: Sequence[Candidate], most: Sequence[int]) -> None:
        self.candidates = candidates
        known: dict[int, set[int]] = defaultdict(set)
        for each in candidates:
            known[each.caption] |= each.segments
        self.limit = {caption: math.ceil(2 * most[caption] / len(segments)) for caption, segments in known.items() if segments}
        self.used: Counter[tuple[int, int]] = Counter()

    def add(self, j: int, sign: int) -> None:
        """Count the segments of candidate `j` (sign 1), or remove them (sign -1)."""
        each = self.candidates[j]
        self.used.update({(each.caption, segment): sign for segment in each.segments})

    def room(self, j: int) -> bool:
        """Return whether every segment of candidate `j` has room."""
        each = self.candidates[j]
        return all(self.used[each.caption, segment] < self.limit[each.caption] for segment in each.segments)
