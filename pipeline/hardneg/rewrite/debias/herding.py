"""Select candidates of a part such that a text-only classifier learns nothing from them: kernel herding by coordinate descent.

A pair (c, c') of a caption and a selected candidate has features f(c, c') = x(c') - x(c): which n-grams were inserted and removed, whether
the candidate is longer, how much the log-likelihood fell. A linear text-only classifier (a logistic regression on n-grams, a threshold on
the likelihood) minimises the loss

    L(w) = sum over pairs of log(1 + exp(-w . f(c, c')))

L is convex and its gradient at w = 0 is -1/2 sum f(c, c'). So where the features of the selected pairs sum to zero, w = 0 is the minimum,
and the best such classifier guesses. In expectation the sums vanish if c -> c' and c' -> c are selected equally often, which is detailed
balance (Metropolis and others 1953; Hastings 1970). Here they are minimised directly, since few edits have a reverse edit of equal
probability. `propose.candidates` draws replacement words from the source words of the part, so that small sums are within reach.

The objective (`objective`) is a weighted sum of squares of these sums, over each family and, with less weight, over all families. Herding
(Chen, Welling and Smola 2010) minimises it towards a mean of zero. Sweep by sweep, each position is emptied and given the candidate of
least cost. After each sweep the objective counts anew how many selected pairs have a feature.

The score of a candidate says how surely a naive classifier, fitted to all other selected pairs, recognises it. From the second sweep on, a
position whose best candidate has a score above the tolerance stays empty. Exempt are the last `least` candidates of a caption, the families
in `exempt`, and what the floors need.

Negatives (`select_negatives`) and positives (`positives`) are selected by this one function, each with features of its own.

The sums are of one part. A classifier that learns from half of a part finds the opposite in the other half, and may fall below 0.5 there.
Features of few pairs cannot be balanced in a small part. Classifiers learn them from many parts only as far as they recur.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from hardneg.rewrite.debias.candidate import Candidate, Position, Target
from hardneg.rewrite.debias.family_floors import Floors
from hardneg.rewrite.debias.objective import WEIGHTS, Objective, Scoped
from hardneg.rewrite.debias.selection import Selection
from hardneg.rewrite.propose.sampling import by_turns
from hardneg.schemas.family import Family


class Limits(NamedTuple):
    """Hold the constraints of a selection.

    Attributes:
        most: At most so many candidates of each caption.
        sweeps: At most so many sweeps over the part.
        tolerances: Upper bounds of the score by the ordinal of a position, the last one for all further ones; None discards no candidate.
        least: So many candidates of a caption are kept whatever their score: 1 or 0.
        floors: Least share of each family.
        exempt: Families without tolerance.
        likelihood: Weight of the log-likelihood gap.
        depth: At most so many candidates of a family in a caption.
    """

    most: Sequence[int]
    sweeps: int
    tolerances: Sequence[float] | None
    least: int = 1
    floors: Mapping[Family, float] = {}
    exempt: Collection[str] = frozenset()
    likelihood: float = WEIGHTS["gap"]
    depth: int = sys.maxsize

    def tolerance(self, position: Position) -> float | None:
        """Return the upper bound of the score at a position; None where no candidate is discarded."""
        if not self.tolerances or position.family in self.exempt:
            return None
        return self.tolerances[min(position.ordinal, len(self.tolerances) - 1)]


class Herded(NamedTuple):
    """Hold the indices of the selected candidates, in rising order, and the objective at the end."""

    indices: list[int]
    objective: Objective


Options = Mapping[tuple[int, str], Sequence[int]]
"""Indices of the candidates of each family of each caption."""


def herd(candidates: Sequence[Candidate], rows: Iterable[Sequence[Scoped]], limits: Limits, rng: random.Random) -> Herded:
    """Select candidates whose features sum to nearly zero.

    Each caption gets one candidate of each of its families first, then a second of each on another target, and so on. Where a family has
    candidates with several edits, half of its positions are for those. Floors are met first.

    Args:
        candidates: Of the part.
        rows: Features of each candidate, which are read once.
        limits: Constraints.
        rng: Orders the positions of each sweep.
    """
    options = options_of(candidates)
    targets = {key: len({candidates[j].target for j in found}) for key, found in options.items()}
    positions = [Position(*key, ordinal) for key, count in targets.items() for ordinal in range(min(count, limits.depth))]
    objective = Objective(rows, [1.0 / len(options[each.caption, each.family]) for each in candidates], limits.likelihood)
    sizes = _sizes(candidates, options, rng)
    part = Selection(candidates, options, positions, limits.most, objective, sizes, limits.least)
    floors = Floors(limits.floors, positions, limits.most)
    total = floors.possible
    for sweep in range(limits.sweeps):
        rng.shuffle(positions)
        before = dict(part.selected)
        reserved = part.reserved(floors, total)
        part.make_room(reserved)
        part.exchange(reserved)
        positions.sort(key=lambda position: (position not in reserved, position.ordinal))
        for position in positions:
            bounded = sweep > 0 and position not in reserved
            part.fill(position, limits.tolerance(position) if bounded else None, reserved)
        if part.selected == before:
            break
        total = len(part.selected)
        objective.recount(part.selected.values())
    part.complete(floors)
    return Herded(sorted(part.selected.values()), objective)


def options_of(candidates: Sequence[Candidate]) -> dict[tuple[int, str], list[int]]:
    """Group the candidates by caption and family."""
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for j, each in enumerate(candidates):
        found[each.caption, each.family].append(j)
    return found


def _sizes(candidates: Sequence[Candidate], options: Options, rng: random.Random) -> dict[Position, int]:
    """Return the number of edits for each position, where a family of a caption has candidates with several."""
    found: dict[Position, int] = {}
    for (caption, family), of_family in options.items():
        targets: dict[int, set[Target]] = defaultdict(set)
        for j in of_family:
            targets[candidates[j].changes].add(candidates[j].target)
        if targets.keys() <= {1}:
            continue
        single = [1] * len(targets.pop(1, ()))
        numbers = rng.sample(sorted(targets), len(targets))
        several = by_turns([[number] * len(targets[number]) for number in numbers])
        order = by_turns((single, several) if rng.random() < 0.5 else (several, single))
        found.update((Position(caption, family, index), number) for index, number in enumerate(order))
    return found
