from contextlib import closing

import pytest
from quality.made import pair_of

from hardneg.quality.likelihood import Likelihood
from hardneg.schemas.config import LLMConfig


@pytest.mark.slow
def test_pairs_without_gaps_are_scored_and_those_with_gaps_left_alone() -> None:
    nonsense = pair_of("A dog runs on the beach.", "A dog beach on runs the.")
    scored = nonsense._replace(gap=-1.0)

    with closing(Likelihood(LLMConfig())) as likelihood:
        found = likelihood.fill([nonsense, nonsense], seed=0)
        left = likelihood.fill([scored, nonsense], seed=0)

    assert found[0].gap is not None
    assert found[0].gap > 5
    assert found[0] == found[1]
    assert left == [scored, nonsense]
