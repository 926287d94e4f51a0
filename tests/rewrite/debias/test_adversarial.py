from collections.abc import Sequence

import pytest

from hardneg.rewrite.debias.adversarial import ScoreRows, in_rounds
from hardneg.rewrite.debias.herding import Herded
from hardneg.rewrite.debias.objective import Objective


class Taught:
    """Learn in so many rounds."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.seen: list[Sequence[int]] = []

    def learn(self, selected: Sequence[int]) -> ScoreRows | None:
        self.seen.append(selected)
        return [[]] * len(self.seen) if len(self.seen) <= self.rounds else None


@pytest.mark.parametrize(("able", "wanted"), [(9, 3), (2, 5), (0, 5), (3, 0)])
def test_each_round_learns_from_what_was_selected_last_until_pairs_are_too_few(able: int, wanted: int) -> None:
    given: list[ScoreRows | None] = []

    def select(rows: ScoreRows | None) -> Herded:
        given.append(rows)
        return Herded([len(given)], Objective([], []))

    classifier = Taught(able)
    rounds = min(able, wanted)
    assert in_rounds(select, classifier, wanted).indices == [rounds + 1]
    assert given == [None, *([[]] * turn for turn in range(1, rounds + 1))]
    assert classifier.seen == [[turn] for turn in range(1, min(able + 1, wanted) + 1)]
