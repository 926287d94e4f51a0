from collections.abc import Sequence

import pytest

from hardneg.rewrite.debias.adversarial import FeatureRows, in_rounds
from hardneg.rewrite.debias.herding import Herded
from hardneg.rewrite.debias.objective import ALL, Objective, Scoped

ROWS = [[Scoped({("1", "cat"): 1.0}, {ALL: 1.0})], []]


def score_of(turn: int) -> Scoped:
    return Scoped({("score", ""): float(turn)}, {ALL: 1.0})


class Taught:
    """Learn in so many rounds."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.seen: list[Sequence[int]] = []

    def learn(self, selected: Sequence[int]) -> FeatureRows | None:
        self.seen.append(selected)
        return [[score_of(len(self.seen))]] * len(ROWS) if len(self.seen) <= self.rounds else None


@pytest.mark.parametrize(("able", "wanted"), [(9, 3), (2, 5), (0, 5), (3, 0)])
def test_each_round_learns_from_what_was_selected_last_until_pairs_are_too_few(able: int, wanted: int) -> None:
    given: list[FeatureRows] = []

    def select(rows: FeatureRows) -> Herded:
        given.append(rows)
        return Herded([len(given)], Objective([], []))

    classifier = Taught(able)
    rounds = min(able, wanted)
    assert in_rounds(select, ROWS, classifier, wanted).indices == [rounds + 1]
    assert given == [ROWS, *([[*row, score_of(turn)] for row in ROWS] for turn in range(1, rounds + 1))]
    assert classifier.seen == [[turn] for turn in range(1, min(able + 1, wanted) + 1)]
